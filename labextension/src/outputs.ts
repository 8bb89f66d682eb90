/** The visible outputs of a cell: what each rests on, and whether that is known. */

import type { ICellModel } from '@jupyterlab/cells';

import { isInvisible, outputsDigest } from './digest';
import { isCode } from './pending';
import { readRecord } from './reading';
import type {
  CellRecord,
  Mark,
  MarkName,
  OutputRecord,
  OutputTrace
} from './record';
import { KEY } from './record';
import type { CellOrigin } from './spans';

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
  cell: ICellModel,
  record: CellRecord,
  origin: CellOrigin,
  isChanged: boolean
): IOutputView[] {
  if (!isCode(cell) || !cell.outputs.length) {
    return [];
  }
  const shown = (cell.outputs.toJSON() as unknown[])
    .map((output, position) => ({ output, position }))
    .filter(({ output }) => !isInvisible(output));
  const traces = record.run?.outputs ?? [];
  const byAI = origin.startsWith('ai-') && !isChanged;
  return shown.map(({ output, position }, index) => {
    const trace = traceOf(traces, output, index);
    const own = ownRecord(output);
    const isSeen = trace || own || cell.executionState === 'running';
    const lineage: Mark[] = [
      ...(trace?.marks ?? []),
      ...(own?.marks ?? []),
      ...(byAI ? [{ mark: 'ai-code' } as const] : []),
      ...(isSeen ? [] : [{ mark: 'unknown' } as const])
    ];
    return { position, index, lineage, marks: markNames(lineage) };
  });
}

function traceOf(
  traces: readonly OutputTrace[],
  output: unknown,
  index: number
): OutputTrace | undefined {
  if (!traces.length) {
    return undefined;
  }
  const digest = outputsDigest([output]);
  const here = traces.find(trace => trace.index === index);
  return here && (!here.sha256 || here.sha256 === digest)
    ? here
    : traces.find(({ sha256 }) => sha256 === digest);
}

function ownRecord(output: unknown): OutputRecord | null {
  const { metadata } = output as { metadata?: Record<string, unknown> };
  const raw = metadata?.[KEY];
  return raw === undefined ? null : readRecord(raw, 'OutputRecord').record;
}
