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

import { factsOf, viewOf, type ICellView } from './cellview';
import { cellsOf } from './deliveries';
import type { NotebookRecord } from './record';
import type { Answer, CellShown, Overview, Subject } from './report';
import { inSlices, painted } from './slices';
import { IAIProvStore, IAIProvViews } from './tokens';

/** What the server answered last, and the subject whose lineage was asked with it. */
export interface IAnswered {
  readonly answer: Answer;
  readonly subject: Subject | null;
}

/** Milliseconds of rest after typing before a cell is looked at again. */
const REST = 400;
/** Milliseconds within which records that change are shown together, as when all cells run. */
const SOON = 50;

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

  /** After anything that is to be shown changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** After the document itself changed, once typing rests. */
  get edited(): ISignal<this, void> {
    return this._edited;
  }

  /** After somebody asked what something derives from, or asked no longer. */
  get wanted(): ISignal<this, Subject | null> {
    return this._wanted;
  }

  /** After somebody came to look at the notebook: files on disk may have changed meanwhile. */
  get looked(): ISignal<this, void> {
    return this._looked;
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
      const shown = new Map(this.overview?.cells.map(one => [one.id, one]));
      this._cells = cellsOf(this.model).map((cell, index) =>
        this._withShown(cell, this._view(cell, index), shown.get(cell.id))
      );
    }
    return this._cells;
  }

  /** What the server answered last. */
  get answered(): IAnswered | null {
    return this._answered;
  }

  /** What the server says of the notebook in all; null before its first answer, and without it. */
  get overview(): Overview | null {
    return this._answered?.answer.overview ?? null;
  }

  /** Whether there is no server to answer. */
  get isAlone(): boolean {
    return this._isAlone;
  }

  /** Which state of a cell's source, outputs and record is the present one. */
  version(cell: ICellModel): number {
    return this._versions.get(cell) ?? 0;
  }

  /** Show what the server answered. */
  show(answer: Answer, subject: Subject | null): void {
    this._answered = { answer, subject };
    this._isAlone = false;
    this._cells = null;
    this._tell();
  }

  /** Show that there is no server to answer; what it said before stays. */
  showAlone(): void {
    if (!this._isAlone) {
      this._isAlone = true;
      this._tell();
    }
  }

  /** Ask what something derives from; the answer comes with {@link changed}. */
  want(subject: Subject | null): void {
    this._wanted.emit(subject);
  }

  /** Somebody looks at the notebook. */
  look(): void {
    this._looked.emit();
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

  private _view(cell: ICellModel, index: number): ICellView {
    const known = this._views.get(cell);
    if (known?.index === index) {
      return known;
    }
    const view = known
      ? { ...known, index }
      : viewOf(factsOf(cell), index, this._store.cellRecord(cell));
    this._views.set(cell, view);
    return view;
  }

  /** A view is another one only where it differs: what shows it is drawn by identity. */
  private _withShown(
    cell: ICellModel,
    view: ICellView,
    shown: CellShown | null = null
  ): ICellView {
    if (JSON.stringify(view.shown) === JSON.stringify(shown)) {
      return view;
    }
    const changed = { ...view, shown };
    this._views.set(cell, changed);
    return changed;
  }

  private _onCells(): void {
    this._cells = null;
    for (const cell of this.model.cells) {
      if (!this._watched.has(cell)) {
        this._watched.add(cell);
        cell.contentChanged.connect(this._onContent, this);
        cell.stateChanged.connect(this._onState, this);
      }
    }
    void this._soon.invoke();
  }

  private _onContent(cell: ICellModel): void {
    this._onCell(cell);
    void this._rest.invoke();
  }

  private _onState(cell: ICellModel, { name }: { name: string }): void {
    if (name === 'executionCount') {
      this._onContent(cell);
    }
  }

  private _onCell(cell: ICellModel): void {
    this._versions.set(cell, this.version(cell) + 1);
    this._views.delete(cell);
    this._cells = null;
  }

  private _onRecord(
    _: IAIProvStore,
    change: { notebook: INotebookModel; cell: ICellModel | null }
  ): void {
    if (change.notebook !== this.model) {
      return;
    }
    if (change.cell) {
      this._onCell(change.cell);
    } else {
      this._record = null;
    }
    void this._soon.invoke();
  }

  private _refresh(): void {
    if (!this.panel.isDisposed) {
      this._edited.emit();
      this._changed.emit();
    }
  }

  private _tell(): void {
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
  private readonly _edited = new Signal<this, void>(this);
  private readonly _wanted = new Signal<this, Subject | null>(this);
  private readonly _looked = new Signal<this, void>(this);
  private readonly _rest: Debouncer;
  private readonly _soon: Debouncer;
  private readonly _watched = new WeakSet<ICellModel>();
  private readonly _views = new WeakMap<ICellModel, ICellView>();
  private readonly _versions = new WeakMap<ICellModel, number>();
  private _cells: readonly ICellView[] | null = null;
  private _record: NotebookRecord | null = null;
  private _answered: IAnswered | null = null;
  private _isAlone = false;
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
