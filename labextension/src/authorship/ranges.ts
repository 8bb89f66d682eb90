/**
 * Who wrote which characters of a text in the making: ranges in UTF-16 units,
 * as editors count, that move with every change.
 *
 * Ranges never overlap and are never empty. Typing at an edge stays outside of
 * a range, typing inside is cut out of it by whoever knows whose it is.
 */

import {
  ChangeSet,
  RangeSet,
  RangeValue,
  type ChangeDesc,
  type Range
} from '@codemirror/state';

/**
 * An author. A `program` put text in and nobody has said so far on whose
 * behalf: unknown in the record, and kept apart only until somebody does.
 */
export type Author = 'ai' | 'human' | 'program';

/** One author's claim on a range; `record` is the activity it comes from. */
export class Attribution extends RangeValue {
  override startSide = 1;
  override endSide = -1;

  constructor(
    readonly by: Author,
    readonly record: string | null = null
  ) {
    super();
  }

  override eq(other: RangeValue): boolean {
    return (
      other instanceof Attribution &&
      other.by === this.by &&
      other.record === this.record
    );
  }
}

/** Text a person was seen to type. */
export const HUMAN = new Attribution('human');

/** Text a program puts in now. */
export function programmed(): Attribution {
  return new Attribution('program', String(Date.now()));
}

/** Text that stood there unknown before a program changed its surroundings. */
const UNKNOWN = new Attribution('program', '0');

export type Ranges = RangeSet<Attribution>;

export const NO_RANGES: Ranges = RangeSet.of<Attribution>([]);

/** A stretch of text and its author. */
export interface IRun {
  readonly from: number;
  readonly to: number;
  readonly value: Attribution;
}

/** A text and what is known of it at one moment. */
export interface IAttributed {
  readonly text: string;
  readonly ranges: Ranges;
}

/** What a shared text says of a change of it. */
export interface IDeltaPart {
  readonly retain?: number;
  readonly delete?: number;
  readonly insert?: unknown;
}

/** The change of a text of `length` units that a shared text's delta speaks of. */
export function changesOf(
  delta: readonly IDeltaPart[],
  length: number
): ChangeSet {
  const parts: { from: number; to?: number; insert?: string }[] = [];
  let at = 0;
  for (const part of delta) {
    if (typeof part.insert === 'string') {
      parts.push({ from: at, insert: part.insert });
    } else if (part.delete) {
      parts.push({ from: at, to: at + part.delete });
      at += part.delete;
    } else {
      at += part.retain ?? 0;
    }
  }
  // The separator keeps a carriage return a character like any other.
  return ChangeSet.of(parts, length, '\n');
}

/** The ranges after a change; what it put in is nobody's yet. */
export function moved(ranges: Ranges, changes: ChangeDesc): Ranges {
  let out = ranges.map(changes);
  changes.iterChangedRanges((_fromA, _toA, from, to) => {
    out = claim(out, from, to, null);
  }, true);
  return out;
}

/** Say `[from, to)` is `value`'s, whatever was said of it; null is unknown. */
export function claim(
  ranges: Ranges,
  from: number,
  to: number,
  value: Attribution | null
): Ranges {
  if (from >= to) {
    return ranges;
  }
  let start = from;
  let end = to;
  const add: Range<Attribution>[] = [];
  ranges.between(from, to, (a, b, old) => {
    if (value && old.eq(value)) {
      start = Math.min(start, a);
      end = Math.max(end, b);
      return;
    }
    if (a < from) {
      add.push(old.range(a, Math.min(b, from)));
    }
    if (b > to) {
      add.push(old.range(Math.max(a, to), b));
    }
  });
  if (value) {
    add.push(value.range(start, end));
  }
  return ranges.update({
    add,
    sort: true,
    filterFrom: from,
    filterTo: to,
    filter: (a, b) => b < from || a > to
  });
}

/** What is known of `[from, to)`, counted from `from`. */
export function runs(ranges: Ranges, from: number, to: number): IRun[] {
  const out: IRun[] = [];
  ranges.between(from, to, (a, b, value) => {
    const start = Math.max(a, from) - from;
    const end = Math.min(b, to) - from;
    if (start < end) {
      out.push({ from: start, to: end, value });
    }
  });
  return out;
}

/** Lay runs down from `at` on; what they leave open keeps its author. */
export function lay(
  ranges: Ranges,
  at: number,
  parts: readonly IRun[]
): Ranges {
  return parts.reduce(
    (out, { from, to, value }) => claim(out, at + from, at + to, value),
    ranges
  );
}

/** Say what is unknown of a text is `value`'s; all else stands. */
export function fill(
  ranges: Ranges,
  length: number,
  value: Attribution
): Ranges {
  let out = ranges;
  let at = 0;
  for (const { from, to } of runs(ranges, 0, length)) {
    out = claim(out, at, from, value);
    at = to;
  }
  return claim(out, at, length, value);
}

/** A text all of which says whose it is, be it that nobody knows. */
export function completed({ text, ranges }: IAttributed): IAttributed {
  return { text, ranges: fill(ranges, text.length, UNKNOWN) };
}

/** A part of a text and what is known of it. */
export function part(
  { text, ranges }: IAttributed,
  from: number,
  to: number
): IAttributed {
  return {
    text: text.slice(from, to),
    ranges: lay(NO_RANGES, 0, runs(ranges, from, to))
  };
}

/** The runs of a whole text, alike neighbours joined. */
export function joinedRuns(ranges: Ranges, length: number): IRun[] {
  return joinedAlike(runs(ranges, 0, length));
}

/** Runs that are in order and do not overlap, alike neighbours joined. */
export function joinedAlike(parts: readonly IRun[]): IRun[] {
  const out: IRun[] = [];
  for (const run of parts) {
    const last = out.at(-1);
    if (last && last.to === run.from && last.value.eq(run.value)) {
      out[out.length - 1] = { ...last, to: run.to };
    } else {
      out.push(run);
    }
  }
  return out;
}

/** Ranges from runs that are in order and do not overlap. */
export function rangesOf(parts: readonly IRun[]): Ranges {
  return RangeSet.of(parts.map(({ from, to, value }) => value.range(from, to)));
}

/** Whether two sets say the same of every character of a text. */
export function isSame(a: Ranges, b: Ranges, length: number): boolean {
  if (a === b) {
    return true;
  }
  const [one, two] = [joinedRuns(a, length), joinedRuns(b, length)];
  return (
    one.length === two.length &&
    one.every(({ from, to, value }, index) => {
      const other = two[index];
      return from === other.from && to === other.to && value.eq(other.value);
    })
  );
}
