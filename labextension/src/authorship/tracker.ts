/** Who wrote which characters of one cell, as its shared text changes. */

import type { ChangeDesc } from '@codemirror/state';
import type { ISharedCell, IYText } from '@jupyter/ydoc';
import type { Text, Transaction, YTextEvent } from 'yjs';

import { allBack, allGone, pieces, type Removed } from './removed';
import { isEditorOf, isUndoManager } from './origins';
import type { Attribution } from './ranges';
import {
  changesOf,
  claim,
  HUMAN,
  isSame,
  lay,
  moved,
  NO_RANGES,
  programmed,
  runs,
  type IAttributed,
  type IRun,
  type Ranges
} from './ranges';

/** A cell whose text is shared. */
export type TextCell = ISharedCell & IYText;

/** What an editor says of text it is about to put in; positions after the change. */
export interface IInsertion {
  readonly from: number;
  readonly to: number;
  /** Start and end of the text it replaces, before the change. */
  readonly replaced: readonly [number, number];
  readonly how: 'typed' | 'brought' | 'programmed' | Attribution;
}

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
    if (!isSame(ranges, this._ranges, this._text.length)) {
      this._ranges = ranges;
      this._host.onChanged(this, 'local');
    }
  }

  /** As {@link set}, of what a record says: nothing that would have to be written. */
  adopt(ranges: Ranges): void {
    this._ranges = ranges;
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
    let out = this._ranges;
    for (const run of this.programmed(since)) {
      out = claim(out, Math.max(run.from, from), Math.min(run.to, to), value);
    }
    this.set(out);
  }

  /** What programs put in since `since`, in milliseconds, that nobody answered for. */
  programmed(since: number): IRun[] {
    return runs(this._ranges, 0, this._text.length).filter(
      ({ value }) => value.by === 'program' && Number(value.record) >= since
    );
  }

  /** The cell went with a transaction: remember whose its text was, should an undo bring it back. */
  leave(transaction: Transaction): void {
    this._host.removed.keep(allGone(this.source, transaction), this._ranges);
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
    const before = { text: this._text, ranges: this._ranges };
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
    let out = this._ranges;
    for (const insertion of expected) {
      out = this._taken(insertion, before, out);
    }
    this._ranges = out;
    this._noteEdits(expected, before);
  }

  private _taken(
    { from, to, replaced, how }: IInsertion,
    before: IAttributed,
    ranges: Ranges
  ): Ranges {
    if (how === 'brought') {
      const text = this._text.slice(from, to);
      const known = this._host.origin(text, this, before);
      return known ? lay(ranges, from, known) : ranges;
    }
    if (how === 'typed') {
      return claim(ranges, from, to, HUMAN);
    }
    // A completion repeats what was typed before it: that stays its author's.
    const old = before.text.slice(...replaced);
    const size = commonStart(old, this._text.slice(from, to));
    const kept = runs(before.ranges, replaced[0], replaced[0] + size);
    const value = how === 'programmed' ? programmed() : how;
    return claim(lay(ranges, from, kept), from + size, to, value);
  }

  /** Whose text a person deleted from, or wrote into. */
  private _noteEdits(
    expected: readonly IInsertion[],
    before: IAttributed
  ): void {
    const records = new Set<string>();
    for (const { replaced, how } of expected) {
      const [from, to] = replaced;
      before.ranges.between(from, to, (a, b, { by, record }) => {
        const isWithin = from < to ? a < to && b > from : a < from && b > from;
        if (how === 'typed' && by === 'ai' && record && isWithin) {
          records.add(record);
        }
      });
    }
    if (records.size) {
      this._host.onEdited(this, records);
    }
  }

  private _text: string;
  private _ranges: Ranges = NO_RANGES;
  private _expected: readonly IInsertion[] | null = null;
}

/** Whether a cell's text is shared, as it is in every notebook. */
export function isTextCell(cell: object): cell is TextCell {
  return 'ysource' in cell;
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let size = 0;
  while (size < most && a[size] === b[size]) {
    size++;
  }
  return size;
}
