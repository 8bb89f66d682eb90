/**
 * Who wrote what after an edit: what stayed of a text, and what was only laid out anew.
 *
 * Lines first: those that stand in both texts stayed. A passage between them was either laid
 * out anew, as a formatter does, or changed line by line: a line counts as a change of an old
 * one only where half of it agrees, or no more than one word was taken out of it. Lines that
 * are alike by a word or two are not related, and lone signs are no likeness.
 */

import { ends, joined, matching, matchingTokens, type Block } from './blocks';
import { laidOut, type IBridge, type ILayout } from './layout';
import {
  counted,
  hasLetters,
  letters,
  shared,
  size,
  starts,
  tokens,
  words
} from './words';

/** Share of the letters of two lines that must agree for one to be a change of the other. */
const CHANGED = 0.5;
/** Letters from which a line that stands whole within another is the same line. */
const WHOLE = 8;
/** Letters a line needs to be told from others. */
const TELLING = 3;
/** Lines on either side that are looked at for the one that a line is a change of. */
const WINDOW = 25;

/** What stayed of `old` in `text`, and bridges within it, in UTF-16 units. */
export function diff(old: string, text: string): ILayout {
  if (old === text) {
    return { kept: joined([[0, 0, old.length]]), bridges: [] };
  }
  const [a, b] = [old.split('\n'), text.split('\n')];
  const [aAt, bAt] = [starts(a, 1), starts(b, 1)];
  const kept: Block[] = [];
  const bridges: IBridge[] = [];
  let [i, j] = [0, 0];
  const last: Block = [a.length, b.length, 0];
  for (const [x, y, lines] of [...matching(a, b, isTelling), last]) {
    if (i < x && j < y) {
      const isEnded = x < a.length && y < b.length;
      const found = passage(a.slice(i, x), b.slice(j, y), isEnded);
      const [at, to] = [aAt[i], bAt[j]];
      kept.push(...found.kept.map(([p, q, n]): Block => [at + p, to + q, n]));
      bridges.push(...found.bridges.map(one => moved(one, at, to)));
    }
    [i, j] = [x + lines, y + lines];
    // The end of the last line stayed too, where both texts go on after it.
    const end = i < a.length && j < b.length ? 0 : 1;
    kept.push([aAt[x], bAt[y], lines ? aAt[i] - aAt[x] - end : 0]);
  }
  return { kept: joined(kept), bridges };
}

function moved(
  { start, end, before, after }: IBridge,
  at: number,
  to: number
): IBridge {
  return {
    start: to + start,
    end: to + end,
    before: before === null ? null : at + before,
    after: after === null ? null : at + after
  };
}

/** What stayed of a passage of lines; `isEnded`: lines that stayed follow, so its end did. */
function passage(
  a: readonly string[],
  b: readonly string[],
  isEnded: boolean
): ILayout {
  const [old, text] = [a.join('\n'), b.join('\n')];
  const layout = laidOut(old, text);
  if (!layout) {
    return { kept: changed(a, b, isEnded), bridges: [] };
  }
  const end: Block = [old.length, text.length, isEnded ? 1 : 0];
  return { ...layout, kept: [...layout.kept, end] };
}

/** What stayed of lines of which each may be a change of an old one. */
function changed(
  a: readonly string[],
  b: readonly string[],
  isEnded: boolean
): Block[] {
  const [aAt, bAt] = [starts(a, 1), starts(b, 1)];
  const found = pairs(a, b);
  return found.flatMap(([x, y], index) => {
    const out = matchingTokens(a[x], b[y], hasLetters).map(
      ([at, to, n]): Block => [aAt[x] + at, bAt[y] + to, n]
    );
    const [nextX, nextY] = found[index + 1] ?? [a.length, b.length];
    // The line's end stayed too, and what stands below it as it did: signs, blanks.
    let [i, j] = [x + 1, y + 1];
    while (isEnded || (i < a.length && j < b.length)) {
      out.push([aAt[i] - 1, bAt[j] - 1, 1]);
      if (i >= nextX || j >= nextY || a[i] !== b[j]) {
        break;
      }
      out.push([aAt[i], bAt[j], a[i].length]);
      [i, j] = [i + 1, j + 1];
    }
    return out;
  });
}

/**
 * Old and new lines of which one is a change of the other, in order.
 *
 * Of all ways to pair them the one in which most letters agree; each line is looked for near
 * where it would stand if all had changed alike.
 */
function pairs(
  old: readonly string[],
  text: readonly string[]
): (readonly [number, number])[] {
  const [a, b] = [old.map(lineOf), text.map(lineOf)];
  const near = b.map((_, y) => Math.floor((y * a.length) / b.length));
  const best = b.map(() => new Map<number, number>());
  const bestAt = (x: number, y: number): number => best[y]?.get(x) ?? 0;
  const paired = b.map(() => new Set<number>());
  for (let y = b.length - 1; y >= 0; y--) {
    const from = Math.max(0, near[y] - WINDOW);
    for (let x = Math.min(a.length - 1, near[y] + WINDOW); x >= from; x--) {
      const agree = agreeing(a[x], b[y]);
      const alone = Math.max(bestAt(x + 1, y), bestAt(x, y + 1));
      const together = agree + bestAt(x + 1, y + 1);
      best[y].set(x, Math.max(alone, together));
      if (agree && together >= alone) {
        paired[y].add(x);
      }
    }
  }
  const out: (readonly [number, number])[] = [];
  let [x, y] = [0, 0];
  while (x < a.length && y < b.length) {
    if (paired[y].has(x)) {
      out.push([x, y]);
      [x, y] = [x + 1, y + 1];
    } else if (x < near[y] - WINDOW || bestAt(x + 1, y) === bestAt(x, y)) {
      x++;
    } else {
      y++;
    }
  }
  return out;
}

/** The words of a line, to be compared with others. */
interface ILine {
  readonly tokens: readonly string[];
  readonly words: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  readonly size: number;
}

function lineOf(text: string): ILine {
  const all = words(text);
  return {
    tokens: tokens(text),
    words: all,
    counts: counted(all),
    size: size(all)
  };
}

/** Letters that agree in both, word by word; 0 if neither is a change of the other. */
function agreeing(a: ILine, b: ILine): number {
  const shorter = Math.min(a.size, b.size);
  const longer = Math.max(a.size, b.size);
  const isRelated = (agree: number): boolean =>
    agree > 0 &&
    (agree >= CHANGED * longer || (agree === shorter && shorter >= WHOLE));
  const common = shared(a.counts, b.counts);
  if (!common) {
    return 0;
  }
  // In whatever order, so no more can agree.
  if (isRelated(common)) {
    const blocks = matching(a.words, b.words, hasLetters);
    const agree = size(
      blocks.flatMap(([x, , count]) => a.words.slice(x, x + count))
    );
    if (isRelated(agree)) {
      return agree;
    }
  }
  const [start, end] = ends(a.tokens, b.tokens);
  const out = a.tokens.slice(start, a.tokens.length - end);
  return out.length > 1 ? 0 : a.size - letters(out.join(''));
}

function isTelling(line: string): boolean {
  return letters(line) >= TELLING;
}
