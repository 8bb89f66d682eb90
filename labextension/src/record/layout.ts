/**
 * What stayed of a passage that was only laid out anew, as a formatter does.
 *
 * Blanks, quotes and the commas and brackets at a broken line change; the words stay.
 */

import { joined, matching, matchingTokens, type Block } from './blocks';
import { counted, hasLetters, isBlank, shared, size, tokens } from './words';

/** Share of the words and signs that must have stayed. */
const LIKE = 0.8;
/** Letters a lone run of words needs to be no chance likeness. */
const TELLING = 3;
const QUOTES = new Map([
  ["'", '"'],
  ['`', '"']
]);
/** What a formatter puts in where it breaks a line. */
const AT_BREAKS: ReadonlySet<string> = new Set([',', ';', '(', ')']);

/**
 * A passage of the new text, put in by a layout between characters that stayed.
 *
 * It is their author's, where both are of one. `before` and `after` are positions in the old
 * text, null at the edge of what was laid out anew.
 */
export interface IBridge {
  readonly start: number;
  readonly end: number;
  readonly before: number | null;
  readonly after: number | null;
}

/** What stayed, in the order of the new passage, and the bridges within it. */
export interface ILayout {
  readonly kept: readonly Block[];
  readonly bridges: readonly IBridge[];
}

/** A token that stayed: its number among those of the old passage, and of the new. */
type Pair = readonly [number, number];

/** What stayed of a passage that was laid out anew; null if it was changed otherwise. */
export function laidOut(old: string, text: string): ILayout | null {
  const [a, b] = [new Ink(old), new Ink(text)];
  const least = LIKE * Math.max(a.size, b.size);
  if (!least || shared(counted(a.tokens), counted(b.tokens)) < least) {
    return null;
  }
  const pairs = withSigns(a, b, wordsOf(a, b));
  if (size(pairs.map(([x]) => a.tokens[x])) < least) {
    return null;
  }
  const kept = pairs.map(([x, y]): Block => [
    a.starts[x],
    b.starts[y],
    a.tokens[x].length
  ]);
  const bridges: IBridge[] = [];
  let left: Pair = [-1, -1];
  for (const right of [...pairs, [a.tokens.length, b.tokens.length] as const]) {
    const found = between(a, b, left, right);
    kept.push(...found.kept);
    bridges.push(...found.bridges);
    left = right;
  }
  return { kept: joined(kept), bridges };
}

/** The words and signs of a passage, quotes written one way. */
class Ink {
  constructor(readonly text: string) {
    let at = 0;
    for (const token of tokens(text)) {
      if (!isBlank(token)) {
        this.tokens.push(QUOTES.get(token) ?? token);
        this.starts.push(at);
      }
      at += token.length;
    }
    this.words = [...this.tokens.keys()].filter(one =>
      hasLetters(this.tokens[one])
    );
    this.size = size(this.tokens);
  }

  readonly tokens: string[] = [];
  /** Where each begins. */
  readonly starts: number[] = [];
  /** Which of them are words. */
  readonly words: readonly number[];
  /** How many code points they are together. */
  readonly size: number;

  /** Where a token ends; the beginning of the passage before the first. */
  end(at: number): number {
    return at >= 0 ? this.starts[at] + this.tokens[at].length : 0;
  }

  /** Where a token begins; the end of the passage after the last. */
  start(at: number): number {
    return this.starts[at] ?? this.text.length;
  }
}

/** The words that stayed, but for few letters alone between words that did not. */
function wordsOf(a: Ink, b: Ink): Pair[] {
  const words = a.words.map(at => a.tokens[at]);
  const others = b.words.map(at => b.tokens[at]);
  const blocks = matching(words, others, hasLetters);
  const edges = [
    [0, 0, 0] as const,
    ...blocks,
    [words.length, others.length, 0] as const
  ];
  return blocks.flatMap(([x, y, count], index) => {
    const [before, after] = [edges[index], edges[index + 2]];
    const isReplacedBefore =
      before[0] + before[2] < x && before[1] + before[2] < y;
    const isReplacedAfter = x + count < after[0] && y + count < after[1];
    const isTelling = size(words.slice(x, x + count)) >= TELLING;
    return isTelling || !(isReplacedBefore && isReplacedAfter)
      ? Array.from({ length: count }, (_, n): Pair => [
          a.words[x + n],
          b.words[y + n]
        ])
      : [];
  });
}

/** Every token that stayed: the words, and signs where only signs stand between two. */
function withSigns(a: Ink, b: Ink, words: readonly Pair[]): Pair[] {
  const out: Pair[] = [];
  let [x, y] = [0, 0];
  for (const word of [...words, [a.tokens.length, b.tokens.length] as const]) {
    const [nextX, nextY] = word;
    const isOpen =
      !a.tokens.slice(x, nextX).some(hasLetters) &&
      !b.tokens.slice(y, nextY).some(hasLetters);
    for (let sign = y; isOpen && sign < nextY; sign++) {
      const at = a.tokens.indexOf(b.tokens[sign], x);
      if (at >= 0 && at < nextX) {
        out.push([at, sign]);
        x = at + 1;
      }
    }
    if (nextX < a.tokens.length) {
      out.push(word);
    }
    [x, y] = [nextX + 1, nextY + 1];
  }
  return out;
}

/** What stands between two tokens that stayed, or at an end of the passage. */
function between(a: Ink, b: Ink, left: Pair, right: Pair): ILayout {
  const [i, j] = [a.end(left[0]), b.end(left[1])];
  const [x, y] = [a.start(right[0]), b.start(right[1])];
  const [old, text] = [a.text.slice(i, x), b.text.slice(j, y)];
  if (old === text) {
    return { kept: [[i, j, old.length]], bridges: [] };
  }
  const gone = a.tokens.slice(left[0] + 1, right[0]);
  const putIn = b.tokens.slice(left[1] + 1, right[1]);
  const isBroken =
    !putIn.length ||
    (text.includes('\n') && putIn.every(one => AT_BREAKS.has(one)));
  if (isBroken && !gone.some(hasLetters)) {
    const before = left[0] >= 0 ? i - 1 : null;
    const after = right[0] < a.tokens.length ? x : null;
    const isBridge = text && (before !== null || after !== null);
    return {
      kept: [],
      bridges: isBridge ? [{ start: j, end: y, before, after }] : []
    };
  }
  const kept = matchingTokens(old, text, () => false).map(
    ([at, to, n]): Block => [i + at, j + to, n]
  );
  return { kept, bridges: [] };
}
