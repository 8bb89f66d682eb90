/** Chance that can be repeated, and text with signs of two units. */

/** Signs of one unit and of two. */
export const SIGNS: readonly [number, number][] = [
  [0x4e00, 0x9fff],
  [0x20000, 0x2a6d0],
  [0xac00, 0xd7a0]
];
export const BLANKS = [' ', ' ', '\n', '    '];

/** A source of chance that can be repeated. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The sign at a position, whole though it takes two units. */
export function sign(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(boundary(text, at)) ?? 0);
}

/** The position, or the one before where it would cut a sign in two. */
export function boundary(text: string, at: number): number {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at;
}
