/** Who wrote which characters of one cell, as its shared text changes. */

import type { ChangeDesc } from '@codemirror/state';
import type { ISharedCell, IYText } from '@jupyter/ydoc';
import type { Text, Transaction, YTextEvent } from 'yjs';

import { allBack, allGone, pieces, type Removed } from './removed';
import { editedRecords, taken, type IInsertion } from './insertion';
import { isEditorOf, isUndoManager } from './origins';
import type { Attribution } from './ranges';
import {
  changesOf,
  claim,
  isSame,
  lay,
  moved,
  NO_RANGES,
  runs,
  type IAttributed,
  type IRun,
  type Ranges
} from './ranges';

/** A cell whose text is shared. */
export type TextCell = ISharedCell & IYText;

/** Why something changed: by this user's doing, a collaborator's, or a record's saying so. */
export type Cause = 'local' | 'remote' | 'record';

/** What a tracker asks of its surroundings. */
export interface ITrackerHost {
  /** The authors of text that was taken out. */
  readonly removed: Removed;
  /** Texts that this cell had before an undo made it anew. */
  earlier(tracker: CellTracker): readonly Text[];
  /** The authors of text that was pasted, dropped or moved; null if it is from elsewhere. */
  origin(text: string, to: CellTracker, taken: IAttributed): IRun[] | null;
  /** A program changed the text by way of the shared model. */
  onProgrammed(
    tracker: CellTracker,
    before: IAttributed,
    changes: ChangeDesc
  ): void;
  /** The text or its authors changed. */
  onChanged(tracker: CellTracker, cause: Cause): void;
  /** A person changed text that activities wrote. */
  onEdited(tracker: CellTracker, records: ReadonlySet<string>): void;
}

const KEPT_TEXTS = 5;

/** Follows one cell. Its model is made anew when the cell moves, and so is this. */
export class CellTracker implements IAttributed {
  constructor(
    readonly cell: TextCell,
    private readonly _host: ITrackerHost
  ) {
    this.id = cell.getId();
    this.source = cell.ysource;
    this._text = this.source.toString();
    this.source.observe(this._onChange);
  }

  get text(): string {
    return this._text;
  }

  get ranges(): Ranges {
    if (this._later) {
      const later = this._later;
      this._later = null;
      this._ranges = later();
    }
    return this._ranges;
  }

  /** The cell's id, also when the cell is gone. */
  readonly id: string;

  /** The text all share. */
  readonly source: Text;

  /** Whether something is known here that has not been written down. */
  isPending = false;

  /** Take `ranges` for what is known of the present text. */
  set(ranges: Ranges): void {
    if (!isSame(ranges, this.ranges, this._text.length)) {
      this._ranges = ranges;
      this._host.onChanged(this, 'local');
    }
  }

  /** As {@link set}, of what a record says: nothing that would have to be written. */
  adopt(ranges: Ranges): void {
    this._later = null;
    this._ranges = ranges;
    this._host.onChanged(this, 'record');
  }

  /** As {@link adopt}, of what `later` answers when it is first asked for. */
  adoptLater(later: () => Ranges): void {
    this._later = later;
    this._host.onChanged(this, 'record');
  }

  /** Say what an editor is about to put in. */
  expect(insertions: readonly IInsertion[]): void {
    this._expected = insertions;
  }

  /** Say that what programs put in since `since` is `value`'s, of `[from, to)` if given. */
  answer(
    value: Attribution,
    since: number,
    [from, to] = [0, this._text.length]
  ): void {
    let out = this.ranges;
    for (const run of this.programmed(since)) {
      out = claim(out, Math.max(run.from, from), Math.min(run.to, to), value);
    }
    this.set(out);
  }

  /** What programs put in since `since`, in milliseconds, that nobody answered for. */
  programmed(since: number): IRun[] {
    return runs(this.ranges, 0, this._text.length).filter(
      ({ value }) => value.by === 'program' && Number(value.record) >= since
    );
  }

  /** A program is about to replace this text: it may put it back. */
  remember(before: IAttributed): void {
    this._replaced.unshift(before);
    this._replaced.length = Math.min(this._replaced.length, KEPT_TEXTS);
  }

  /** What is known of the present text, and else was when it stood here before. */
  again(ranges: Ranges): Ranges {
    const { length } = this._text;
    const before = this._replaced.find(one => one.text === this._text);
    return before ? lay(before.ranges, 0, runs(ranges, 0, length)) : ranges;
  }

  /** The cell went with a transaction: remember whose its text was, should an undo bring it back. */
  leave(transaction: Transaction): void {
    this._host.removed.keep(allGone(this.source, transaction), this.ranges);
  }

  /** Whose the text is if an undo made all of it of what went before; else null. */
  inherited(): Ranges | null {
    const back = allBack(this.source, this._host.earlier(this));
    const length = back.reduce((sum, piece) => sum + piece.length, 0);
    return length === this._text.length
      ? this._host.removed.restore(back, NO_RANGES)
      : null;
  }

  dispose(): void {
    this.source.unobserve(this._onChange);
  }

  private readonly _onChange = (
    event: YTextEvent,
    transaction: Transaction
  ): void => {
    const before = { text: this._text, ranges: this.ranges };
    const changes = changesOf(event.delta, before.text.length);
    this._text = this.source.toString();
    this._ranges = moved(before.ranges, changes);
    const { local } = transaction;
    const origin: unknown = transaction.origin;
    const isUndo = local && isUndoManager(origin);
    if (isUndo || event.delta.some(part => part.delete)) {
      const { removed } = this._host;
      const earlier = isUndo ? this._host.earlier(this) : [];
      const { gone, back } = pieces(event, earlier);
      removed.keep(gone, before.ranges);
      if (isUndo) {
        this._ranges = removed.restore(back, this._ranges);
      }
    }
    if (local && !isUndo) {
      this._onLocal(before, changes, origin);
    }
    this._host.onChanged(this, local ? 'local' : 'remote');
  };

  private _onLocal(
    before: IAttributed,
    changes: ChangeDesc,
    origin: unknown
  ): void {
    const expected = this._expected;
    if (!expected || !isEditorOf(origin, this.source)) {
      this._host.onProgrammed(this, before, changes);
      return;
    }
    this._expected = null;
    const bring = (text: string): IRun[] | null =>
      this._host.origin(text, this, before);
    this._ranges = expected.reduce(
      (out, one) => lay(out, one.from, taken(one, before, this._text, bring)),
      this._ranges
    );
    const records = editedRecords(expected, before);
    if (records.size) {
      this._host.onEdited(this, records);
    }
  }

  private _text: string;
  private _ranges: Ranges = NO_RANGES;
  private _later: (() => Ranges) | null = null;
  private _expected: readonly IInsertion[] | null = null;
  private readonly _replaced: IAttributed[] = [];
}

/** Whether a cell's text is shared, as it is in every notebook. */
export function isTextCell(cell: object): cell is TextCell {
  return 'ysource' in cell;
}
