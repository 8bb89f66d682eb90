/** The only writer of our metadata in open documents. */

import type {
  CellList,
  INotebookModel,
  NotebookPanel
} from '@jupyterlab/notebook';
import type { ICellModel } from '@jupyterlab/cells';
import { JSONExt, type PartialJSONObject } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { placed, waiting } from './deliveries';
import { newId } from './record/digest';
import { fold, foldNotebook, merged } from './record/fold';
import { readKept } from './record/reading';
import { lean } from './record/shapes';
import type {
  Activity,
  Authorship,
  CellRecord,
  Delivery,
  NotebookRecord
} from './record';
import { KEY, SCHEMA } from './record';
import type { IAIProvStore, IRecordChange } from './tokens';

interface IOpen {
  readonly notebook: INotebookModel;
  readonly isReadOnly: () => boolean;
  readonly watched: WeakSet<ICellModel>;
  /** What waits in outputs, folded in by every read, written with the next change. */
  pending: Map<string, Delivery[]>;
}

/** See {@link IAIProvStore}. */
export class Store implements IAIProvStore {
  get changed(): ISignal<IAIProvStore, IRecordChange> {
    return this._changed;
  }

  /** Follow a notebook from when its document is ready. */
  async open(panel: NotebookPanel): Promise<void> {
    const { context } = panel;
    await context.ready;
    const notebook = panel.isDisposed ? null : context.model;
    if (!notebook || this._open.has(notebook.sharedModel)) {
      return;
    }
    const open: IOpen = {
      notebook,
      isReadOnly: () =>
        notebook.readOnly || context.contentsModel?.writable === false,
      watched: new WeakSet(),
      pending: waiting(notebook)
    };
    this._open.set(notebook.sharedModel, open);
    notebook.metadataChanged.connect((_, change) => {
      if (change.key === KEY) {
        this._changed.emit({ notebook, cell: null });
      }
    });
    const watch = (list: CellList): void => {
      for (const cell of list) {
        this._watch(open, cell);
      }
    };
    notebook.cells.changed.connect(watch);
    watch(notebook.cells);
    this._changed.emit({ notebook, cell: null });
  }

  cellRecord(cell: ICellModel): CellRecord {
    const written = readKept(cell.getMetadata(KEY), 'CellRecord');
    const pending = this._openOf(cell)?.pending.get(cell.id) ?? [];
    return pending.reduce(
      (record, delivery) => fold(record, delivery, cell.sharedModel.source),
      written
    );
  }

  notebookRecord(notebook: INotebookModel): NotebookRecord {
    const written = readKept(notebook.getMetadata(KEY), 'NotebookRecord');
    const pending = this._open.get(notebook.sharedModel)?.pending;
    return [...(pending?.entries() ?? [])].reduce(
      (before, [id, deliveries]) =>
        deliveries.reduce(
          (record, one) => foldNotebook(record, one, !id),
          before
        ),
      written
    );
  }

  isWritable(model: ICellModel | INotebookModel): boolean {
    const open =
      'cells' in model
        ? this._open.get(model.sharedModel)
        : this._openOf(model);
    return !!open && !open.isReadOnly() && !isNewer(open.notebook);
  }

  setCell(cell: ICellModel, record: CellRecord): boolean {
    return this.isWritable(cell) && write(cell, lean(record, 'CellRecord'));
  }

  setNotebook(notebook: INotebookModel, record: NotebookRecord): boolean {
    const named = { ...record, schema: record.schema || SCHEMA };
    const complete = named.id ? named : { ...named, id: newId() };
    return (
      this.isWritable(notebook) &&
      write(notebook, lean(complete, 'NotebookRecord'))
    );
  }

  addActivity(cell: ICellModel, activity: Activity): boolean {
    const record = this.cellRecord(cell);
    const records = merged(record.records ?? [], [activity]);
    return this.setCell(cell, { ...record, records });
  }

  setAuthorship(cell: ICellModel, authorship: Authorship | null): boolean {
    return this.setCell(cell, { ...this.cellRecord(cell), authorship });
  }

  deliver(notebook: INotebookModel, deliveries: readonly Delivery[]): void {
    const cells = placed(notebook, deliveries);
    cells.forEach((cell, index) => {
      if (cell) {
        const { source } = cell.sharedModel;
        const record = this.cellRecord(cell);
        this.setCell(cell, fold(record, deliveries[index], source));
      }
    });
    const before = this.notebookRecord(notebook);
    const after = deliveries.reduce(
      (record, one, index) =>
        foldNotebook(record, one, !cells[index] && !one.run),
      before
    );
    if (after !== before) {
      this.setNotebook(notebook, after);
    }
  }

  private _watch(open: IOpen, cell: ICellModel): void {
    if (open.watched.has(cell)) {
      return;
    }
    open.watched.add(cell);
    cell.metadataChanged.connect((_, change) => {
      if (change.key === KEY) {
        this._changed.emit({ notebook: open.notebook, cell });
      }
    });
  }

  private _openOf(cell: ICellModel): IOpen | undefined {
    const notebook = cell.sharedModel.notebook;
    return notebook ? this._open.get(notebook) : undefined;
  }

  private readonly _changed = new Signal<this, IRecordChange>(this);
  private readonly _open = new WeakMap<object, IOpen>();
}

/** Whether records of this notebook are of a newer major format, not ours to change. */
export function isNewer(notebook: INotebookModel): boolean {
  const { schema } = readKept(notebook.getMetadata(KEY), 'NotebookRecord');
  const major = (version: string): number => Number(version.split('.')[0]);
  return major(schema || SCHEMA) > major(SCHEMA);
}

/** Write if anything changes: a needless write would mark the document as changed. */
function write(
  model: ICellModel | INotebookModel,
  record: CellRecord | NotebookRecord
): boolean {
  const value = record as PartialJSONObject;
  const before = model.getMetadata(KEY) as PartialJSONObject | undefined;
  if (JSONExt.deepEqual(value, before ?? {})) {
    return true;
  }
  if (Object.keys(value).length) {
    model.setMetadata(KEY, value);
  } else {
    model.deleteMetadata(KEY);
  }
  return true;
}
