/** The blocks of two lists that match: lines of texts, or words of lines. */

import { starts, tokens } from './words';

/** Start in the old, start in the new, length. */
export type Block = readonly [number, number, number];

/** Whether an element is looked for; others match only beside one that does, or at the ends. */
export type Anchors = (element: string) => boolean;

type Place = readonly [number, number];

/** Differences beyond which two lists are not compared: it would take seconds. */
const MOST = 400;

/** The blocks that match, in order. */
export function matching(
  a: readonly string[],
  b: readonly string[],
  anchors: Anchors
): Block[] {
  const [start, end] = ends(a, b);
  const last: Place = [a.length - end, b.length - end];
  const inB = new Set(b.slice(start, last[1]));
  const shared = new Set(
    a.slice(start, last[0]).filter(one => inB.has(one) && anchors(one))
  );
  const xAt = places(a, shared, start, last[0]);
  const yAt = places(b, shared, start, last[1]);
  const found = mostInOrder(
    xAt.map(x => a[x]),
    yAt.map(y => b[y])
  );
  const blocks: Block[] = [[0, 0, start]];
  let [i, j] = [start, start];
  const put = (x: number, y: number, own: number): void => {
    const [head, tail] = ends(a.slice(i, x), b.slice(j, y));
    blocks.push([i, j, head], [x - tail, y - tail, tail + own]);
    [i, j] = [x + 1, y + 1];
  };
  for (const [m, n] of found) {
    put(xAt[m], yAt[n], 1);
  }
  put(...last, 0);
  return joined([...blocks, [...last, end]]);
}

function places(
  list: readonly string[],
  wanted: ReadonlySet<string>,
  from: number,
  to: number
): number[] {
  const found: number[] = [];
  for (let at = from; at < to; at++) {
    if (wanted.has(list[at])) {
      found.push(at);
    }
  }
  return found;
}

/** The blocks of two texts that match token by token, in UTF-16 units. */
export function matchingTokens(
  old: string,
  text: string,
  anchors: Anchors
): Block[] {
  const [a, b] = [tokens(old), tokens(text)];
  const [aAt, bAt] = [starts(a), starts(b)];
  return matching(a, b, anchors).map(([x, y, n]): Block => [
    aAt[x],
    bAt[y],
    aAt[x + n] - aAt[x]
  ]);
}

/** In the order of the new, without empty ones, touching ones as one. */
export function joined(blocks: readonly Block[]): Block[] {
  const out: Block[] = [];
  for (const [at, to, size] of [...blocks].sort((x, y) => x[1] - y[1])) {
    const last = out.at(-1);
    if (size && last && last[0] + last[2] === at && last[1] + last[2] === to) {
      out[out.length - 1] = [last[0], last[1], last[2] + size];
    } else if (size) {
      out.push([at, to, size]);
    }
  }
  return out;
}

/** How many elements two lists begin with alike, and end with beyond that. */
export function ends(a: readonly string[], b: readonly string[]): Place {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) {
    start++;
  }
  let end = 0;
  while (
    end < most - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  ) {
    end++;
  }
  return [start, end];
}

/**
 * Where the most elements stand that both lists have in one order: Myers' greedy algorithm.
 *
 * Nothing where the lists have too many differences.
 */
function mostInOrder(a: readonly string[], b: readonly string[]): Place[] {
  const goal = a.length - b.length;
  /** For each number of differences, how far each diagonal reaches. */
  const rows: number[][] = [];
  for (let d = 0; d <= Math.min(a.length + b.length, MOST); d++) {
    const row: number[] = [];
    rows.push(row);
    for (let at = 0; at <= d; at++) {
      const k = 2 * at - d;
      let x = d ? begun(rows[d - 1], at)[0] : 0;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
        x++;
      }
      row.push(x);
      if (k === goal && x >= a.length) {
        return way(rows, at);
      }
    }
  }
  return [];
}

/** Where a diagonal of the next row begins, and from which one of this row. */
function begun(row: readonly number[], at: number): Place {
  return at === 0 || (at < row.length && row[at - 1] < row[at])
    ? [row[at], at]
    : [row[at - 1] + 1, at - 1];
}

/** The elements that match on the way to the end of the last row's diagonal. */
function way(rows: readonly (readonly number[])[], last: number): Place[] {
  const found: Place[] = [];
  let at = last;
  for (let d = rows.length - 1; d >= 0; d--) {
    const [start, before] = d ? begun(rows[d - 1], at) : [0, 0];
    const k = 2 * at - d;
    for (let x = rows[d][at] - 1; x >= start; x--) {
      found.push([x, x - k]);
    }
    at = before;
  }
  return found.reverse();
}
