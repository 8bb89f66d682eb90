import { describe, expect, it } from 'vitest';

import { realign } from '../../src/authorship/realign';
import { claim, HUMAN, NO_RANGES, runs } from '../../src/authorship/ranges';
import { redistribute } from '../../src/authorship/structure';

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
    const line = "weights=[1,2,'x']";
    const whole = claim(NO_RANGES, 0, line.length, HUMAN);
    const text = 'weights = [1, 2, "x", another]';
    const after = realign({ text: line, ranges: whole }, text);
    const at = text.indexOf('another');
    expect(runs(after, at, at + 7)).toEqual([]);
    expect(runs(after, 0, 7)).toEqual([{ from: 0, to: 7, value: HUMAN }]);
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
