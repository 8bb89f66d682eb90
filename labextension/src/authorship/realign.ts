/**
 * A program replaced a whole text: a formatter, a search and replace, an agent.
 * What stayed keeps its authors; what a formatter only laid out anew does too.
 */

import type { ChangeDesc } from '@codemirror/state';

import { diff } from '../record/diff';
import type { IBridge } from '../record/layout';
import {
  joinedAlike,
  lay,
  moved,
  part,
  rangesOf,
  runs,
  type Attribution,
  type IAttributed,
  type IRun,
  type Ranges
} from './ranges';

/** The ranges after a program's changes: what it did not touch, it did not replace. */
export function realignParts(
  old: IAttributed,
  changes: ChangeDesc,
  text: string
): Ranges {
  let out = moved(old.ranges, changes);
  changes.iterChangedRanges((fromA, toA, from, to) => {
    const stayed = realign(part(old, fromA, toA), text.slice(from, to));
    out = lay(out, from, runs(stayed, 0, to - from));
  });
  return out;
}

/** The ranges after a replacement of the old text by `text`. */
export function realign(
  { text: old, ranges }: IAttributed,
  text: string
): Ranges {
  if (old === text) {
    return ranges;
  }
  const { kept, bridges } = diff(old, text);
  const found = kept.flatMap(([at, to, size]) =>
    runs(ranges, at, at + size).map(({ from, to: end, value }): IRun => ({
      from: to + from,
      to: to + end,
      value
    }))
  );
  for (const bridge of bridges) {
    const value = authorOf(ranges, bridge);
    if (value) {
      found.push({ from: bridge.start, to: bridge.end, value });
    }
  }
  return rangesOf(joinedAlike(found.sort((x, y) => x.from - y.from)));
}

/** Whose a bridge is: of the author on both sides, or on the one there is. */
function authorOf(
  ranges: Ranges,
  { before, after }: IBridge
): Attribution | null {
  const [one, two] = [before, after].map(at =>
    at === null ? undefined : (runs(ranges, at, at + 1)[0]?.value ?? null)
  );
  if (one === undefined || two === undefined) {
    return one ?? two ?? null;
  }
  return one && two?.eq(one) ? one : null;
}
