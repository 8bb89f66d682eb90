/**
 * Outputs that are older than what they were made from, as far as the last runs tell: pure.
 *
 * The rule of `report/stale.py`. A notebook is read downwards: a cell below that binds a name
 * anew changes nothing that a fresh run would show. A file has one content at a time.
 */

import type { FileUse, Run } from './record';
import type { ICellView } from './views';

/** Why the outputs of a cell are out of date. */
export interface IStale {
  /** `upstream`: what was read came from a cell that is out of date itself. */
  readonly what: 'source' | 'name' | 'file' | 'upstream';
  /** The name or the path; empty for the source. */
  readonly text: string;
  /** The index of the cell that changed it, or that is out of date; null where none did. */
  readonly by: number | null;
}

/** Whether `one` came after `other`; two kernels' runs are told apart by the clock. */
export function isLater(one: Run, other: Run): boolean {
  return one.session === other.session
    ? one.seq > other.seq
    : one.time > other.time;
}

/** A file's content: its digest, else that of samples of a large one. */
export function contentOf(use: FileUse): string | null {
  const { sampled_sha256: sampled } = use as { sampled_sha256?: unknown };
  return use.sha256 ?? (typeof sampled === 'string' ? sampled : null);
}

interface IRan {
  readonly index: number;
  readonly run: Run;
}

/** How a file and a content of it are named in a set. */
export function fileKey(path: string, digest: string): string {
  return `${digest} ${path}`;
}

/**
 * The cells whose last run is out of date, by index, and why.
 *
 * `changed` names files found to have another content on disk now, by {@link fileKey}.
 */
export function staleCells(
  cells: readonly ICellView[],
  changed: ReadonlySet<string> = new Set()
): Map<number, IStale[]> {
  const stale = new Map<number, IStale[]>();
  const above = new Map<string, IRan[]>();
  const files = writersOf(cells);
  for (const { index, isChanged, record } of cells) {
    const { run } = record;
    if (!run) {
      continue;
    }
    const why: IStale[] = [
      ...(isChanged ? [{ what: 'source', text: '', by: null } as const] : []),
      ...(run.reads ?? []).flatMap(
        name => nameReason(name, run, above.get(name) ?? [], stale) ?? []
      ),
      ...(run.files ?? []).flatMap(use => {
        const writers = files.get(use.path)?.filter(one => one.index !== index);
        return fileReason(use, run, writers ?? [], { stale, changed }) ?? [];
      })
    ];
    if (why.length) {
      stale.set(index, why);
    }
    for (const name of run.writes ?? []) {
      push(above, name, { index, run });
    }
  }
  return stale;
}

function nameReason(
  text: string,
  run: Run,
  writers: readonly IRan[],
  stale: ReadonlyMap<number, unknown>
): IStale | null {
  const later = writers.filter(other => isLater(other.run, run)).at(-1);
  return later
    ? { what: 'name', text, by: later.index }
    : upstream(text, writers, stale);
}

function fileReason(
  use: FileUse,
  run: Run,
  writers: readonly IRan[],
  {
    stale,
    changed
  }: {
    stale: ReadonlyMap<number, unknown>;
    changed: ReadonlySet<string>;
  }
): IStale | null {
  const content = contentOf(use);
  if (use.mode !== 'read' || !content) {
    return null;
  }
  const text = use.path;
  const last = latest(writers);
  if (last && isLater(last.run, run)) {
    const left = leftIn(last.run, text);
    if (left && left !== content) {
      return { what: 'file', text, by: last.index };
    }
  }
  if (changed.has(fileKey(text, content))) {
    return { what: 'file', text, by: null };
  }
  const before = writers.filter(other => !isLater(other.run, run));
  return upstream(text, before, stale);
}

function upstream(
  text: string,
  writers: readonly IRan[],
  stale: ReadonlyMap<number, unknown>
): IStale | null {
  const source = latest(writers);
  return source && stale.has(source.index)
    ? { what: 'upstream', text, by: source.index }
    : null;
}

function writersOf(cells: readonly ICellView[]): Map<string, IRan[]> {
  const found = new Map<string, IRan[]>();
  for (const { index, record } of cells) {
    const { run } = record;
    for (const { mode, path } of run?.files ?? []) {
      if (run && mode === 'write') {
        push(found, path, { index, run });
      }
    }
  }
  return found;
}

/** The content a run left in a file. */
function leftIn(run: Run, path: string): string | null {
  const uses = (run.files ?? []).filter(
    use => use.mode === 'write' && use.path === path
  );
  const last = uses.at(-1);
  return last ? contentOf(last) : null;
}

function latest(runs: readonly IRan[]): IRan | null {
  return runs.reduce<IRan | null>(
    (last, one) => (!last || isLater(one.run, last.run) ? one : last),
    null
  );
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) {
    list.push(item);
  } else {
    lists.set(key, [item]);
  }
}
