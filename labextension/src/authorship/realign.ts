/**
 * A program replaced a whole text: a formatter, a search and replace, an agent.
 * What stayed keeps its authors; what a formatter only laid out anew does too.
 */

import type { ChangeDesc } from '@codemirror/state';

import { align, MOST_PAIRS, offsets, words } from './align';
import { matchingBlocks, type Block } from './difflib';
import {
  claim,
  lay,
  moved,
  NO_RANGES,
  part,
  runs,
  type Attribution,
  type IAttributed,
  type Ranges
} from './ranges';

/** Share of the words that must have stayed for a text to count as laid out anew. */
const LIKE = 0.8;
const BLANK = /^\s/;
const LETTER = /[\p{L}\p{N}_]/u;
const QUOTES: Readonly<Record<string, string>> = { "'": '"', '`': '"' };

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

/** The ranges after a replacement of `old` by `text`. */
export function realign(old: IAttributed, text: string): Ranges {
  if (old.text === text) {
    return old.ranges;
  }
  if (!text) {
    return NO_RANGES;
  }
  const start = commonStart(old.text, text);
  const end = commonEnd(old.text, text, start);
  const [oldTo, to] = [old.text.length - end, text.length - end];
  const middle = replaced(part(old, start, oldTo), text.slice(start, to));
  let out = lay(NO_RANGES, 0, runs(old.ranges, 0, start));
  out = lay(out, start, runs(middle, 0, to - start));
  return lay(out, to, runs(old.ranges, oldTo, old.text.length));
}

/** Length of what both texts begin with, whole words only. */
function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let size = 0;
  while (size < most && a[size] === b[size]) {
    size++;
  }
  while (size > 0 && (isWithinWord(a, size) || isWithinWord(b, size))) {
    size--;
  }
  return size;
}

/** Length of what both texts end with, whole words only, after `start`. */
function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let size = 0;
  while (size < most && a[a.length - 1 - size] === b[b.length - 1 - size]) {
    size++;
  }
  while (
    size > 0 &&
    (isWithinWord(a, a.length - size) || isWithinWord(b, b.length - size))
  ) {
    size--;
  }
  return size;
}

function isWithinWord(text: string, at: number): boolean {
  return (
    isPairSplit(text, at) ||
    (LETTER.test(text[at - 1] ?? '') && LETTER.test(text[at] ?? ''))
  );
}

function isPairSplit(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

function replaced(old: IAttributed, text: string): Ranges {
  const [a, b] = [tokens(old.text), tokens(text)];
  if (a.ink.length * b.ink.length > MOST_PAIRS) {
    return align(old, text);
  }
  const blocks = matchingBlocks(a.ink, b.ink, false);
  const kept = blocks.reduce((sum, [i, , n]) => sum + length(a.ink, i, n), 0);
  const most = Math.max(length(a.ink), length(b.ink));
  return kept < LIKE * most
    ? align(old, text)
    : carried(old, text, a, b, blocks);
}

interface ITokens {
  readonly ink: readonly string[];
  readonly at: readonly number[];
}

/** All but the blanks, quotes written one way, and where each stands. */
function tokens(text: string): ITokens {
  const all = words(text);
  const at = offsets(all);
  const index = all.map((_, i) => i).filter(i => !BLANK.test(all[i]));
  return {
    ink: index.map(i => QUOTES[all[i]] ?? all[i]),
    at: index.map(i => at[i])
  };
}

function length(ink: readonly string[], from = 0, count = ink.length): number {
  return ink
    .slice(from, from + count)
    .reduce((sum, one) => sum + one.length, 0);
}

/** Token for token; blanks and signs put in between take the author on both sides. */
function carried(
  old: IAttributed,
  text: string,
  a: ITokens,
  b: ITokens,
  blocks: readonly Block[]
): Ranges {
  let out = NO_RANGES;
  const stayed = new Set<number>();
  for (const [i, j, size] of blocks) {
    for (let k = 0; k < size; k++) {
      const from = a.at[i + k];
      const end = from + a.ink[i + k].length;
      out = lay(out, b.at[j + k], runs(old.ranges, from, end));
      stayed.add(j + k);
      if (k + 1 < size) {
        const gap = [end, a.at[i + k + 1]] as const;
        const at = b.at[j + k] + b.ink[j + k].length;
        out = carriedBlank(old, gap, text, [at, b.at[j + k + 1]], out);
      }
    }
  }
  return filled(out, text, b, stayed);
}

/** The blank between two words that stayed. */
function carriedBlank(
  old: IAttributed,
  [a, b]: readonly [number, number],
  text: string,
  [from, to]: readonly [number, number],
  ranges: Ranges
): Ranges {
  const known = runs(old.ranges, a, b);
  if (old.text.slice(a, b) === text.slice(from, to)) {
    return lay(ranges, from, known);
  }
  const [only] = known;
  return known.length === 1 && only.to - only.from === b - a
    ? claim(ranges, from, to, only.value)
    : ranges;
}

function filled(
  ranges: Ranges,
  text: string,
  { ink, at }: ITokens,
  stayed: ReadonlySet<number>
): Ranges {
  let out = ranges;
  let end = 0;
  let author: Attribution | null = null;
  let isOpen = true;
  for (let k = 0; k <= ink.length; k++) {
    if (k < ink.length && !stayed.has(k)) {
      isOpen &&= !LETTER.test(ink[k]);
      continue;
    }
    const from = at[k] ?? text.length;
    const next = k < ink.length ? authorAt(ranges, from) : author;
    const before = end === 0 ? next : author;
    if (isOpen && before && next?.eq(before)) {
      out = claim(out, end, from, before);
    }
    end = from + (ink[k]?.length ?? 0);
    author = k < ink.length ? authorAt(ranges, end - 1) : author;
    isOpen = true;
  }
  return out;
}

function authorAt(ranges: Ranges, at: number): Attribution | null {
  return runs(ranges, at, at + 1)[0]?.value ?? null;
}
