/** Two who followed one text tell each other what they saw. */

import {
  claim,
  joinedRuns,
  runs,
  type Attribution,
  type Ranges
} from './ranges';

/**
 * What either knows of a text of `length` units.
 *
 * Each sees only its own user's changes, so that they seldom both know; where
 * they do and disagree, the same answer comes out on both sides: that of an AI
 * system before a person's, else the smaller record.
 */
export function union(ours: Ranges, theirs: Ranges, length: number): Ranges {
  let out = ours;
  for (const { from, to, value } of joinedRuns(theirs, length)) {
    let at = from;
    for (const own of [...runs(ours, from, to), null]) {
      const start = own ? from + own.from : to;
      out = claim(out, at, start, value);
      if (own) {
        at = from + own.to;
        out = claim(out, start, at, stronger(own.value, value));
      }
    }
  }
  return out;
}

const RANK = { ai: 2, human: 1, program: 0 } as const;

function stronger(a: Attribution, b: Attribution): Attribution {
  const difference = RANK[a.by] - RANK[b.by];
  if (difference) {
    return difference > 0 ? a : b;
  }
  return (a.record ?? '') <= (b.record ?? '') ? a : b;
}
