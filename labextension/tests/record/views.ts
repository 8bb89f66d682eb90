/** What the front end shows of cells, and what it reads in what the server sent of them. */

import {
  isTouched,
  needsReview,
  staleCauses,
  viewOf,
  type ICellView
} from '../../src/cellview';
import { passportOf } from '../../src/passports';
import type { CellRecord, NotebookRecord } from '../../src/record';
import { readKept } from '../../src/record/reading';
import type { Overview } from '../../src/report';

export interface IBook {
  readonly cells: readonly {
    readonly source: string;
    readonly outputs?: readonly unknown[];
    readonly execution_count?: number | null;
    readonly record?: CellRecord;
  }[];
  readonly notebook?: NotebookRecord;
}

/** A part of what the server sends: members that say nothing are left out. */
export type Wire = Partial<Overview>;

function views({ cells }: IBook, wire: Wire): ICellView[] {
  const shown = new Map(wire.cells?.map(one => [one.id, one]));
  return cells.map((cell, index) => {
    const id = `c${index}`;
    const facts = {
      id,
      isCode: true,
      source: cell.source,
      outputs: cell.outputs ?? [],
      executionCount: cell.execution_count ?? null,
      isRunning: false
    };
    const record = readKept(cell.record, 'CellRecord');
    return { ...viewOf(facts, index, record), shown: shown.get(id) ?? null };
  });
}

export const READ = {
  marks: (given: IBook) =>
    views(given, {}).map(view => ({
      origin: view.origin,
      touched: isTouched(view),
      marks: [...view.marks].sort(),
      outputs: view.outputs.map(({ marks }) => [...marks].sort())
    })),
  staleness: (given: IBook, wire: Wire) =>
    views(given, wire).map(view =>
      staleCauses(view).map(({ what, name, cell }) => [what, name, cell])
    ),
  reviewing: (given: IBook, wire: Wire) => views(given, wire).map(needsReview),
  outcomes: ({ cells }: IBook, { outcomes_of: told = {} }: Wire) =>
    Object.fromEntries(
      cells
        .flatMap(({ record }) => record?.records ?? [])
        .map(({ id }) => {
          const { accepted = 0, edited = 0, rejected = 0 } = told[id] ?? {};
          return [id, [accepted, edited, rejected]];
        })
    ),
  datasets: ({ notebook = {} }: IBook, { datasets = [] }: Wire) =>
    datasets.map(
      ({ name, path, read_in: readIn, passport, is_other: other }) => [
        name,
        path,
        readIn,
        passportOf(notebook, passport)?.origin ?? null,
        other
      ]
    )
};
