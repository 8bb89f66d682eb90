/** Reading, digests and spans against what the Python side makes of the same. */

import { describe, expect, it } from 'vitest';

import {
  canonicalJson,
  newId,
  outputsDigest,
  sha256Text
} from '../../src/record/digest';
import { content } from '../../src/declaration';
import { readKept } from '../../src/record/reading';
import type { CellRecord, Review, Span } from '../../src/record';
import { orcidOf, reviewState } from '../../src/record/review';
import { cellOrigin, claim } from '../../src/record/spans';

describe('reading', () => {
  it('keeps aside what is wrong, and reads the rest', () => {
    const raw = {
      authorship: 'nonsense',
      records: [
        { id: 'a' },
        { id: 'b', kind: 'edit', evidence: 'observed', channel: 'x' }
      ],
      review: { status: 'perfect' },
      future: 1
    };
    const record = readKept(raw, 'CellRecord');
    expect(record.records?.map(({ id }) => id)).toEqual(['b']);
    expect(record.invalid?.map(({ path }) => path)).toEqual([
      'authorship',
      'records/-',
      'review'
    ]);
    expect((record as { future?: number }).future).toBe(1);
    expect(readKept(record, 'CellRecord')).toEqual(record);
  });

  it.each([null, 7, 'text', [], true])('survives %j in its place', raw => {
    expect(readKept(raw, 'CellRecord').invalid?.[0].value).toEqual(raw);
  });

  it('is not fooled by names of the language', () => {
    const raw = JSON.parse(
      '{"__proto__": {"x": 1}, "constructor": 1}'
    ) as object;
    readKept(raw, 'CellRecord');
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

describe('digests', () => {
  it('are those of RFC 8785 and its extensions', () => {
    expect(canonicalJson({ b: [1, 1e21, 0.1], a: 'é\u2028' })).toBe(
      '{"a":"é\u2028","b":[1,1e+21,0.1]}'
    );
    expect(canonicalJson(Number.NaN)).toBe('{"$number":"NaN"}');
    expect(canonicalJson('\ud800')).toBe('{"$string":"\\\\ud800"}');
    expect(sha256Text('')).toMatch(/^e3b0c44298fc1c14/);
    expect(sha256Text('a\ud800b')).not.toBe(sha256Text('a\ufffdb'));
  });

  it('leave out what changes without the outputs changing', () => {
    const output = {
      output_type: 'execute_result',
      execution_count: 1,
      data: { 'text/plain': ['a', 'b'] },
      metadata: { x: 1 }
    };
    const again = {
      ...output,
      execution_count: 2,
      data: { 'text/plain': 'ab' },
      metadata: {}
    };
    expect(outputsDigest([output])).toBe(outputsDigest([again]));
    expect(outputsDigest([output])).not.toBe(outputsDigest([]));
  });

  it('come with identifiers sorted by time', () => {
    const ids = Array.from({ length: 50 }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(50);
    expect(ids[0]).toMatch(/^[0-9a-hjkmnp-z]{16}$/);
  });
});

describe('a review', () => {
  it('made by the first rule is called neither stale nor good over digits that are lost here', () => {
    const outputs = [
      { output_type: 'display_data', data: { 'application/json': 1e17 } }
    ];
    const review: Review = {
      status: 'verified',
      by: { name: 'A' },
      time: '2026-11-23T10:00:00Z',
      source_sha256: sha256Text('x'),
      outputs_sha256: '0'.repeat(64)
    };
    expect(reviewState(review, 'x', outputs)).toBe('unknown');
    expect(reviewState({ ...review, digest_rule: 2 }, 'x', outputs)).toBe(
      'stale'
    );
    const found = outputsDigest(outputs);
    const known = { ...review, outputs_sha256: found };
    expect(reviewState(known, 'x', outputs)).toBe('unknown');
  });
});

describe('spans', () => {
  it('are claimed over what was said before', () => {
    const spans: Span[] = [[0, 10, 'human']];
    expect(claim(spans, 3, 5, 'ai', 'r')).toEqual([
      [0, 3, 'human'],
      [3, 5, 'ai', 'r'],
      [5, 10, 'human']
    ]);
    expect(claim(spans, 0, 4, null)).toEqual([[4, 10, 'human']]);
  });

  it('speak only of the source they were made for', () => {
    const source = 'x = 1\n';
    const spans: Span[] = [[0, 6, 'ai']];
    const record: CellRecord = {
      authorship: { source_sha256: sha256Text(source), spans }
    };
    expect(cellOrigin(source, record)).toBe('ai-generated');
    expect(cellOrigin(`${source}# more`, record)).toBe('unknown');
  });
});

describe('what a person says', () => {
  it('is checked where it can be', () => {
    expect(orcidOf('https://orcid.org/0000-0002-1825-0097')).toBe(
      '0000-0002-1825-0097'
    );
    expect(orcidOf('0000-0002-1694-233X')).toBe('0000-0002-1694-233X');
    expect(orcidOf('0000-0002-1825-0098')).toBeNull();
  });

  it('is kept as a hash only, unless chosen otherwise', () => {
    const prompt = 'Ask Dr Who, who@example.org, 06 12 34 56 78';
    expect(content(prompt, 'hash')).toEqual({
      sha256: sha256Text(prompt),
      length: 43
    });
    expect(content(prompt, 'redacted').text).toBe(
      'Ask Dr Who, [email], [number]'
    );
  });
});
