/** Outputs that are older than what they were made from: pure, from the last runs. */

import type { Run } from './record';
import type { ICellView } from './views';

/** Why the outputs of a cell are out of date: the source, a name or a file changed since. */
export interface IStale {
  readonly what: 'source' | 'name' | 'file';
  /** The name or the path; empty for the source. */
  readonly text: string;
  /** The index of the cell whose run changed it; null for the source. */
  readonly by: number | null;
}

/** Whether `one` was made after `other`. */
export function isLater(one: Run, other: Run): boolean {
  return one.session === other.session
    ? one.seq > other.seq
    : one.time > other.time;
}

/**
 * The cells whose outputs are out of date, and why.
 *
 * The notebook is read downwards: only what a cell above changed afterwards counts,
 * for a cell below changes nothing that a fresh run would show.
 */
export function staleCells(cells: readonly ICellView[]): Map<string, IStale[]> {
  const stale = new Map<string, IStale[]>();
  const names = new Map<string, ICellView[]>();
  const files = new Map<string, ICellView[]>();
  for (const view of cells) {
    const { run } = view.record;
    if (!run) {
      continue;
    }
    const why = view.outputs.length ? reasons(view, run, names, files) : [];
    if (why.length) {
      stale.set(view.id, why);
    }
    for (const name of run.writes ?? []) {
      push(names, name, view);
    }
    for (const { mode, path } of run.files ?? []) {
      if (mode === 'write') {
        push(files, path, view);
      }
    }
  }
  return stale;
}

function reasons(
  view: ICellView,
  run: Run,
  names: ReadonlyMap<string, ICellView[]>,
  files: ReadonlyMap<string, ICellView[]>
): IStale[] {
  const why: IStale[] = view.isChanged
    ? [{ what: 'source', text: '', by: null }]
    : [];
  for (const text of run.reads ?? []) {
    const by = latest(names.get(text), run);
    if (by) {
      why.push({ what: 'name', text, by: by.index });
    }
  }
  for (const { mode, path, sha256 } of run.files ?? []) {
    const by = mode === 'read' ? latest(files.get(path), run) : undefined;
    if (by && (sha256 ?? '') !== (written(by, path) ?? '')) {
      why.push({ what: 'file', text: path, by: by.index });
    }
  }
  return why;
}

/** Of the cells above, the last whose run came after. */
function latest(
  above: readonly ICellView[] | undefined,
  run: Run
): ICellView | undefined {
  return above
    ?.filter(({ record }) => record.run && isLater(record.run, run))
    .at(-1);
}

function written(view: ICellView, path: string): string | null | undefined {
  return view.record.run?.files?.find(
    file => file.mode === 'write' && file.path === path
  )?.sha256;
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) {
    list.push(item);
  } else {
    lists.set(key, [item]);
  }
}
