/** The edge between editors, who count UTF-16 units, and records, who count code points. */

import type { Span } from '../record';
import {
  Attribution,
  HUMAN,
  joinedRuns,
  rangesOf,
  type IRun,
  type Ranges
} from './ranges';

const SURROGATE = /[\ud800-\udfff]/;

/** Ranges of a text as a record holds them: known authors only. */
export function toSpans(text: string, ranges: Ranges): Span[] {
  const known = joinedRuns(ranges, text.length).filter(
    ({ value }) => value.by !== 'program'
  );
  const point = SURROGATE.test(text) ? pointCounter(text) : same;
  const out: Span[] = [];
  for (const { from, to, value } of known) {
    const [start, end] = [point(from), point(to)];
    if (start < end && value.by !== 'program') {
      out.push(
        value.record === null
          ? [start, end, value.by]
          : [start, end, value.by, value.record]
      );
    }
  }
  return out;
}

/** What a record says of a text, as ranges; where two spans overlap the earlier stands. */
export function fromSpans(text: string, spans: readonly Span[]): Ranges {
  const unit = SURROGATE.test(text) ? unitCounter(text) : same;
  const sorted = [...spans].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const out: IRun[] = [];
  for (const [start, end, by, record] of sorted) {
    const from = Math.max(unit(start), out.at(-1)?.to ?? 0);
    const to = Math.min(unit(end), text.length);
    if (from < to) {
      const plain = by === 'human' && !record;
      const value = plain ? HUMAN : new Attribution(by, record ?? null);
      out.push({ from, to, value });
    }
  }
  return rangesOf(out);
}

function same(position: number): number {
  return position;
}

/** From units to points, for positions that grow; within a pair, the point after it. */
function pointCounter(text: string): (unit: number) => number {
  let units = 0;
  let points = 0;
  return unit => {
    while (units < unit && units < text.length) {
      units += width(text, units);
      points++;
    }
    return points;
  };
}

/** From points to units, for positions in any order. */
function unitCounter(text: string): (point: number) => number {
  const at: number[] = [];
  for (let units = 0; units < text.length; units += width(text, units)) {
    at.push(units);
  }
  return point => at[point] ?? text.length;
}

function width(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
