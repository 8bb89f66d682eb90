/** Who wrote which characters of one notebook: its cells, and what becomes of them. */

import type { ChangeDesc } from '@codemirror/state';
import type { ISharedCell, ISharedNotebook, NotebookChange } from '@jupyter/ydoc';
import type { Doc, Transaction } from 'yjs';

import { currentSpans } from '../spans';
import type { Authorship } from '../record';
import { fromSpans } from './codepoints';
import type { KnownText } from './memory';
import {
  Attribution,
  fill,
  NO_RANGES,
  rangesOf,
  type IAttributed,
  type IRun,
  type Ranges
} from './ranges';
import { realignParts } from './realign';
import { redistribute } from './structure';
import {
  CellTracker,
  isTextCell,
  programmed,
  type Cause,
  type ITrackerHost,
  type TextCell
} from './tracker';

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

/** Text that stood there unknown before a program changed its surroundings. */
const UNKNOWN = new Attribution('program', '0');

interface IUpheaval {
  /** The cells in order before the transaction. */
  readonly order: readonly CellTracker[];
  /** Cells whose text a program changed: what it was. */
  readonly programmed: Map<CellTracker, IProgrammed>;
}

interface IProgrammed extends IAttributed {
  readonly changes: ChangeDesc;
}

/** A text all of which says whose it is, be it that nobody knows. */
function completed({ text, ranges }: IAttributed): IAttributed {
  return { text, ranges: fill(ranges, text.length, UNKNOWN) };
}

/** Follows one notebook. */
export class Document implements ITrackerHost {
  constructor(
    readonly notebook: ISharedNotebook,
    private readonly _host: IDocumentHost
  ) {
    this._doc = 'ydoc' in notebook ? (notebook.ydoc as Doc) : null;
    this._order = this._track(notebook.cells);
    for (const tracker of this._order) {
      tracker.adopt(this.recorded(tracker) ?? NO_RANGES);
    }
    notebook.changed.connect(this._onNotebook, this);
    this._doc?.on('afterTransaction', this._onTransaction);
  }

  /** The cells, in order. */
  get trackers(): readonly CellTracker[] {
    return this._order;
  }

  /** Whether what is being observed happens at a collaborator's. */
  get isRemote(): boolean {
    return this._doc?._transaction?.local === false;
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
    this._doc?.off('afterTransaction', this._onTransaction);
    for (const tracker of this._order) {
      this._host.memory.removed(tracker.id, tracker);
      tracker.dispose();
    }
    this._order = [];
  }

  origin(text: string, to: CellTracker, taken: IAttributed): IRun[] | null {
    const near = this._order.filter(tracker => tracker !== to);
    return this._host.memory.origin(text, [
      taken,
      ...near,
      ...this._host.others(this)
    ]);
  }

  onProgrammed(
    tracker: CellTracker,
    before: IAttributed,
    changes: ChangeDesc
  ): void {
    this._changing().programmed.set(tracker, { ...before, changes });
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

  private readonly _onTransaction = ({ local }: Transaction): void => {
    const upheaval = this._upheaval;
    this._upheaval = null;
    if (upheaval) {
      this._resolve(upheaval, local);
    }
  };

  private _resolve({ order, programmed }: IUpheaval, isLocal: boolean): void {
    const gone = order.filter(one => !this._order.includes(one));
    const removed = [...this._justRemoved, ...gone];
    const open: CellTracker[] = [];
    for (const tracker of gone) {
      this._host.memory.removed(tracker.id, tracker);
    }
    this._remind(gone);
    for (const tracker of this._order.filter(one => !order.includes(one))) {
      const own = this._own(tracker);
      if (own) {
        tracker.adopt(own.ranges);
        tracker.isPending = own.isPending;
      } else {
        open.push(tracker);
      }
    }
    if (!isLocal) {
      return;
    }
    if (!open.length && !removed.length) {
      for (const [tracker, before] of programmed) {
        const { text } = tracker;
        const out = realignParts(completed(before), before.changes, text);
        this._settle(tracker, out);
      }
      return;
    }
    this._share(order, removed, programmed, open);
  }

  /** A cell may be replaced in two steps: what went just now may come back at once. */
  private _remind(gone: readonly CellTracker[]): void {
    if (!gone.length) {
      return;
    }
    this._justRemoved = [...this._justRemoved, ...gone];
    queueMicrotask(() => {
      this._justRemoved = [];
    });
  }

  /** Text went from some cells to others. */
  private _share(
    order: readonly CellTracker[],
    removed: readonly CellTracker[],
    programmed: ReadonlyMap<CellTracker, IAttributed>,
    open: readonly CellTracker[]
  ): void {
    const ids = new Set(this._order.map(one => one.id));
    const isTaken = (one: CellTracker): boolean =>
      ids.has(one.id) && !open.some(({ id }) => id === one.id);
    const donors = [...this._justRemoved.filter(one => !order.includes(one)), ...order]
      .filter(one => programmed.has(one) || (removed.includes(one) && !isTaken(one)))
      .map(one => completed(programmed.get(one) ?? one));
    const takers = this._order.filter(
      one => open.includes(one) || programmed.has(one)
    );
    const shares = redistribute(
      donors,
      takers.map(one => one.text)
    );
    takers.forEach((taker, index) => this._settle(taker, shares[index]));
  }

  private _settle(tracker: CellTracker, ranges: Ranges): void {
    const { text } = tracker;
    const known = ranges.size
      ? null
      : this._host.memory.origin(text, this._sources(tracker));
    const out = known ? rangesOf(known) : ranges;
    tracker.set(fill(out, text.length, programmed()));
  }

  private *_sources(but: CellTracker): IterableIterator<IAttributed> {
    yield* this._order.filter(one => one !== but);
    yield* this._host.others(this);
  }

  /** What is known of a cell that came as a whole: from its record, or from when it was here. */
  private _own(tracker: CellTracker): { ranges: Ranges; isPending: boolean } | null {
    const here = this._host.memory.returned(tracker.id, tracker.text);
    if (here?.isPending) {
      return here;
    }
    const ranges = this.recorded(tracker);
    return ranges ? { ranges, isPending: false } : here;
  }

  private _track(cells: readonly ISharedCell[]): CellTracker[] {
    return cells.filter(isTextCell).map(cell => {
      const tracker = new CellTracker(cell, this);
      this._host.onTracked(tracker);
      return tracker;
    });
  }

  private _changing(): IUpheaval {
    return (this._upheaval ??= {
      order: this._order,
      programmed: new Map()
    });
  }

  private readonly _doc: Doc | null;
  private _order: readonly CellTracker[];
  private _upheaval: IUpheaval | null = null;
  private _justRemoved: readonly CellTracker[] = [];
}
