/** What plainly stayed of a text when it was edited: lines first, then words within them. */

import { matchingBlocks, type Block } from './difflib';
import { lay, NO_RANGES, runs, type IAttributed, type Ranges } from './ranges';

const LINES = /[^\n]*\n|[^\n]+/g;
const WORDS = /\s+|[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]/gu;
const LETTERS = /[\p{L}\p{N}_]/gu;

/** Word pairs beyond which a passage is not compared word by word: it would take seconds. */
export const MOST_PAIRS = 4_000_000;
/** Letters a run must hold to be taken for the same text rather than a chance likeness. */
const FEWEST_LETTERS = 3;
const MANY_LINES = 10_000;

/** The words, blanks and signs of a text. */
export function words(text: string): string[] {
  return text.match(WORDS) ?? [];
}

/** Where each part starts, and the end. */
export function offsets(parts: readonly string[]): number[] {
  const at = [0];
  for (const part of parts) {
    at.push(at[at.length - 1] + part.length);
  }
  return at;
}

/** Start in `old`, start in `new`, length, of the runs that stayed, in order. */
export function keptRuns(old: string, text: string): Block[] {
  if (old === text) {
    return [[0, 0, old.length]];
  }
  const [a, b] = [old.match(LINES) ?? [], text.match(LINES) ?? []];
  const [aAt, bAt] = [offsets(a), offsets(b)];
  const out: Block[] = [];
  let [i, j] = [0, 0];
  const blocks = matchingBlocks(a, b, a.length > MANY_LINES);
  for (const [x, y, size] of [...blocks, [a.length, b.length, 0] as const]) {
    if (i < x && j < y) {
      out.push(...wordRuns(old, text, [aAt[i], aAt[x]], [bAt[j], bAt[y]]));
    }
    if (size) {
      out.push([aAt[x], bAt[y], aAt[x + size] - aAt[x]]);
    }
    [i, j] = [x + size, y + size];
  }
  return out.filter(([from, , length]) =>
    isTelling(old.slice(from, from + length))
  );
}

function wordRuns(
  old: string,
  text: string,
  [aFrom, aTo]: readonly [number, number],
  [bFrom, bTo]: readonly [number, number]
): Block[] {
  const [a, b] = [words(old.slice(aFrom, aTo)), words(text.slice(bFrom, bTo))];
  if (a.length * b.length > MOST_PAIRS) {
    return [];
  }
  const [aAt, bAt] = [offsets(a), offsets(b)];
  return matchingBlocks(a, b).map(([i, j, size]): Block => [
    aFrom + aAt[i],
    bFrom + bAt[j],
    aAt[i + size] - aAt[i]
  ]);
}

function isTelling(run: string): boolean {
  return (run.match(LETTERS)?.length ?? 0) >= FEWEST_LETTERS;
}

/** Carry ranges over to a changed text by what plainly stayed; what is new is unknown. */
export function align(
  { text: old, ranges }: IAttributed,
  text: string
): Ranges {
  return keptRuns(old, text).reduce(
    (out, [from, to, length]) =>
      lay(out, to, runs(ranges, from, from + length)),
    NO_RANGES
  );
}
