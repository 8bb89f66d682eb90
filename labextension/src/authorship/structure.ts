/** Cells split, merged, replaced: whose text the new cells hold. */

import { realign } from './realign';
import { lay, NO_RANGES, runs, type IAttributed, type Ranges } from './ranges';

const BREAK = '\n';
const BLANK = /^\s*$/;

/**
 * The ranges of the texts that stand after a change, from those before it, both
 * in the notebook's order.
 *
 * A split leaves out only blanks, a merge puts only blanks in: those are exact.
 * Everything else is a replacement, followed word by word.
 */
export function redistribute(
  before: readonly IAttributed[],
  after: readonly string[]
): Ranges[] {
  const old = together(before);
  const at = places(after, old.text);
  if (at) {
    return after.map((text, index) =>
      lay(NO_RANGES, 0, runs(old.ranges, at[index], at[index] + text.length))
    );
  }
  const text = after.join(BREAK);
  const merged = places(
    before.map(one => one.text),
    text
  );
  const ranges = merged
    ? before.reduce(
        (out, one, index) =>
          lay(out, merged[index], runs(one.ranges, 0, one.text.length)),
        NO_RANGES
      )
    : realign(old, text);
  return apart(ranges, after);
}

function together(parts: readonly IAttributed[]): IAttributed {
  let ranges = NO_RANGES;
  let at = 0;
  for (const part of parts) {
    ranges = lay(ranges, at, runs(part.ranges, 0, part.text.length));
    at += part.text.length + BREAK.length;
  }
  return { text: parts.map(part => part.text).join(BREAK), ranges };
}

function apart(ranges: Ranges, texts: readonly string[]): Ranges[] {
  let at = 0;
  return texts.map(text => {
    const from = at;
    at += text.length + BREAK.length;
    return lay(NO_RANGES, 0, runs(ranges, from, from + text.length));
  });
}

/** Where the parts stand in the whole, if they fill all of it but blanks; else null. */
function places(parts: readonly string[], whole: string): number[] | null {
  const at: number[] = [];
  let end = 0;
  for (const part of parts) {
    const from = whole.indexOf(part, end);
    if (from < 0 || !BLANK.test(whole.slice(end, from))) {
      return null;
    }
    at.push(from);
    end = from + part.length;
  }
  return BLANK.test(whole.slice(end)) ? at : null;
}
