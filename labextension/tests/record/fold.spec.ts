/** The cases that the Python side folds too: both must come to the same. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { fold, foldSession } from '../../src/record/fold';
import type {
  CellRecord,
  Delivery,
  NotebookRecord,
  Session
} from '../../src/record';

interface ICase {
  readonly title: string;
  readonly fold: 'cell' | 'session';
  readonly source: string;
  readonly before: CellRecord & NotebookRecord;
  readonly deliveries: readonly Delivery[];
  readonly sessions: readonly Session[];
  readonly after: CellRecord & NotebookRecord;
}

const FOLDER = join(import.meta.dirname, '../../../tests/data/fold');
const names = readdirSync(FOLDER).filter(name => name.endsWith('.json'));

describe('folding', () => {
  it.each(names)('%s', name => {
    const text = readFileSync(join(FOLDER, name), 'utf-8');
    const one = JSON.parse(text) as ICase;
    expect(folded(one), one.title).toEqual(one.after);
  });

  it('has cases', () => {
    expect(names.length).toBeGreaterThan(20);
  });
});

function folded(one: ICase): CellRecord | NotebookRecord {
  if (one.fold === 'session') {
    return one.sessions.reduce(foldSession, one.before as NotebookRecord);
  }
  return one.deliveries.reduce(
    (record, delivery) => fold(record, delivery, one.source),
    one.before as CellRecord
  );
}
