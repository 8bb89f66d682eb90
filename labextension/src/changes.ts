/** What the server is told of an open document: all of it once, then what has changed. */

import type { ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { IOutputModel } from '@jupyterlab/rendermime';

import { isInvisible, newId } from './record/digest';
import { cellsOf, isCode } from './deliveries';
import { KEY } from './record';
import { inSlices } from './slices';
import type { IAIProvStore } from './tokens';
import type { NotebookView } from './views';

/** A cell that is new or has changed, as `serving/documents.py` reads it. */
interface ICellChange {
  readonly id: string;
  readonly cell: Readonly<Record<string, unknown>>;
  /** Each visible output, or the place it had among those told before. */
  readonly outputs: readonly unknown[];
}

/** What has changed since the revision `base`; null of the whole document. */
export interface IChange {
  readonly document: string;
  readonly revision: number;
  readonly base: number | null;
  readonly cells: readonly ICellChange[];
  /** The ids of all cells, where that changed. */
  readonly order: readonly string[] | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** An output that was told: its place among the visible ones, null where it shows nothing. */
interface ITold {
  readonly place: number | null;
  /** Characters of a stream, which grows in silence. */
  readonly length: number;
}

/** Finds what of a notebook the server does not know yet. */
export class Changes {
  constructor(
    private readonly _view: NotebookView,
    private readonly _store: IAIProvStore
  ) {}

  /** The revision told last. */
  get revision(): number {
    return this._revision;
  }

  /**
   * What is to be told next, gathered a few cells at a time.
   *
   * It counts as told from then on: whoever fails to tell it calls {@link forget}.
   */
  async next(): Promise<IChange> {
    const cells = new Map<string, ICellChange>();
    const models = (): ICellModel[] =>
      cellsOf(this._view.model).filter(cell => this._isOther(cell));
    const add = (cell: ICellModel): void => {
      cells.set(cell.id, this._change(cell));
    };
    await inSlices(models(), add, () => this._view.panel.isDisposed);
    models().forEach(add);
    const order = this._order();
    const base = this._base;
    this._base = ++this._revision;
    return {
      document: this._document,
      revision: this._revision,
      base,
      cells: [...cells.values()],
      order,
      metadata: this._metadata()
    };
  }

  /** The server knows nothing, or it is not known what: all is to be told again. */
  forget(): void {
    this._base = null;
    this._versions = new WeakMap();
    this._outputs = new WeakMap();
    this._ids = '';
    this._head = '';
  }

  private _isOther(cell: ICellModel): boolean {
    return this._versions.get(cell) !== this._view.version(cell);
  }

  private _change(cell: ICellModel): ICellChange {
    this._versions.set(cell, this._view.version(cell));
    return {
      id: cell.id,
      cell: {
        cell_type: cell.type,
        source: cell.sharedModel.source,
        metadata: { [KEY]: this._store.cellRecord(cell) },
        ...(isCode(cell) ? { execution_count: cell.executionCount } : {})
      },
      outputs: isCode(cell) ? this._shown(cell) : []
    };
  }

  private _shown({ outputs }: ICodeCellModel): unknown[] {
    if (!this._watched.has(outputs)) {
      this._watched.add(outputs);
      outputs.changed.connect((_, { type, newValues }) => {
        if (type === 'set') {
          newValues.forEach(output => this._outputs.delete(output));
        }
      });
    }
    const shown: unknown[] = [];
    for (let index = 0; index < outputs.length; index++) {
      const output = outputs.get(index);
      const told = this._told(output);
      const json = told ? null : output.toJSON();
      const isShown = told ? told.place !== null : !isInvisible(json);
      const place = isShown ? shown.length : null;
      if (isShown) {
        shown.push(told?.place ?? json);
      }
      this._outputs.set(output, { place, length: lengthOf(output) });
    }
    return shown;
  }

  private _told(output: IOutputModel): ITold | undefined {
    const told = this._outputs.get(output);
    return told?.length === lengthOf(output) ? told : undefined;
  }

  private _order(): readonly string[] | null {
    const ids = cellsOf(this._view.model).map(({ id }) => id);
    const joined = ids.join();
    const isSame = this._base !== null && joined === this._ids;
    this._ids = joined;
    return isSame ? null : ids;
  }

  private _metadata(): Readonly<Record<string, unknown>> | null {
    const { model } = this._view;
    const metadata = {
      ...model.sharedModel.metadata,
      [KEY]: this._view.record
    };
    const head = JSON.stringify(metadata);
    const isSame = head === this._head;
    this._head = head;
    return isSame ? null : metadata;
  }

  private readonly _document = newId();
  private readonly _watched = new WeakSet<object>();
  private _revision = 0;
  private _base: number | null = null;
  private _versions = new WeakMap<ICellModel, number>();
  private _outputs = new WeakMap<IOutputModel, ITold>();
  private _ids = '';
  private _head = '';
}

function lengthOf({ streamText }: IOutputModel): number {
  return streamText?.text.length ?? 0;
}
