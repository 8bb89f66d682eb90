/** One cell as it is to be shown: what is live, and what the server says of it. */

import type { ICellModel } from '@jupyterlab/cells';

import { sha256Text } from './record/digest';
import { isCode, outputsOf } from './deliveries';
import {
  markNames,
  outputViews,
  type ICellFacts,
  type IOutputView
} from './outputs';
import type { CellRecord, Mark, MarkName, Run } from './record';
import { reviewState, type ReviewState } from './record/review';
import {
  cellCounts,
  cellOrigin,
  type CellOrigin,
  type ICounts
} from './record/spans';
import type { CellShown, StaleCause } from './report';

/** One cell as it is to be shown. */
export interface ICellView {
  readonly id: string;
  readonly index: number;
  readonly isCode: boolean;
  readonly isEmpty: boolean;
  /** The first telling line, for people to know the cell by. */
  readonly excerpt: string;
  readonly record: CellRecord;
  readonly origin: CellOrigin;
  readonly counts: ICounts;
  readonly marks: readonly MarkName[];
  readonly outputs: readonly IOutputView[];
  readonly review: ReviewState;
  /** What the server says of it; null where it has nothing to say, or has not been asked. */
  readonly shown: CellShown | null;
}

const AI_MARKS: ReadonlySet<MarkName> = new Set([
  'ai-code',
  'ai-output',
  'synthetic'
]);
const UNKNOWN: Mark = { mark: 'unknown' };
const FRESH: readonly StaleCause[] = [];

/** Whether a cell holds something of an AI system, or synthetic data. */
export function isTouched(view: ICellView): boolean {
  return (
    view.origin.startsWith('ai-') || view.marks.some(mark => AI_MARKS.has(mark))
  );
}

/** Whether no review stands, whether or not one is needed. */
export function isUnreviewed({ review }: ICellView): boolean {
  return review === 'none' || review === 'stale';
}

/** Whether a cell waits for a review: there is a reason for one, and none stands. */
export function needsReview(view: ICellView): boolean {
  return isUnreviewed(view) && !!view.shown?.review_reasons.length;
}

/** Why the outputs are older than what they were made from; empty where they are not. */
export function staleCauses({ shown }: ICellView): readonly StaleCause[] {
  return shown?.stale ?? FRESH;
}

/** What a cell is as it stands in the open document. */
export function factsOf(cell: ICellModel): ICellFacts {
  return {
    id: cell.id,
    isCode: isCode(cell),
    source: cell.sharedModel.source,
    outputs: outputsOf(cell),
    executionCount: isCode(cell) ? cell.executionCount : null,
    isRunning: isCode(cell) && cell.executionState === 'running'
  };
}

/** A cell as it is to be shown, the server's word aside. */
export function viewOf(
  facts: ICellFacts,
  index: number,
  record: CellRecord
): ICellView {
  const { id, source, outputs } = facts;
  const origin = cellOrigin(source, record);
  const ran = record.run?.source_sha256;
  const isChanged = !!ran && ran !== sha256Text(source);
  const shown = outputViews(facts, record, origin, isChanged);
  const byAI = origin.startsWith('ai-') && !isChanged;
  return {
    id,
    index,
    isCode: facts.isCode,
    isEmpty: !source.trim(),
    excerpt: excerpt(source),
    record,
    origin,
    counts: cellCounts(source, record),
    marks: markNames([
      ...made(record.run, byAI),
      ...shown.flatMap(({ lineage }) => lineage),
      ...(isUnseen(facts, record.run) ? [UNKNOWN] : [])
    ]),
    outputs: shown,
    review: reviewState(record.review, source, outputs),
    shown: null
  };
}

/** The marks of what the last run bound and wrote. */
function made(run: Run | null | undefined, byAI: boolean): readonly Mark[] {
  const { marks = [], files = [], writes = [] } = run ?? {};
  return [
    ...marks,
    ...files.flatMap(use => (use.mode === 'write' ? (use.marks ?? []) : [])),
    ...(byAI && writes.length ? [{ mark: 'ai-code' } as const] : [])
  ];
}

/** Whether a cell was executed and no record tells of that run. */
function isUnseen(
  { isCode, executionCount, isRunning }: ICellFacts,
  run: Run | null | undefined
): boolean {
  if (!isCode || executionCount === null || isRunning) {
    return false;
  }
  return !run || (run.execution_count ?? executionCount) !== executionCount;
}

function excerpt(source: string): string {
  const lines = source.split('\n').map(line => line.trim());
  return (
    lines.find(line => line && !line.startsWith('%%aiprov'))?.slice(0, 120) ??
    ''
  );
}
