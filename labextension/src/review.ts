/** A person's check of a cell: made against digests, void once either differs. */

import type { ICellModel } from '@jupyterlab/cells';

import { outputsDigest, sha256Text, utcNow } from './digest';
import { isCode } from './pending';
import type { Person, Review, ReviewStatus } from './record';

export type ReviewState = ReviewStatus | 'none' | 'stale';

/** How a cell may have been checked; other words are kept as they are. */
export const METHODS = [
  'read-line-by-line',
  'tested',
  'other-dataset',
  'other-algorithm',
  'other-model',
  'reference'
] as const;

const ORCID = /^(?:https?:\/\/orcid\.org\/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])$/;

/** A review of a cell as it stands now: its source and all its outputs. */
export function makeReview(
  cell: ICellModel,
  by: Person,
  status: ReviewStatus,
  method: readonly string[],
  note: string
): Review {
  return {
    status,
    by,
    time: utcNow(),
    source_sha256: sha256Text(cell.sharedModel.source),
    outputs_sha256: outputsDigest(outputsOf(cell)),
    ...(method.length ? { method } : {}),
    ...(note.trim() ? { note: note.trim() } : {})
  };
}

/** What a review is worth today: stale once the source or an output changed. */
export function reviewState(
  review: Review | null | undefined,
  cell: ICellModel
): ReviewState {
  if (!review) {
    return 'none';
  }
  if (review.source_sha256 !== sha256Text(cell.sharedModel.source)) {
    return 'stale';
  }
  const digest = review.outputs_sha256;
  return !digest || digest === outputsDigest(outputsOf(cell))
    ? review.status
    : 'stale';
}

function outputsOf(cell: ICellModel): readonly unknown[] {
  return isCode(cell) ? cell.outputs.toJSON() : [];
}

/** An ORCID iD in its short form; null if it is malformed or its checksum fails. */
export function orcidOf(text: string): string | null {
  const id = ORCID.exec(text.trim())?.[1];
  if (!id) {
    return null;
  }
  let total = 0;
  for (const digit of id.replaceAll('-', '').slice(0, -1)) {
    total = (total + Number(digit)) * 2;
  }
  const expected = (12 - (total % 11)) % 11;
  return id.at(-1) === (expected === 10 ? 'X' : String(expected)) ? id : null;
}
