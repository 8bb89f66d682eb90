/** What the features of this extension ask of each other. */

import type { ICellModel } from '@jupyterlab/cells';
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type {
  Activity,
  Authorship,
  CellRecord,
  Delivery,
  NotebookRecord
} from './record';
import type { NotebookView } from './views';

/** A record changed, whoever changed it; `cell` is null for the notebook's. */
export interface IRecordChange {
  readonly notebook: INotebookModel;
  readonly cell: ICellModel | null;
}

/**
 * The records of open notebooks, read and written.
 *
 * The only writer of `metadata.aiprov` in an open document. Writing is not
 * undoable, does nothing where nothing would change, and answers whether the
 * record now stands: not in a read-only notebook, nor in one of a newer format.
 */
export interface IAIProvStore {
  /** After any change of a record in an open notebook. */
  readonly changed: ISignal<IAIProvStore, IRecordChange>;

  /** A cell's record; what cannot be read of it stands under `invalid`. */
  cellRecord(cell: ICellModel): CellRecord;

  /** A notebook's record, likewise. */
  notebookRecord(notebook: INotebookModel): NotebookRecord;

  /** Whether records of this cell or notebook may be written. */
  isWritable(model: ICellModel | INotebookModel): boolean;

  setCell(cell: ICellModel, record: CellRecord): boolean;

  setNotebook(notebook: INotebookModel, record: NotebookRecord): boolean;

  /** Add an activity, or put it in the place of the one with its id. */
  addActivity(cell: ICellModel, activity: Activity): boolean;

  /** Say who wrote which characters; null takes the statement away. */
  setAuthorship(cell: ICellModel, authorship: Authorship | null): boolean;

  /**
   * Fold in what a kernel delivered.
   *
   * Where its cell is gone, the notebook's record keeps the session's whole
   * cost, and the activities.
   */
  deliver(notebook: INotebookModel, deliveries: readonly Delivery[]): void;
}

export const IAIProvStore = new Token<IAIProvStore>(
  'jupyter-aiprov:IAIProvStore',
  'The records of what AI did in open notebooks, read and written.'
);

/** What is to be shown of open notebooks. */
export interface IAIProvViews {
  /** After a notebook was opened and its view made. */
  readonly added: ISignal<IAIProvViews, NotebookView>;
  /** After another notebook came to the front, or the first view of one was made. */
  readonly currentChanged: ISignal<IAIProvViews, void>;
  /** Do something with each view there is. */
  forEach(action: (view: NotebookView) => void): void;
  /** The view of the notebook in front. */
  readonly current: NotebookView | null;
}

export const IAIProvViews = new Token<IAIProvViews>(
  'jupyter-aiprov:IAIProvViews',
  'What is to be shown of open notebooks.'
);

/**
 * Whether a kernel records what it runs: `silent` is one of Python in whose
 * environment this program is missing or switched off, `foreign` any other.
 */
export type KernelState = 'recording' | 'silent' | 'foreign';

/** What is known of the kernels of open notebooks. */
export interface IAIProvKernels {
  /** After the state of some notebook's kernel changed. */
  readonly changed: ISignal<IAIProvKernels, void>;
  /** Of a notebook's kernel; null without one, and until it has answered. */
  stateOf(panel: NotebookPanel): KernelState | null;
}

export const IAIProvKernels = new Token<IAIProvKernels>(
  'jupyter-aiprov:IAIProvKernels',
  'Whether the kernels of open notebooks record what they run.'
);
