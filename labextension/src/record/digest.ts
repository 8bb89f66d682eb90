/** Digests over text and canonical JSON, and identifiers, as the kernel's side makes them. */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import { isObject } from './shapes';
import { MIME } from './index';

const SURROGATE =
  /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const LEFT_OUT = new Set(['execution_count', 'metadata', 'transient', 'data']);
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Digests of sources, which are asked for again and again while they do not change. */
const known = new Map<string, string>();
const KEPT = 4000;
/** Characters up to which a text is likely a cell's source. */
const SHORT = 20_000;

/** SHA-256 over the UTF-8 bytes; a lone surrogate counts as its three-byte form. */
export function sha256Text(text: string): string {
  const before = known.get(text);
  if (before !== undefined) {
    return before;
  }
  const digest = bytesToHex(sha256(utf8(text)));
  if (text.length <= SHORT) {
    if (known.size >= KEPT) {
      known.clear();
    }
    known.set(text, digest);
  }
  return digest;
}

function utf8(text: string): Uint8Array {
  const encoder = new TextEncoder();
  if (!SURROGATE.test(text)) {
    return encoder.encode(text);
  }
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63));
      bytes.push(0x80 | (code & 63));
    } else {
      bytes.push(...encoder.encode(character));
    }
  }
  return Uint8Array.from(bytes);
}

/**
 * The rule digests are made by. By the first one integers beyond ±(2⁵³ - 1) kept all their
 * digits, which a browser cannot tell; digests that name no rule are judged by it.
 */
export const RULE = 2;
const FIRST = 1;

/** RFC 8785, extended for what it refuses as the format's specification says. */
export function canonicalJson(value: unknown, rule = RULE): string {
  if (typeof value === 'string') {
    return SURROGATE.test(value)
      ? JSON.stringify({ $string: escaped(value) })
      : JSON.stringify(value);
  }
  if (typeof value === 'number') {
    return isPlain(value, rule)
      ? JSON.stringify(value)
      : JSON.stringify({ $number: String(value) });
  }
  if (Array.isArray(value)) {
    return `[${value.map(one => canonicalJson(one, rule)).join(',')}]`;
  }
  if (isObject(value)) {
    const members = Object.keys(value)
      .filter(key => value[key] !== undefined)
      .map((key): [string, string] => [
        member(key),
        canonicalJson(value[key], rule)
      ])
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const written = members.map(([k, item]) => `${JSON.stringify(k)}:${item}`);
    return `{${written.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

function isPlain(value: number, rule: number): boolean {
  return Number.isFinite(value) && (rule !== FIRST || !isRounded(value));
}

/** Whether a whole number is so large that it may have been rounded when it was read. */
function isRounded(value: number): boolean {
  return (
    Number.isInteger(value) &&
    !Number.isSafeInteger(value) &&
    Math.abs(value) < 1e21
  );
}

function member(name: string): string {
  return SURROGATE.test(name) ? `$string:${escaped(name)}` : name;
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replace(
      new RegExp(SURROGATE, 'g'),
      found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`
    );
}

/** SHA-256 over what a reader of the notebook sees as outputs. */
export function outputsDigest(
  outputs: readonly unknown[],
  rule = RULE
): string {
  const streams = new Map<string, string>();
  const shown: unknown[] = [];
  for (const output of outputs) {
    if (!isObject(output)) {
      shown.push(output);
    } else if (output.output_type === 'stream') {
      const name = streamName(output.name, rule);
      streams.set(name, (streams.get(name) ?? '') + text(output.text, rule));
    } else if (!isInvisible(output)) {
      shown.push(essence(output, rule));
    }
  }
  return sha256Text(
    canonicalJson({ streams: Object.fromEntries(streams), shown }, rule)
  );
}

/** By the first rule a stream without a name bore the word that Python has for nothing. */
function streamName(name: unknown, rule: number): string {
  return rule === FIRST && (name ?? null) === null ? 'None' : text(name, rule);
}

/** Whether a digest is of these outputs; null where that cannot be told here. */
export function outputsMatch(
  sha256: string | null | undefined,
  outputs: readonly unknown[],
  rule: number | null | undefined
): boolean | null {
  return outputsMatcher(outputs, rule)(sha256);
}

/**
 * As {@link outputsMatch}, of several digests.
 *
 * By the first rule numbers were digested by digits that are lost once they are read.
 */
export function outputsMatcher(
  outputs: readonly unknown[],
  rule: number | null | undefined
): (sha256: string | null | undefined) => boolean | null {
  if (![FIRST, RULE].includes(rule ?? FIRST)) {
    return () => null;
  }
  if (rule !== RULE && isAmbiguous(outputs)) {
    return () => null;
  }
  const known = outputsDigest(outputs, rule ?? FIRST);
  return sha256 => sha256 === known;
}

/** Whether the first rule saw more in a value than can be seen in it here. */
function isAmbiguous(value: unknown): boolean {
  if (typeof value === 'number') {
    return Number.isInteger(value) && !Number.isSafeInteger(value);
  }
  if (Array.isArray(value)) {
    return value.some(isAmbiguous);
  }
  if (!isObject(value)) {
    return false;
  }
  const { data, name, text: said } = value;
  const texts = Object.entries(isObject(data) ? data : {})
    .filter(([kind]) => !isJson(kind) && kind !== MIME)
    .map(([, item]) => item);
  const isStream = value.output_type === 'stream';
  return (
    Object.values(value).some(isAmbiguous) ||
    [...texts, ...(isStream ? [said] : [])].some(one => !isTextual(one)) ||
    (isStream && !isText(name))
  );
}

/** Whether an output only carries a record, with nothing to see beside it. */
export function isInvisible(output: unknown): boolean {
  const data = isObject(output) ? output.data : null;
  return (
    isObject(data) &&
    MIME in data &&
    Object.keys(data).every(kind => kind === MIME || !joined(data[kind]))
  );
}

/** Text as notebooks hold it: a string, or a list of its lines. */
export function joined(text: unknown): string {
  if (Array.isArray(text)) {
    return text.filter(part => typeof part === 'string').join('');
  }
  if (typeof text === 'string') {
    return text;
  }
  return text === null || text === undefined ? '' : JSON.stringify(text);
}

/** As {@link joined}; what is no text at all is its canonical JSON, by the present rule. */
function text(value: unknown, rule: number): string {
  return isTextual(value) ? joined(value) : canonicalJson(value, rule);
}

function isTextual(value: unknown): boolean {
  return isText(value) || Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || value === null || value === undefined;
}

function essence(
  output: Record<string, unknown>,
  rule: number
): Record<string, unknown> {
  const kept = Object.entries(output).filter(([key]) => !LEFT_OUT.has(key));
  if (isObject(output.data)) {
    const data = Object.entries(output.data)
      .filter(([kind]) => kind !== MIME)
      .map(([kind, value]) => [kind, isJson(kind) ? value : text(value, rule)]);
    kept.push(['data', Object.fromEntries(data)]);
  }
  return Object.fromEntries(kept);
}

function isJson(kind: string): boolean {
  return (
    kind === 'application/json' ||
    (kind.startsWith('application/') && kind.endsWith('+json'))
  );
}

let last = 0n;

/**
 * A new identifier: 16 characters, sorted by time even within one millisecond.
 *
 * Nine characters of milliseconds since 1970, seven of chance.
 */
export function newId(): string {
  const chance = crypto.getRandomValues(new Uint32Array(2));
  const now =
    (BigInt(Date.now()) << 35n) |
    (BigInt(chance[0]) << 3n) |
    BigInt(chance[1] & 7);
  last = now >> 35n > last >> 35n ? now : last + 1n;
  let id = '';
  for (let shift = 75n; shift >= 0n; shift -= 5n) {
    id += ALPHABET[Number((last >> shift) & 31n)];
  }
  return id;
}

/** The present moment as the format writes times. */
export function utcNow(): string {
  return new Date().toISOString();
}
