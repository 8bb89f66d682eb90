import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fromSpans, toSpans } from '../../src/authorship/codepoints';
import { union } from '../../src/authorship/merge';
import {
  Attribution,
  changesOf,
  claim,
  fill,
  HUMAN,
  isSame,
  lay,
  moved,
  NO_RANGES,
  runs,
  type Ranges
} from '../../src/authorship/ranges';

const AUTHORS = [
  null,
  HUMAN,
  new Attribution('ai', 'one'),
  new Attribution('ai', 'two'),
  new Attribution('program', '0')
];
const LENGTH = 40;
const position = fc.nat(LENGTH);
const author = fc.constantFrom(...AUTHORS);
const said = fc.array(fc.tuple(position, position, author), { maxLength: 25 });

/** The naive model: an author for each position. */
function naive(ranges: Ranges, length: number): (Attribution | null)[] {
  const out: (Attribution | null)[] = Array.from({ length }, () => null);
  ranges.between(0, length, (from, to, value) => {
    out.fill(value, from, to);
  });
  return out;
}

function build(claims: [number, number, Attribution | null][]): Ranges {
  return claims.reduce<Ranges>(
    (out, [a, b, value]) => claim(out, Math.min(a, b), Math.max(a, b), value),
    NO_RANGES
  );
}

describe('ranges', () => {
  it('hold what was said last', () => {
    fc.assert(
      fc.property(said, claims => {
        const expected: (Attribution | null)[] = Array.from(
          { length: LENGTH },
          () => null
        );
        for (const [a, b, value] of claims) {
          expected.fill(value, Math.min(a, b), Math.max(a, b));
        }
        expect(naive(build(claims), LENGTH)).toEqual(expected);
      })
    );
  });

  it('move with changes as an array of authors does', () => {
    const change = fc.tuple(position, fc.nat(8), fc.nat(8));
    fc.assert(
      fc.property(
        said,
        fc.array(change, { maxLength: 8 }),
        (claims, changes) => {
          let ranges = build(claims);
          const expected = naive(ranges, LENGTH);
          for (const [at, gone, come] of changes) {
            const from = Math.min(at, expected.length);
            const taken = Math.min(gone, expected.length - from);
            const delta = [
              { retain: from },
              { insert: 'x'.repeat(come) },
              { delete: taken }
            ];
            ranges = moved(ranges, changesOf(delta, expected.length));
            expected.splice(
              from,
              taken,
              ...Array.from({ length: come }, () => null)
            );
            expect(naive(ranges, expected.length)).toEqual(expected);
          }
        }
      )
    );
  });

  it('are filled, cut out and laid down again', () => {
    fc.assert(
      fc.property(said, position, position, (claims, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const full = fill(build(claims), LENGTH, HUMAN);
        const expected = naive(build(claims), LENGTH).map(one => one ?? HUMAN);
        expect(naive(full, LENGTH)).toEqual(expected);
        const part = lay(NO_RANGES, 0, runs(full, from, to));
        expect(naive(part, to - from)).toEqual(expected.slice(from, to));
      })
    );
  });

  it('go to records and come back, in code points', () => {
    const text = 'a😀b🏳️‍🌈c\ud800d'.repeat(4);
    const points = [...text];
    fc.assert(
      fc.property(said, claims => {
        const units = [0];
        points.forEach(one => units.push(units.at(-1)! + one.length));
        const ranges = build(
          claims.map(([a, b, value]) => [units[a], units[b], value])
        );
        const spans = toSpans(text, ranges);
        const known = naive(ranges, text.length);
        points.forEach((_, point) => {
          const value = known[units[point]];
          const by = spans.find(([a, b]) => a <= point && point < b)?.[2];
          expect(by ?? null).toBe(
            value && value.by !== 'program' ? value.by : null
          );
        });
        expect(toSpans(text, fromSpans(text, spans))).toEqual(spans);
      })
    );
  });

  it('come out the same whoever tells whom', () => {
    fc.assert(
      fc.property(said, said, (a, b) => {
        const [one, two] = [build(a), build(b)];
        const both = union(one, two, LENGTH);
        expect(isSame(both, union(two, one, LENGTH), LENGTH)).toBe(true);
        const [x, y, z] = [one, two, both].map(all => naive(all, LENGTH));
        z.forEach((value, at) => {
          expect([x[at], y[at]]).toContainEqual(value);
          expect(value === null).toBe(x[at] === null && y[at] === null);
        });
      })
    );
  });
});
