/**
 * The words, signs and blanks of a text, the same in every language and version of Unicode.
 *
 * Whatever is neither ASCII nor white space is of a word.
 */

const BLANKS =
  '\\x09-\\x0d\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const NO_LETTERS = `\\x00-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\x7f${BLANKS}`;
const TOKENS = new RegExp(`[${BLANKS}]+|[^${NO_LETTERS}]+|.`, 'gsu');
const WORDS = new RegExp(`[^${NO_LETTERS}]+`, 'gu');
const WORD = new RegExp(WORDS.source, 'u');
const SPLIT = new RegExp(`[${BLANKS}]+`, 'u');
const BLANK = new RegExp(`^[${BLANKS}]`, 'u');
const SURROGATE = /[\ud800-\udfff]/;

/** All of a text, in order: words, runs of blanks, single signs. */
export function tokens(text: string): string[] {
  return text.match(TOKENS) ?? [];
}

/** The words alone. */
export function words(text: string): string[] {
  return text.match(WORDS) ?? [];
}

/** What stands between blanks. */
export function fields(text: string): string[] {
  return text.split(SPLIT).filter(Boolean);
}

/** How many letters, digits and low lines a text has. */
export function letters(text: string): number {
  return size(words(text));
}

/** Whether it has any. */
export function hasLetters(text: string): boolean {
  return WORD.test(text);
}

/** Whether a token is a run of blanks. */
export function isBlank(token: string): boolean {
  return BLANK.test(token);
}

/** Length in code points. */
export function codePoints(text: string): number {
  if (!SURROGATE.test(text)) {
    return text.length;
  }
  let count = 0;
  for (const _ of text) {
    count++;
  }
  return count;
}

/** Length of several texts in code points. */
export function size(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + codePoints(part), 0);
}

/** Where each part of a text starts, and the end of all, in UTF-16 units; so many follow each. */
export function starts(parts: readonly string[], between = 0): number[] {
  const at = [0];
  for (const part of parts) {
    at.push(at[at.length - 1] + part.length + between);
  }
  return at;
}

/** How often each stands in a list. */
export function counted(parts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const part of parts) {
    counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return counts;
}

/** Code points of what two counted lists share, in whatever order. */
export function shared(
  a: ReadonlyMap<string, number>,
  b: ReadonlyMap<string, number>
): number {
  let sum = 0;
  for (const [part, count] of a) {
    sum += codePoints(part) * Math.min(count, b.get(part) ?? 0);
  }
  return sum;
}
