/** Who wrote which characters of one notebook: its cells, and what becomes of them. */

import type { ChangeDesc } from '@codemirror/state';
import type {
  ISharedCell,
  ISharedNotebook,
  NotebookChange
} from '@jupyter/ydoc';
import type { Doc, Text, Transaction } from 'yjs';

import { currentSpans } from '../record/spans';
import type { Authorship } from '../record';
import { fromSpans } from './codepoints';
import type { KnownText } from './memory';
import { isUndoManager } from './origins';
import { NO_RANGES, type IAttributed, type IRun, type Ranges } from './ranges';
import { Removed } from './removed';
import {
  CellTracker,
  isTextCell,
  type Cause,
  type ITrackerHost,
  type TextCell
} from './tracker';
import { Upheaval, type IKnown } from './upheaval';

/** What a document asks of its surroundings. */
export interface IDocumentHost {
  readonly memory: KnownText;
  /** What the cell's record says. */
  authorship(cell: TextCell): Authorship | null;
  /** Cells of other open notebooks. */
  others(document: Document): Iterable<IAttributed>;
  /** A cell is being followed from now on. */
  onTracked(tracker: CellTracker): void;
  onChanged(document: Document, tracker: CellTracker, cause: Cause): void;
  onEdited(tracker: CellTracker, records: ReadonlySet<string>): void;
}

const KEPT_CELLS = 500;

/** Follows one notebook. */
export class Document implements ITrackerHost {
  constructor(
    readonly notebook: ISharedNotebook,
    private readonly _host: IDocumentHost
  ) {
    this._doc = 'ydoc' in notebook ? (notebook.ydoc as Doc) : null;
    this._order = this._track(notebook.cells);
    for (const tracker of this._order) {
      tracker.adoptLater(() => this.recorded(tracker) ?? NO_RANGES);
    }
    this._doc?.on('beforeTransaction', this._onBefore);
    notebook.changed.connect(this._onNotebook, this);
    this._doc?.on('beforeObserverCalls', this._onObserved);
    this._doc?.on('afterTransaction', this._onTransaction);
  }

  /** The cells, in order. */
  get trackers(): readonly CellTracker[] {
    return this._order;
  }

  /** Whether what is being observed happens at a collaborator's. */
  get isRemote(): boolean {
    return this._isRemote;
  }

  tracker(id: string): CellTracker | null {
    return this._order.find(one => one.id === id) ?? null;
  }

  /** What the cell's record says of its present text; null if it speaks of another. */
  recorded({ text, cell }: CellTracker): Ranges | null {
    const spans = currentSpans(text, this._host.authorship(cell));
    return spans.length ? fromSpans(text, spans) : null;
  }

  dispose(): void {
    this.notebook.changed.disconnect(this._onNotebook, this);
    this._doc?.off('beforeTransaction', this._onBefore);
    this._doc?.off('beforeObserverCalls', this._onObserved);
    this._doc?.off('afterTransaction', this._onTransaction);
    for (const tracker of this._order) {
      this._host.memory.removed(tracker.id, tracker);
      tracker.dispose();
    }
    this._order = [];
  }

  readonly removed = new Removed();

  earlier({ id }: CellTracker): readonly Text[] {
    return this._gone.filter(one => one.id === id).map(({ source }) => source);
  }

  origin(text: string, to: CellTracker, taken: IAttributed): IRun[] | null {
    return this._host.memory.origin(text, [taken, ...this._others(to)]);
  }

  onProgrammed(
    tracker: CellTracker,
    before: IAttributed,
    changes: ChangeDesc
  ): void {
    this._changing().programmed(tracker, before, changes);
  }

  onChanged(tracker: CellTracker, cause: Cause): void {
    this._host.onChanged(this, tracker, cause);
  }

  onEdited(tracker: CellTracker, records: ReadonlySet<string>): void {
    this._host.onEdited(tracker, records);
  }

  private _onNotebook(_: ISharedNotebook, change: NotebookChange): void {
    if (!change.cellsChange) {
      return;
    }
    this._changing();
    const order = [...this._order];
    let at = 0;
    for (const part of change.cellsChange) {
      if (part.insert) {
        order.splice(at, 0, ...this._track(part.insert));
        at += part.insert.length;
      } else if (part.delete) {
        for (const gone of order.splice(at, part.delete)) {
          gone.dispose();
        }
      } else {
        at += part.retain ?? 0;
      }
    }
    this._order = order;
  }

  /** What the records say of the first texts has to be read before anything changes. */
  private readonly _onBefore = (): void => {
    this._doc?.off('beforeTransaction', this._onBefore);
    this._order.forEach(({ ranges }) => ranges);
  };

  private readonly _onObserved = ({ local }: Transaction): void => {
    this._isRemote = !local;
  };

  private readonly _onTransaction = (transaction: Transaction): void => {
    this._isRemote = false;
    const upheaval = this._upheaval;
    this._upheaval = null;
    if (!upheaval) {
      return;
    }
    const gone = upheaval.gone(this._order);
    for (const tracker of gone) {
      this._host.memory.removed(tracker.id, tracker);
      this._keep(tracker, transaction);
    }
    const isUndo = isUndoManager(transaction.origin);
    upheaval.resolve(this._order, transaction.local, {
      own: tracker => this._own(tracker, isUndo),
      origin: (text, but) => this._host.memory.origin(text, this._others(but)),
      justGone: this._justGone
    });
    if (gone.length) {
      this._justGone = gone;
      queueMicrotask(() => {
        this._justGone = [];
      });
    }
  };

  /** A cell went: an undo may make it anew. */
  private _keep(tracker: CellTracker, transaction: Transaction): void {
    tracker.leave(transaction);
    this._gone.push(tracker);
    this._gone.splice(0, this._gone.length - KEPT_CELLS);
  }

  /** What is known of a cell that came as a whole: from its record, or from when it was here. */
  private _own(tracker: CellTracker, isUndo: boolean): IKnown | null {
    const inherited = isUndo ? tracker.inherited() : null;
    if (inherited) {
      return { ranges: inherited, isPending: true };
    }
    const here = this._host.memory.returned(tracker.id, tracker.text);
    if (here?.isPending) {
      return here;
    }
    const ranges = this.recorded(tracker);
    if (ranges) {
      return { ranges, isPending: false };
    }
    return here && { ranges: here.ranges, isPending: true };
  }

  private *_others(but: CellTracker): IterableIterator<IAttributed> {
    yield* this._order.filter(one => one !== but);
    yield* this._host.others(this);
  }

  private _track(cells: readonly ISharedCell[]): CellTracker[] {
    return cells.filter(isTextCell).map(cell => {
      const tracker = new CellTracker(cell, this);
      this._host.onTracked(tracker);
      return tracker;
    });
  }

  private _changing(): Upheaval {
    return (this._upheaval ??= new Upheaval(this._order));
  }

  private readonly _doc: Doc | null;
  private _order: readonly CellTracker[];
  private _upheaval: Upheaval | null = null;
  private _justGone: readonly CellTracker[] = [];
  private _isRemote = false;
  private readonly _gone: CellTracker[] = [];
}
