/**
 * The longest matching blocks of two sequences, found as Python's `difflib`
 * finds them: both sides of the program must say the same of one text.
 */

/** Start in the first sequence, start in the second, length. */
export type Block = readonly [number, number, number];

const JUNK_FROM = 200;

/** Where each element of `b` stands; with `autojunk`, very frequent ones left out. */
function positions(
  b: readonly string[],
  autojunk: boolean
): Map<string, number[]> {
  const found = new Map<string, number[]>();
  b.forEach((element, index) => {
    const known = found.get(element);
    if (known) {
      known.push(index);
    } else {
      found.set(element, [index]);
    }
  });
  if (autojunk && b.length >= JUNK_FROM) {
    const most = Math.floor(b.length / 100) + 1;
    for (const [element, indices] of found) {
      if (indices.length > most) {
        found.delete(element);
      }
    }
  }
  return found;
}

/** The blocks that match, in order, touching ones joined. */
export function matchingBlocks(
  a: readonly string[],
  b: readonly string[],
  autojunk = true
): Block[] {
  const where = positions(b, autojunk);
  const found: Block[] = [];
  const open: [number, number, number, number][] = [[0, a.length, 0, b.length]];
  for (let area = open.pop(); area; area = open.pop()) {
    const [aFrom, aTo, bFrom, bTo] = area;
    const block = longest(a, b, where, area);
    const [i, j, size] = block;
    if (size) {
      found.push(block);
      if (aFrom < i && bFrom < j) {
        open.push([aFrom, i, bFrom, j]);
      }
      if (i + size < aTo && j + size < bTo) {
        open.push([i + size, aTo, j + size, bTo]);
      }
    }
  }
  return joined(found.sort((x, y) => x[0] - y[0] || x[1] - y[1]));
}

function joined(blocks: readonly Block[]): Block[] {
  const out: Block[] = [];
  for (const [i, j, size] of blocks) {
    const last = out.at(-1);
    if (last && last[0] + last[2] === i && last[1] + last[2] === j) {
      out[out.length - 1] = [last[0], last[1], last[2] + size];
    } else {
      out.push([i, j, size]);
    }
  }
  return out;
}

function longest(
  a: readonly string[],
  b: readonly string[],
  where: ReadonlyMap<string, readonly number[]>,
  [aFrom, aTo, bFrom, bTo]: readonly [number, number, number, number]
): Block {
  let [besti, bestj, best] = [aFrom, bFrom, 0];
  let lengths = new Map<number, number>();
  for (let i = aFrom; i < aTo; i++) {
    const next = new Map<number, number>();
    for (const j of where.get(a[i]) ?? []) {
      if (j < bFrom) {
        continue;
      }
      if (j >= bTo) {
        break;
      }
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best) {
        [besti, bestj, best] = [i - size + 1, j - size + 1, size];
      }
    }
    lengths = next;
  }
  while (besti > aFrom && bestj > bFrom && a[besti - 1] === b[bestj - 1]) {
    [besti, bestj, best] = [besti - 1, bestj - 1, best + 1];
  }
  while (
    besti + best < aTo &&
    bestj + best < bTo &&
    a[besti + best] === b[bestj + best]
  ) {
    best++;
  }
  return [besti, bestj, best];
}
