/** What derives from what, and what is out of date, by the records of runs alone. */

import { describe, expect, it } from 'vitest';

import { dataFlows } from '../src/flows';
import { lineage, subjects, type ILink, type Subject } from '../src/lineage';
import { missingFields, usedData } from '../src/passports';
import type { Activity, Mark, Run } from '../src/record';
import { fileKey, staleCells } from '../src/staleness';
import type { ICellView } from '../src/views';

type Said = Partial<Run> & { records?: Activity[]; shown?: Mark[][] };

const SYNTHETIC: Mark = { mark: 'synthetic', records: ['s1'] };
const PERSONAL: Mark = { mark: 'protected', class: 'personal' };
const MADE: Activity = {
  id: 's1',
  kind: 'synthetic-data',
  evidence: 'observed',
  channel: 'generator',
  data: { generator: { name: 'sklearn.datasets.make_blobs' } }
};

/** A notebook whose cells ran in the order of their `seq`. */
function notebook(...said: Said[]): ICellView[] {
  return said.map(({ records = [], shown = [], ...run }, index) => {
    const seq = run.seq ?? index + 1;
    const time = `2026-03-02T09:${String(seq).padStart(2, '0')}:00.000Z`;
    return {
      id: `c${index + 1}`,
      index,
      isCode: true,
      isEmpty: false,
      excerpt: `line ${index + 1}`,
      record: {
        records,
        run: { id: `r${index + 1}`, session: 'k', seq, time, ...run }
      },
      origin: 'unknown',
      counts: { ai: 0, human: 0, unknown: 6 },
      marks: (run.marks ?? []).map(({ mark }) => mark),
      outputs: shown.map((marks, at) => ({
        position: at,
        index: at,
        lineage: marks,
        marks: marks.map(({ mark }) => mark)
      })),
      isChanged: false,
      stale: [],
      review: 'none'
    };
  });
}

const file = (
  path: string,
  mode: 'read' | 'write',
  sha256: string,
  ...marks: Mark[]
) => ({ path, mode, sha256, marks });

const STUDY = notebook(
  { writes: ['X', 'y'], marks: [SYNTHETIC], records: [MADE] },
  { writes: ['real'], files: [file('bp.csv', 'read', 'a', PERSONAL)] },
  {
    reads: ['X'],
    writes: ['cohort'],
    marks: [SYNTHETIC],
    shown: [[SYNTHETIC]]
  },
  {
    reads: ['cohort', 'real'],
    writes: ['mix'],
    marks: [SYNTHETIC, PERSONAL],
    files: [file('cohort.csv', 'write', 'b', SYNTHETIC)],
    shown: [[PERSONAL], [SYNTHETIC, PERSONAL]]
  },
  { files: [file('cohort.csv', 'read', 'b', SYNTHETIC)], writes: ['again'] },
  { reads: ['y', 'gone'], writes: ['z'], shown: [[]] }
);

/** Each link as `kind text < sources`. */
function told(cells: ICellView[], subject: Subject): string[] {
  const links = lineage(cells, subject);
  const named = new Map(links.map(link => [link.id, word(link)]));
  return links.map(link => {
    const from = link.from.map(
      ({ id, through }) => `${named.get(id)}[${through.join()}]`
    );
    return `${word(link)} < ${from.join(' ')}`.trim();
  });
}

function word({ kind, text, cell }: ILink): string {
  return kind === 'cell' ? `cell ${(cell ?? 0) + 1}` : `${kind} ${text}`;
}

describe('lineage', () => {
  it('goes through cells and files back to data, sources first', () => {
    expect(told(STUDY, { kind: 'name', text: 'mix' })).toEqual([
      'data sklearn.datasets.make_blobs <',
      'cell 1 < data sklearn.datasets.make_blobs[]',
      'cell 3 < cell 1[X]',
      'file bp.csv <',
      'cell 2 < file bp.csv[]',
      'cell 4 < cell 3[cohort] cell 2[real]',
      'name mix < cell 4[]'
    ]);
  });

  it('goes through a file that another cell wrote', () => {
    const links = told(STUDY, { kind: 'name', text: 'again' });
    expect(links).toContain('file cohort.csv < cell 4[]');
    expect(links).toContain('cell 5 < file cohort.csv[]');
  });

  it('does not take a file for one that other bytes were written to', () => {
    const cells = notebook(
      { files: [file('a.csv', 'write', '1')] },
      { files: [file('a.csv', 'read', '2')], writes: ['a'] }
    );
    expect(told(cells, { kind: 'name', text: 'a' })[0]).toBe('file a.csv <');
  });

  it('says where it cannot see', () => {
    const links = told(STUDY, { kind: 'output', cell: 'c6', index: 0 });
    expect(links).toContain('lost gone <');
    expect(links.at(-1)).toBe('output 1 < cell 6[]');
    expect(lineage(STUDY, { kind: 'name', text: 'nothing' })).toEqual([]);
  });

  it('believes the run before a reading, not one after', () => {
    const cells = notebook(
      { writes: ['x'], seq: 1 },
      { writes: ['x'], seq: 3 },
      { reads: ['x'], writes: ['y'], seq: 2 }
    );
    expect(told(cells, { kind: 'name', text: 'y' })[0]).toBe('cell 1 <');
  });

  it('ends where a cell makes anew what it read', () => {
    const cells = notebook({ writes: ['x'] }, { reads: ['x'], writes: ['x'] });
    expect(told(cells, { kind: 'name', text: 'x' })).toEqual([
      'cell 1 <',
      'cell 2 < cell 1[x]',
      'name x < cell 2[]'
    ]);
  });

  it('can be asked of all that runs made, read, wrote and showed', () => {
    expect(subjects(STUDY)).toEqual({
      names: ['again', 'cohort', 'mix', 'real', 'X', 'y', 'z'],
      files: ['bp.csv', 'cohort.csv'],
      outputs: [
        { cell: 'c3', at: 2, index: 0 },
        { cell: 'c4', at: 3, index: 0 },
        { cell: 'c4', at: 3, index: 1 },
        { cell: 'c6', at: 5, index: 0 }
      ]
    });
  });
});

describe('flows of data', () => {
  it('end in outputs and files, protected data among them', () => {
    const flows = dataFlows(STUDY).map(({ name, mark, kind, ends }) => ({
      name,
      mark,
      kind,
      ends: ends.map(({ cell, output, file }) => file ?? `${cell} ${output}`)
    }));
    expect(flows).toEqual([
      {
        name: 'sklearn.datasets.make_blobs',
        mark: 'synthetic',
        kind: null,
        ends: ['2 0', '3 1', 'cohort.csv']
      },
      { name: '', mark: 'protected', kind: 'personal', ends: ['3 0', '3 1'] }
    ]);
  });
});

describe('outputs out of date', () => {
  it('are those whose inputs a cell above changed afterwards', () => {
    const cells = notebook(
      { writes: ['x'], seq: 4 },
      { reads: ['x'], shown: [[]], seq: 2 },
      { reads: ['x'], writes: ['x'], seq: 3 }
    );
    expect([...staleCells(cells)]).toEqual([
      [1, [{ what: 'name', text: 'x', by: 0 }]],
      [2, [{ what: 'name', text: 'x', by: 0 }]]
    ]);
  });

  it('are not those that a cell below changed: read downwards they are right', () => {
    const cells = notebook(
      { writes: ['x'] },
      { reads: ['x'], shown: [[]] },
      { reads: ['x'], writes: ['x'] }
    );
    expect(staleCells(cells).size).toBe(0);
  });

  it('rest on a file that was written again, with other bytes', () => {
    const cells = (sha256: string): ICellView[] =>
      notebook(
        { files: [file('a.csv', 'write', sha256)], seq: 3 },
        { files: [file('a.csv', 'read', '1')], shown: [[]], seq: 2 }
      );
    expect(staleCells(cells('1')).size).toBe(0);
    expect(staleCells(cells('2')).get(1)).toEqual([
      { what: 'file', text: 'a.csv', by: 0 }
    ]);
  });

  it('rest on a file that another program changed', () => {
    const cells = notebook(
      { files: [file('a.csv', 'read', '1')], writes: ['t'] },
      { reads: ['t'], shown: [[]] }
    );
    const changed = new Set([fileKey('a.csv', '1'), fileKey('b.csv', '1')]);
    expect([...staleCells(cells, changed)]).toEqual([
      [0, [{ what: 'file', text: 'a.csv', by: null }]],
      [1, [{ what: 'upstream', text: 't', by: 0 }]]
    ]);
    const other = new Set([fileKey('a.csv', '2')]);
    expect(staleCells(cells, other).size).toBe(0);
  });

  it('make out of date what was made from them', () => {
    const cells = notebook(
      { writes: ['x'], seq: 4 },
      { reads: ['x'], writes: ['y'], seq: 2 },
      { reads: ['y'], seq: 3 }
    );
    expect(staleCells(cells).get(2)).toEqual([
      { what: 'upstream', text: 'y', by: 1 }
    ]);
  });
});

describe('data sets', () => {
  it('have the passport of their content, else of their name', () => {
    const passport = { name: 'bp', origin: 'a ward', files: { 'x.csv': 'a' } };
    const [exact, other] = usedData(STUDY, { datasets: [passport] });
    expect([exact.path, exact.readIn, exact.isOther]).toEqual([
      'bp.csv',
      [1],
      false
    ]);
    expect(exact.passport).toBe(passport);
    expect(other.passport).toBeNull();
    const old = { name: 'bp.csv', files: { 'bp.csv': 'z' } };
    const [changed] = usedData(STUDY, { datasets: [old] });
    expect([changed.passport, changed.isOther]).toEqual([old, true]);
    expect(missingFields(old)).toContain('biases');
    expect(missingFields(old)).not.toContain('licence');
  });
});
