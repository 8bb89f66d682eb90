/** What is to be shown of an open notebook: computed once for all that show it. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { ICellModel } from '@jupyterlab/cells';
import {
  INotebookTracker,
  type INotebookModel,
  type NotebookPanel
} from '@jupyterlab/notebook';
import { Debouncer } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { sha256Text } from './record/digest';
import { isHidden } from './faults';
import { markNames, outputViews, type IOutputView } from './outputs';
import { cellsOf, isCode, outputsOf } from './deliveries';
import type { CellRecord, MarkName, NotebookRecord } from './record';
import { reviewState, type ReviewState } from './record/review';
import {
  cellCounts,
  cellOrigin,
  type CellOrigin,
  type ICounts
} from './record/spans';
import { staleCells, type IStale } from './staleness';
import { inSlices, painted } from './slices';
import { IAIProvStore, IAIProvViews } from './tokens';

/** One cell as it is to be shown. */
export interface ICellView {
  readonly id: string;
  readonly index: number;
  readonly isCode: boolean;
  readonly isEmpty: boolean;
  /** The first telling line, for people to know the cell by. */
  readonly excerpt: string;
  readonly record: CellRecord;
  readonly origin: CellOrigin;
  readonly counts: ICounts;
  readonly marks: readonly MarkName[];
  readonly outputs: readonly IOutputView[];
  /** Whether the source changed since the last recorded run. */
  readonly isChanged: boolean;
  /** Why the outputs are older than what they were made from; empty where they are not. */
  readonly stale: readonly IStale[];
  readonly review: ReviewState;
}

const AI_MARKS: ReadonlySet<MarkName> = new Set([
  'ai-code',
  'ai-output',
  'synthetic'
]);
const FRESH: readonly IStale[] = [];
/** Milliseconds of rest after typing before a cell is looked at again. */
const REST = 400;
/** Milliseconds within which records that change are shown together, as when all cells run. */
const SOON = 50;

/** Whether a cell holds something of an AI system, or synthetic data. */
export function isTouched(view: ICellView): boolean {
  return (
    view.origin.startsWith('ai-') || view.marks.some(mark => AI_MARKS.has(mark))
  );
}

/** Whether no standing review covers what an AI system made, or what a fault hid. */
export function needsReview(view: ICellView): boolean {
  return (
    ['none', 'stale', 'unknown'].includes(view.review) &&
    (isTouched(view) || isHidden(view))
  );
}

/** One open notebook as it is to be shown, kept up to date. */
export class NotebookView {
  constructor(
    readonly panel: NotebookPanel,
    private readonly _store: IAIProvStore
  ) {
    const { model } = panel.context;
    this.model = model;
    this._rest = new Debouncer(() => this._refresh(), REST);
    this._soon = new Debouncer(() => this._refresh(), SOON);
    model.cells.changed.connect(this._onCells, this);
    _store.changed.connect(this._onRecord, this);
    panel.disposed.connect(this._dispose, this);
    this._onCells();
  }

  readonly model: INotebookModel;

  /** After the view of any cell, or the notebook's record, changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isWritable(): boolean {
    return this._store.isWritable(this.model);
  }

  /** What the notebook's own record holds. */
  get record(): NotebookRecord {
    return (this._record ??= this._store.notebookRecord(this.model));
  }

  get cells(): readonly ICellView[] {
    if (!this._cells) {
      const models = cellsOf(this.model);
      const views = models.map((cell, index) => this._view(cell, index));
      const stale = staleCells(views, this._changedFiles);
      this._cells = views.map((view, index) =>
        this._withStale(models[index], view, stale.get(index) ?? FRESH)
      );
    }
    return this._cells;
  }

  /** Look at all cells once the notebook is on screen, a few at a time. */
  async prepare(): Promise<void> {
    await this.panel.revealed;
    await painted();
    await inSlices(
      cellsOf(this.model).entries(),
      ([index, cell]) => this._view(cell, index),
      () => this.panel.isDisposed
    );
  }

  /** A cell's view, if the cell is still there. */
  cell(id: string): ICellView | undefined {
    return this.cells.find(view => view.id === id);
  }

  /** Say which files that were read have another content now, by {@link fileKey}. */
  setChangedFiles(changed: ReadonlySet<string>): void {
    const before = this._changedFiles;
    this._changedFiles = changed;
    if (changed.size || before.size) {
      this._cells = null;
      void this._soon.invoke();
    }
  }

  private _view(cell: ICellModel, index: number): ICellView {
    const known = this._views.get(cell);
    if (known?.index === index) {
      return known;
    }
    const view = known
      ? { ...known, index }
      : viewOf(cell, index, this._store.cellRecord(cell));
    this._views.set(cell, view);
    return view;
  }

  /** A view is another one only where it differs: what shows it is drawn by identity. */
  private _withStale(
    cell: ICellModel,
    view: ICellView,
    stale: readonly IStale[]
  ): ICellView {
    const isFresh = !view.stale.length && !stale.length;
    if (isFresh || JSON.stringify(view.stale) === JSON.stringify(stale)) {
      return view;
    }
    const changed = { ...view, stale };
    this._views.set(cell, changed);
    return changed;
  }

  private _onCells(): void {
    this._cells = null;
    for (const cell of this.model.cells) {
      if (!this._watched.has(cell)) {
        this._watched.add(cell);
        cell.contentChanged.connect(this._onContent, this);
      }
    }
    void this._soon.invoke();
  }

  private _onContent(cell: ICellModel): void {
    this._views.delete(cell);
    this._cells = null;
    void this._rest.invoke();
  }

  private _onRecord(
    _: IAIProvStore,
    change: { notebook: INotebookModel; cell: ICellModel | null }
  ): void {
    if (change.notebook !== this.model) {
      return;
    }
    if (change.cell) {
      this._views.delete(change.cell);
    } else {
      this._record = null;
    }
    this._cells = null;
    void this._soon.invoke();
  }

  private _refresh(): void {
    if (!this.panel.isDisposed) {
      this._changed.emit();
    }
  }

  private _dispose(): void {
    this._rest.dispose();
    this._soon.dispose();
    Signal.clearData(this);
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _rest: Debouncer;
  private readonly _soon: Debouncer;
  private readonly _watched = new WeakSet<ICellModel>();
  private readonly _views = new WeakMap<ICellModel, ICellView>();
  private _cells: readonly ICellView[] | null = null;
  private _record: NotebookRecord | null = null;
  private _changedFiles: ReadonlySet<string> = new Set();
}

function viewOf(
  cell: ICellModel,
  index: number,
  record: CellRecord
): ICellView {
  const { source } = cell.sharedModel;
  const origin = cellOrigin(source, record);
  const ran = record.run?.source_sha256;
  const isChanged = !!ran && ran !== sha256Text(source);
  return {
    id: cell.id,
    index,
    isCode: isCode(cell),
    isEmpty: !source.trim(),
    excerpt: excerpt(source),
    record,
    origin,
    counts: cellCounts(source, record),
    marks: markNames(record.run?.marks ?? []),
    outputs: outputViews(cell, record, origin, isChanged),
    isChanged,
    stale: FRESH,
    review: reviewState(record.review, source, outputsOf(cell))
  };
}

function excerpt(source: string): string {
  const lines = source.split('\n').map(line => line.trim());
  return (
    lines.find(line => line && !line.startsWith('%%aiprov'))?.slice(0, 120) ??
    ''
  );
}

/** See {@link IAIProvViews}. */
class Views implements IAIProvViews {
  constructor(tracker: INotebookTracker, store: IAIProvStore) {
    this._tracker = tracker;
    const add = async (panel: NotebookPanel): Promise<void> => {
      await panel.context.ready;
      if (!panel.isDisposed) {
        const view = new NotebookView(panel, store);
        await view.prepare();
        if (panel.isDisposed) {
          return;
        }
        this._all.set(panel, view);
        panel.disposed.connect(() => this._all.delete(panel), this);
        this._added.emit(view);
        this._currentChanged.emit();
      }
    };
    tracker.forEach(panel => void add(panel));
    tracker.widgetAdded.connect((_, panel) => void add(panel), this);
    tracker.currentChanged.connect(() => this._currentChanged.emit(), this);
  }

  get added(): ISignal<this, NotebookView> {
    return this._added;
  }

  get currentChanged(): ISignal<this, void> {
    return this._currentChanged;
  }

  forEach(action: (view: NotebookView) => void): void {
    this._all.forEach(view => action(view));
  }

  get current(): NotebookView | null {
    const panel = this._tracker.currentWidget;
    return (panel && this._all.get(panel)) ?? null;
  }

  private readonly _all = new Map<NotebookPanel, NotebookView>();
  private readonly _added = new Signal<this, NotebookView>(this);
  private readonly _currentChanged = new Signal<this, void>(this);
  private readonly _tracker: INotebookTracker;
}

export const viewsPlugin: JupyterFrontEndPlugin<IAIProvViews> = {
  id: 'jupyter-aiprov:views',
  description: 'What is to be shown of open notebooks.',
  autoStart: true,
  requires: [INotebookTracker, IAIProvStore],
  provides: IAIProvViews,
  activate: (_, tracker: INotebookTracker, store: IAIProvStore) =>
    new Views(tracker, store)
};
