/** A person's check of a cell: made against digests, void once either differs. */

import {
  outputsDigest,
  outputsMatch,
  RULE,
  sha256Text,
  utcNow
} from './digest';
import { fields } from './words';
import { lean } from './shapes';
import type { Comparison, Person, Review, ReviewStatus } from './index';

/** `unknown`: made by a rule of digests by which it cannot be judged here. */
export type ReviewState = ReviewStatus | 'none' | 'stale' | 'unknown';

/** What a reviewer says of a cell. */
export interface IVerdict {
  readonly status: ReviewStatus;
  readonly by: Person;
  readonly method: readonly string[];
  /** Of methods that compare: with what, and what came of it; as typed. */
  readonly compared: readonly Comparison[];
  /** Other members of the review, by name; as typed. */
  readonly stated: Readonly<Record<string, string>>;
}

const ORCID = /^(?:https?:\/\/orcid\.org\/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])$/;

/** A review of a cell as it stands now: its source and all its outputs. */
export function makeReview(
  source: string,
  outputs: readonly unknown[],
  { by, status, method, compared, stated }: IVerdict
): Review {
  const told = compared.flatMap(one => toldOf(one, method) ?? []);
  return {
    status,
    by,
    time: utcNow(),
    source_sha256: sha256Text(source),
    outputs_sha256: outputsDigest(outputs),
    digest_rule: RULE,
    ...(method.length ? { method } : {}),
    ...(told.length ? { compared: told } : {}),
    ...typed(stated)
  };
}

/** Members that hold something, without the blanks around it. */
function typed(stated: IVerdict['stated']): IVerdict['stated'] {
  const texts = Object.entries(stated).map(([name, text]) => [
    name,
    text.trim()
  ]);
  return Object.fromEntries(
    texts.filter(([, text]) => text)
  ) as IVerdict['stated'];
}

/** A comparison as it is kept: of a method that was chosen, with what was said of it. */
function toldOf(
  { method, against, result }: Comparison,
  chosen: readonly string[]
): Comparison | null {
  const said = {
    method,
    against: against?.trim() || null,
    result: result?.trim() || null
  };
  return chosen.includes(method) && (said.against || said.result)
    ? lean(said, 'Comparison')
    : null;
}

/** What a review is worth today: stale once the source or an output changed. */
export function reviewState(
  review: Review | null | undefined,
  source: string,
  outputs: readonly unknown[]
): ReviewState {
  if (!review) {
    return 'none';
  }
  if (review.source_sha256 !== sha256Text(source)) {
    return 'stale';
  }
  const { outputs_sha256: digest, digest_rule: rule } = review;
  const holds = !digest || outputsMatch(digest, outputs, rule);
  return holds === null ? 'unknown' : holds ? review.status : 'stale';
}

/** An ORCID iD in its short form; null if it is malformed or its checksum fails. */
export function orcidOf(text: string): string | null {
  const id = ORCID.exec(fields(text).join(' '))?.[1];
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
