/** Digests over text and canonical JSON, and identifiers, as the kernel's side makes them. */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import { isObject } from './reading';
import { MIME } from './index';

const SURROGATE =
  /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const JSON_MIME = /^application\/(.*\+)?json$/;
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

/** RFC 8785, extended for what it refuses as the format's specification says. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') {
    return SURROGATE.test(value)
      ? JSON.stringify({ $string: escaped(value) })
      : JSON.stringify(value);
  }
  if (typeof value === 'number' && !isExact(value)) {
    return JSON.stringify({ $number: spelled(value) });
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (isObject(value)) {
    const members = Object.keys(value)
      .filter(key => value[key] !== undefined)
      .map((key): [string, string] => [member(key), canonicalJson(value[key])])
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const written = members.map(([k, item]) => `${JSON.stringify(k)}:${item}`);
    return `{${written.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** A whole number this large may have been rounded when it was read: not exact. */
function isExact(value: number): boolean {
  return (
    Number.isFinite(value) &&
    (!Number.isInteger(value) ||
      Number.isSafeInteger(value) ||
      Math.abs(value) >= 1e21)
  );
}

function spelled(value: number): string {
  return Number.isNaN(value) ? 'NaN' : String(value);
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
export function outputsDigest(outputs: readonly unknown[]): string {
  const streams: Record<string, string> = {};
  const shown: unknown[] = [];
  for (const output of outputs) {
    if (!isObject(output)) {
      shown.push(output);
    } else if (output.output_type === 'stream') {
      const name = String(output.name);
      streams[name] = (streams[name] ?? '') + joined(output.text);
    } else if (!isInvisible(output)) {
      shown.push(essence(output));
    }
  }
  return sha256Text(canonicalJson({ streams, shown }));
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

function essence(output: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(output)) {
    if (!LEFT_OUT.has(key)) {
      kept[key] = value;
    }
  }
  if (isObject(output.data)) {
    const data: Record<string, unknown> = {};
    for (const [kind, value] of Object.entries(output.data)) {
      if (kind !== MIME) {
        data[kind] = JSON_MIME.test(kind) ? value : joined(value);
      }
    }
    kept.data = data;
  }
  return kept;
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
