/** Data files that cells read, and the passports that speak of them. */

import { describe, expect, it } from 'vitest';

import type { ICellView } from '../src/cellview';
import { missingFields, usedData } from '../src/passports';

/** Two cells, the second of which read a file. */
const CELLS = [{ files: [] }, { files: ['bp.csv'] }].map(
  ({ files }, index) => ({
    index,
    record: {
      run: { files: files.map(path => ({ path, mode: 'read', sha256: 'a' })) }
    }
  })
) as unknown as ICellView[];

describe('data sets', () => {
  it('have the passport of their content, else of their name', () => {
    const passport = { name: 'bp', origin: 'a ward', files: { 'x.csv': 'a' } };
    const [exact] = usedData(CELLS, { datasets: [passport] });
    expect([exact.path, exact.readIn, exact.isOther]).toEqual([
      'bp.csv',
      [1],
      false
    ]);
    expect(exact.passport).toBe(passport);
    const [bare] = usedData(CELLS, {});
    expect(bare.passport).toBeNull();
    const old = { name: 'bp.csv', files: { 'bp.csv': 'z' } };
    const [changed] = usedData(CELLS, { datasets: [old] });
    expect([changed.passport, changed.isOther]).toEqual([old, true]);
    expect(missingFields(old)).toContain('biases');
    expect(missingFields(old)).not.toContain('licence');
  });
});
