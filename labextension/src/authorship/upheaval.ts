/** One change of a notebook by a program: whole texts replaced, cells come and gone. */

import type { ChangeDesc } from '@codemirror/state';

import {
  completed,
  fill,
  programmed,
  rangesOf,
  type IAttributed,
  type IRun,
  type Ranges
} from './ranges';
import { realignParts } from './realign';
import { redistribute } from './structure';
import type { CellTracker } from './tracker';

/** What is known of a cell that came as a whole. */
export interface IKnown {
  readonly ranges: Ranges;
  readonly isPending: boolean;
}

/** What the notebook knows that a change of it does not. */
export interface ISurroundings {
  /** From a new cell's record, or from when it was here. */
  own(tracker: CellTracker): IKnown | null;
  /** The authors of a text known elsewhere. */
  origin(text: string, but: CellTracker): IRun[] | null;
  /** Cells that went just before: a program may replace a cell in two steps. */
  readonly justGone: readonly CellTracker[];
}

/** Gathers what one transaction did, and says whose text is where then. */
export class Upheaval {
  /** `before`: the cells in order before the transaction. */
  constructor(private readonly _before: readonly CellTracker[]) {}

  /** A program changed a cell's text. */
  programmed(
    tracker: CellTracker,
    before: IAttributed,
    changes: ChangeDesc
  ): void {
    tracker.remember(before);
    this._programmed.set(tracker, { before, changes });
  }

  /** The cells that went. */
  gone(after: readonly CellTracker[]): CellTracker[] {
    return this._before.filter(one => !after.includes(one));
  }

  /** Say whose the text of the cells is that changed; of a collaborator's, only what is known. */
  resolve(
    after: readonly CellTracker[],
    isLocal: boolean,
    around: ISurroundings
  ): void {
    const open: CellTracker[] = [];
    const added = after.filter(one => !this._before.includes(one));
    for (const tracker of added) {
      const own = around.own(tracker);
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
    const isSplit = added.length > 0 && this._programmed.size > 0;
    if (open.length || this.gone(after).length || isSplit) {
      this._share(after, open, added, around);
      return;
    }
    for (const [tracker, { before, changes }] of this._programmed) {
      const out = realignParts(completed(before), changes, tracker.text);
      settle(tracker, out, around);
    }
  }

  /** Text went from some cells to others. */
  private _share(
    after: readonly CellTracker[],
    open: readonly CellTracker[],
    added: readonly CellTracker[],
    around: ISurroundings
  ): void {
    const settled = new Set(
      after.filter(one => !open.includes(one)).map(({ id }) => id)
    );
    const gone = this.gone(after);
    const hasDonors = gone.length > 0 || this._programmed.size > 0;
    const donors = hasDonors
      ? this._before.filter(
          one =>
            this._programmed.has(one) ||
            (gone.includes(one) && !settled.has(one.id))
        )
      : around.justGone;
    // Also a part whose record is believed: without it the others would not fill the whole.
    const takers = after.filter(
      one => added.includes(one) || this._programmed.has(one)
    );
    const shares = redistribute(
      donors.map(one => completed(this._programmed.get(one)?.before ?? one)),
      takers.map(one => one.text)
    );
    takers.forEach((taker, at) => {
      if (open.includes(taker) || this._programmed.has(taker)) {
        settle(taker, shares[at], around);
      }
    });
  }

  private readonly _programmed = new Map<
    CellTracker,
    { before: IAttributed; changes: ChangeDesc }
  >();
}

/** What no cell before explains may be known elsewhere, or from before; the rest, a program put in. */
function settle(
  tracker: CellTracker,
  ranges: Ranges,
  around: ISurroundings
): void {
  const { text } = tracker;
  const known = ranges.size ? null : around.origin(text, tracker);
  const out = tracker.again(known ? rangesOf(known) : ranges);
  tracker.set(fill(out, text.length, programmed()));
}
