/**
 * Who wrote which characters: algebra over spans, in Unicode code points.
 *
 * Spans are sorted, do not overlap, and touching ones differ; text that none
 * covers is unknown.
 */

import { sha256Text } from './digest';
import type { Activity, Authorship, CellRecord, Span } from './index';
import { codePoints, fields } from './words';

export type By = Span[2];
export type CellOrigin = 'ai-generated' | 'ai-assisted' | 'human' | 'unknown';

/** Characters by author. */
export interface ICounts {
  ai: number;
  human: number;
  unknown: number;
}

const MAGIC = '%%aiprov';
// Anything but what Python calls white space.
const INK = /[^\s\x1c-\x1f\x85]|\ufeff/u;
const SURROGATE = /[\ud800-\udfff]/;

/** Sorted, within the text, joined where alike; of two that overlap the earlier stands. */
export function normal(spans: readonly Span[], length: number): Span[] {
  const out: Span[] = [];
  const sorted = [...spans].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  for (const [from, to, by, record] of sorted) {
    const last = out.at(-1);
    const start = Math.max(from, last?.[1] ?? 0);
    const end = Math.min(to, length);
    if (start >= end) {
      continue;
    }
    if (last && last[1] === start && isAlike(last, by, record)) {
      out[out.length - 1] = span(last[0], end, by, record);
    } else {
      out.push(span(start, end, by, record));
    }
  }
  return out;
}

function span(
  start: number,
  end: number,
  by: By,
  record: string | null | undefined
): Span {
  return record === null || record === undefined
    ? [start, end, by]
    : [start, end, by, record];
}

function isAlike(
  last: Span,
  by: By,
  record: string | null | undefined
): boolean {
  return last[2] === by && (last[3] ?? null) === (record ?? null);
}

/** Say `[start, end)` is `by`'s, whatever was said of it; null is unknown. */
export function claim(
  spans: readonly Span[],
  start: number,
  end: number,
  by: By | null,
  record: string | null = null
): Span[] {
  const out: Span[] = [];
  for (const [from, to, who, of] of spans) {
    out.push(span(from, Math.min(to, start), who, of));
    out.push(span(Math.max(from, end), to, who, of));
  }
  if (by !== null) {
    out.push(span(start, end, by, record));
  }
  const kept = out.filter(([from, to]) => from < to);
  return normal(kept, Math.max(0, ...kept.map(one => one[1])));
}

/** Say what is unknown within `[start, end)` is `by`'s; all else stands. */
export function fill(
  spans: readonly Span[],
  start: number,
  end: number,
  by: By,
  record: string | null = null
): Span[] {
  const out = [...spans];
  let at = start;
  for (const [from, to] of [...spans, span(end, end, by, null)]) {
    if (at < Math.min(from, end)) {
      out.push(span(at, Math.min(from, end), by, record));
    }
    at = Math.max(at, to);
  }
  return normal(out, Math.max(end, ...spans.map(one => one[1])));
}

/** Where the cell's own text begins: after a leading `%%aiprov` line, which is ours. */
export function bodyStart(source: string): number {
  const newline = source.indexOf('\n');
  const first = newline < 0 ? source : source.slice(0, newline);
  if (fields(first)[0] !== MAGIC) {
    return 0;
  }
  return codePoints(first) + (newline < 0 ? 0 : 1);
}

/** The spans, if they speak of this very source; else none. */
export function currentSpans(
  source: string,
  authorship: Authorship | null | undefined
): Span[] {
  if (!authorship || authorship.source_sha256 !== sha256Text(source)) {
    return [];
  }
  return normal(authorship.spans ?? [], codePoints(source));
}

/** The latest declaration of the cell's origin, if it was made of this very source. */
export function standingDeclaration(
  source: string,
  record: CellRecord
): Activity | null {
  let latest: Activity | null = null;
  for (const activity of record.records ?? []) {
    if (speaksOfOrigin(activity)) {
      if (!latest || (activity.time ?? '') >= (latest.time ?? '')) {
        latest = activity;
      }
    }
  }
  return latest && latest.source_sha256 === sha256Text(source) ? latest : null;
}

function speaksOfOrigin({ kind, origin }: Activity): boolean {
  return kind === 'declaration' && !!origin;
}

/** The spans that hold, the unknown filled by a whole-cell declaration that holds. */
export function effectiveSpans(source: string, record: CellRecord): Span[] {
  const spans = currentSpans(source, record.authorship);
  const declared = standingDeclaration(source, record);
  if (!declared || declared.origin === 'assisted') {
    return spans;
  }
  const by = declared.origin === 'generated' ? 'ai' : 'human';
  const end = codePoints(source);
  return fill(spans, bodyStart(source), end, by, declared.id);
}

/** Characters by author; a leading declaration line is nobody's, and not counted. */
export function cellCounts(source: string, record: CellRecord): ICounts {
  const part = slicer(source);
  const start = bodyStart(source);
  const found = { ai: 0, human: 0, unknown: codePoints(part(start)) };
  for (const [from, to, by] of effectiveSpans(source, record)) {
    const covered = codePoints(part(Math.max(from, start), to));
    found[by] += covered;
    found.unknown -= covered;
  }
  return found;
}

/** One word for a cell, from its declaration and spans; blanks do not decide. */
export function cellOrigin(source: string, record: CellRecord): CellOrigin {
  if (standingDeclaration(source, record)?.origin === 'assisted') {
    return 'ai-assisted';
  }
  const spans = effectiveSpans(source, record);
  if (!spans.length) {
    return 'unknown';
  }
  const part = slicer(source);
  const wrote = { ai: false, human: false, unknown: false };
  let at = bodyStart(source);
  for (const [from, to, by] of [
    ...spans,
    span(Infinity, Infinity, 'ai', null)
  ]) {
    wrote.unknown ||= at < from && INK.test(part(at, from));
    wrote[by] ||= INK.test(part(Math.max(at, from), to));
    at = Math.max(at, to);
  }
  if (wrote.ai) {
    return wrote.human || wrote.unknown ? 'ai-assisted' : 'ai-generated';
  }
  return wrote.human && !wrote.unknown ? 'human' : 'unknown';
}

/** Parts of a text by code points. */
function slicer(text: string): (start: number, end?: number) => string {
  if (!SURROGATE.test(text)) {
    return (start, end) => text.slice(start, end);
  }
  const letters = Array.from(text);
  return (start, end) => letters.slice(start, end).join('');
}

/**
 * The cell with a declaration of its whole `source` taken into the spans.
 *
 * A declaration withdraws what others declared before it. `human` then speaks
 * only for unknown text: what a tool was seen to write stays its own.
 * `generated` speaks for typed text too, since a person may type what a model
 * wrote; but said again of a changed source it leaves standing what was typed
 * since it was first said. `assisted` does not say which characters.
 */
export function declare(
  source: string,
  record: CellRecord,
  activity: Activity
): CellRecord {
  const digest = sha256Text(source);
  if (!speaksOfOrigin(activity) || activity.source_sha256 !== digest) {
    return record;
  }
  let spans = observed(source, record, activity);
  if (activity.origin !== 'assisted') {
    const by = activity.origin === 'generated' ? 'ai' : 'human';
    const end = codePoints(source);
    spans = fill(spans, bodyStart(source), end, by, activity.id);
  }
  if (!spans.length && !record.authorship) {
    return record;
  }
  const { spans: _, ...rest } = record.authorship ?? {};
  return {
    ...record,
    authorship: {
      ...rest,
      source_sha256: digest,
      ...(spans.length ? { spans } : {})
    }
  };
}

/** The spans that stand against a declaration: not those of other declarations. */
function observed(
  source: string,
  record: CellRecord,
  activity: Activity
): Span[] {
  const earlier = (record.records ?? []).filter(
    one => speaksOfOrigin(one) && one.id !== activity.id
  );
  const withdrawn = new Set(
    earlier.filter(one => one.origin !== activity.origin).map(({ id }) => id)
  );
  const spans = currentSpans(source, record.authorship).filter(
    one => !withdrawn.has(one[3] ?? '')
  );
  const isAgain = earlier.some(one => one.origin === activity.origin);
  return activity.origin === 'generated' && !isAgain
    ? spans.filter(one => one[2] === 'ai')
    : spans;
}
