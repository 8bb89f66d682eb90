/** Where synthetic, model-made and protected data end up: pure, by the marks of the last runs. */

import { systemLabel } from './record/cost';
import type { Activity, Mark, MarkName } from './record';
import type { ICellView } from './views';

export type DataMark = Exclude<MarkName, 'ai-code' | 'unknown'>;

/** A place where data end up: an output of a cell, a cell that shows none, or a file. */
export interface IEnd {
  readonly id: string;
  /** The index of the cell that shows or writes it. */
  readonly cell: number;
  /** The place among the cell's visible outputs; null where the cell shows none of it. */
  readonly output: number | null;
  /** The path of a file; null for outputs and cells. */
  readonly file: string | null;
}

/** Data of one making or one kind, and where they end up. */
export interface IDataFlow {
  readonly id: string;
  readonly name: string;
  readonly mark: DataMark;
  /** The class of protected data, as the format names it. */
  readonly kind: string | null;
  readonly madeIn: number | null;
  readonly ends: readonly IEnd[];
}

const MARKS: ReadonlySet<string> = new Set([
  'synthetic',
  'ai-output',
  'protected'
]);

/** What was done in the cells, by id, and the index of the cell. */
export function activities(
  cells: readonly ICellView[]
): Map<string, [Activity, number]> {
  return new Map(
    cells.flatMap(({ index, record }) =>
      (record.records ?? []).map((one): [string, [Activity, number]] => [
        one.id,
        [one, index]
      ])
    )
  );
}

/** The data, in the order of the cells that made them or carry them first. */
export function dataFlows(cells: readonly ICellView[]): IDataFlow[] {
  const made = activities(cells);
  const flows = new Map<string, IDataFlow>();
  const reach = (mark: Mark, end: IEnd | null): void => {
    for (const flow of MARKS.has(mark.mark) ? flowsOf(mark, made) : []) {
      const known = flows.get(flow.id) ?? flow;
      const ends =
        end && !known.ends.some(({ id }) => id === end.id)
          ? [...known.ends, end]
          : known.ends;
      flows.set(flow.id, { ...known, ends });
    }
  };
  for (const [activity] of made.values()) {
    if (activity.kind === 'synthetic-data') {
      reach({ mark: 'synthetic', records: [activity.id] }, null);
    }
  }
  for (const view of cells) {
    for (const [mark, end] of endsOf(view)) {
      reach(mark, end);
    }
  }
  return [...flows.values()];
}

/** A mark of several records is of several data; one of none is of its kind and class. */
function flowsOf(
  { mark, class: kind = null, records = [], reason }: Mark,
  made: ReadonlyMap<string, [Activity, number]>
): IDataFlow[] {
  const data = mark as DataMark;
  if (!records.length) {
    const id = `${mark} ${kind ?? ''} ${reason ?? ''}`;
    const name = reason ?? '';
    return [{ id, name, mark: data, kind, madeIn: null, ends: [] }];
  }
  return records.map(id => {
    const [activity, madeIn] = made.get(id) ?? [null, null];
    const name = activity ? dataName(activity) : '';
    // Made again by the next run of its cell, it is the same to a reader.
    const key = activity ? `${mark} ${name} ${madeIn}` : id;
    return { id: key, name, mark: data, kind, madeIn, ends: [] };
  });
}

/** How data are called: by their name, else by what made them. */
export function dataName(activity: Activity): string {
  const { data } = activity;
  return data?.name ?? data?.generator?.name ?? systemLabel(activity);
}

function endsOf({ id, index, outputs, record }: ICellView): [Mark, IEnd][] {
  const found: [Mark, IEnd][] = [];
  for (const { index: output, lineage } of outputs) {
    const end = { id: `${id} ${output}`, cell: index, output, file: null };
    found.push(...lineage.map((mark): [Mark, IEnd] => [mark, end]));
  }
  for (const { mode, path, marks = [] } of record.run?.files ?? []) {
    if (mode === 'write') {
      const end = { id: path, cell: index, output: null, file: path };
      found.push(...marks.map((mark): [Mark, IEnd] => [mark, end]));
    }
  }
  return found;
}
