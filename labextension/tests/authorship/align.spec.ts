import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { align } from '../../src/authorship/align';
import { fromSpans, toSpans } from '../../src/authorship/codepoints';
import { realign } from '../../src/authorship/realign';
import { claim, HUMAN, NO_RANGES, runs } from '../../src/authorship/ranges';
import { redistribute } from '../../src/authorship/structure';
import { sha256Text } from '../../src/record/digest';
import type { Span } from '../../src/record';

interface ICases {
  align: {
    name: string;
    old: string;
    new: string;
    spans: Span[];
    aligned: Span[];
  }[];
  sha256: { text: string; sha256: string }[];
}

// Checked on Python's side by tests/record/test_authorship_shared.py.
const cases = JSON.parse(
  readFileSync('tests/data/authorship/align.json', 'utf8')
) as ICases;

describe('alignment', () => {
  it.each(cases.align)('says as Python does: $name', one => {
    const ranges = fromSpans(one.old, one.spans);
    const aligned = align({ text: one.old, ranges }, one.new);
    expect(toSpans(one.new, aligned)).toEqual(one.aligned);
  });

  it.each(cases.sha256)('digests $text as Python does', one => {
    expect(sha256Text(one.text)).toBe(one.sha256);
  });
});

describe('a formatter', () => {
  const old = "a=[1,2,\n'x']";
  const ranges = claim(NO_RANGES, 0, old.length, HUMAN);

  it('takes nothing from the author of what it lays out', () => {
    const text = 'a = [\n    1,\n    2,\n    "x",\n]';
    const after = realign({ text: old, ranges }, text);
    expect(runs(after, 0, text.length)).toEqual([
      { from: 0, to: text.length, value: HUMAN }
    ]);
  });

  it('does not give the author words that are new', () => {
    const text = 'a = [1, 2, "x", another]';
    const after = realign({ text: old, ranges }, text);
    const at = text.indexOf('another');
    expect(runs(after, at, at + 7)).toEqual([]);
    expect(runs(after, 0, 1)).toEqual([{ from: 0, to: 1, value: HUMAN }]);
  });

  it('of a quite different text leaves only what plainly stayed', () => {
    const after = realign({ text: 'total = price', ranges }, 'price_of(x, y)');
    expect(runs(after, 0, 14)).toEqual([]);
  });
});

describe('cells that split or merge', () => {
  it('are told apart though their parts are alike', () => {
    const before = { text: 'x\n\nx', ranges: claim(NO_RANGES, 0, 1, HUMAN) };
    const [one, two] = redistribute([before], ['x', 'x']);
    expect(runs(one, 0, 1)).toHaveLength(1);
    expect(runs(two, 0, 1)).toHaveLength(0);
  });
});
