/** The visible outputs of a cell: what each rests on, and whether that is known. */

import { isInvisible, outputsMatch, outputsMatcher } from './record/digest';
import { readRecord } from './record/reading';
import type {
  CellRecord,
  Mark,
  MarkName,
  OutputRecord,
  OutputTrace,
  Run
} from './record';
import { KEY } from './record';
import type { CellOrigin } from './record/spans';

/** What a cell is, its record aside. */
export interface ICellFacts {
  readonly id: string;
  readonly isCode: boolean;
  readonly source: string;
  /** As the notebook holds them. */
  readonly outputs: readonly unknown[];
  readonly executionCount: number | null;
  readonly isRunning: boolean;
}

/** One output as it is to be shown. */
export interface IOutputView {
  /** Its place among all outputs of the cell, those that show nothing included. */
  readonly position: number;
  /** Its place among the visible ones, as records count. */
  readonly index: number;
  /** The most telling first. */
  readonly marks: readonly MarkName[];
  readonly lineage: readonly Mark[];
}

const RANKED: readonly MarkName[] = [
  'synthetic',
  'protected',
  'ai-output',
  'ai-code',
  'unknown'
];

/** The names of marks, each once, the most telling first. */
export function markNames(marks: readonly Mark[]): MarkName[] {
  return RANKED.filter(name => marks.some(({ mark }) => mark === name));
}

/**
 * The visible outputs of a cell.
 *
 * A trace of the run speaks of an output only while it is the one that run made. What
 * AI-written code shows carries its mark also where the code is known to be an AI
 * system's only since; an output of which nothing tells is unknown.
 */
export function outputViews(
  { outputs, isRunning }: ICellFacts,
  record: CellRecord,
  origin: CellOrigin,
  isChanged: boolean
): IOutputView[] {
  const shown = outputs
    .map((output, position) => ({ output, position }))
    .filter(({ output }) => !isInvisible(output));
  const byAI = origin.startsWith('ai-') && !isChanged;
  const found = tracesOf(
    record.run,
    shown.map(({ output }) => output)
  );
  return shown.map(({ output, position }, index) => {
    const trace = found[index];
    const own = ownRecord(output);
    const isSeen = trace || own || isRunning;
    const lineage: Mark[] = [
      ...(trace?.marks ?? []),
      ...(own?.marks ?? []),
      ...(byAI ? [{ mark: 'ai-code' } as const] : []),
      ...(isSeen ? [] : [{ mark: 'unknown' } as const])
    ];
    return { position, index, lineage, marks: markNames(lineage) };
  });
}

/**
 * Of each output the trace of the run, if it is still the output that run made.
 *
 * A stream that was written piece by piece is one output to some, and several to others.
 */
export function tracesOf(
  run: Run | null | undefined,
  outputs: readonly unknown[]
): (OutputTrace | undefined)[] {
  const traces = run?.outputs ?? [];
  const found = new Array<OutputTrace | undefined>(outputs.length);
  if (!run || !traces.length) {
    return found;
  }
  pieces(outputs).forEach((positions, index) => {
    const shown = positions.map(at => outputs[at]);
    const matches = outputsMatcher(shown, run.digest_rule);
    const isOf = ({ sha256 }: OutputTrace): boolean => !!matches(sha256);
    const here = traces.find(trace => trace.index === index);
    const trace =
      here && (!here.sha256 || isOf(here)) ? here : traces.find(isOf);
    positions.forEach(at => (found[at] = trace));
  });
  return inOtherOrder(run, outputs, found);
}

/** The positions of the outputs, those of one stream that follow one another together. */
function pieces(outputs: readonly unknown[]): number[][] {
  const found: number[][] = [];
  let before: unknown = null;
  outputs.forEach((output, index) => {
    const { output_type: type, name } = output as Record<string, unknown>;
    const stream = type === 'stream' ? name : null;
    if (stream && stream === before) {
      found[found.length - 1].push(index);
    } else {
      found.push([index]);
    }
    before = stream;
  });
  return found;
}

/** Streams may stand in another order than they were written in, the outputs being the same. */
function inOtherOrder(
  run: Run,
  outputs: readonly unknown[],
  found: (OutputTrace | undefined)[]
): (OutputTrace | undefined)[] {
  if (
    Array.from(found).every(trace => trace) ||
    !outputsMatch(run.outputs_sha256, outputs, run.digest_rule)
  ) {
    return found;
  }
  const rest = (run.outputs ?? [])
    .filter(trace => !found.includes(trace))
    .flatMap(({ marks = [] }) => marks);
  return Array.from(found, (trace, index) => trace ?? { index, marks: rest });
}

function ownRecord(output: unknown): OutputRecord | null {
  const { metadata } = output as { metadata?: Record<string, unknown> };
  const raw = metadata?.[KEY];
  return raw === undefined ? null : readRecord(raw, 'OutputRecord').record;
}
