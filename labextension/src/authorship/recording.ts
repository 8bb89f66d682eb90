/** Writes what the trackers know into the cells' records. */

import type { ICellModel } from '@jupyterlab/cells';

import { sha256Text } from '../record/digest';
import { merged } from '../record/fold';
import type { Authorship, CellRecord } from '../record';
import type { IAIProvStore } from '../tokens';
import type { Activities } from './activities';
import type { CellIndex } from './cells';
import { toSpans } from './codepoints';
import type { Document } from './document';
import type { CellTracker } from './tracker';

/** From the last change to the writing, in milliseconds. */
const REST = 300;
/** Until somebody writes down whose a collaborator's change left the text, in milliseconds. */
const REMOTE_REST = 3000;

/** Writes one notebook's authorship. */
export class Recording {
  constructor(
    private readonly _cells: CellIndex,
    readonly document: Document,
    private readonly _store: IAIProvStore,
    private readonly _activities: Activities,
    private readonly _onBefore: (tracker: CellTracker) => void
  ) {}

  /** Whether a change of records that is being told of is our own. */
  get isWriting(): boolean {
    return this._isWriting;
  }

  /** Write a while after the last change. */
  schedule(tracker: CellTracker, cause: 'local' | 'remote'): void {
    if (cause === 'local') {
      tracker.isPending = true;
    } else {
      this._stale.add(tracker);
    }
    window.clearTimeout(this._timer);
    const rest = this._isPending() ? REST : REMOTE_REST * (1 + Math.random());
    this._timer = window.setTimeout(() => this.flush(), rest);
  }

  /** Write now. */
  flush(): void {
    window.clearTimeout(this._timer);
    if (
      !this._isPending() &&
      !this._stale.size &&
      !this._activities.waiting.length
    ) {
      return;
    }
    for (const tracker of this.document.trackers) {
      const cell = this._isDue(tracker) ? this._cells.get(tracker.cell) : null;
      if (cell) {
        this._write(tracker, cell);
      }
    }
    this._stale.clear();
  }

  dispose(): void {
    window.clearTimeout(this._timer);
  }

  private _isPending(): boolean {
    return this.document.trackers.some(one => one.isPending);
  }

  private _isDue(tracker: CellTracker): boolean {
    return (
      tracker.isPending ||
      this._stale.has(tracker) ||
      this._activities.isWaiting(tracker.id)
    );
  }

  private _write(tracker: CellTracker, cell: ICellModel): void {
    this._onBefore(tracker);
    tracker.isPending = false;
    const record = this._store.cellRecord(cell);
    const authorship = authorshipOf(tracker, record);
    const used = authorship?.spans?.map(span => span[3] ?? '') ?? [];
    const added = this._activities.missing(tracker.id, record, new Set(used));
    const after: CellRecord = { ...record, authorship };
    this._isWriting = true;
    try {
      this._store.setCell(
        cell,
        added.length
          ? { ...after, records: merged(record.records ?? [], added) }
          : after
      );
      this._activities.written(tracker.id);
    } finally {
      this._isWriting = false;
    }
  }

  private _timer = 0;
  private _isWriting = false;
  private readonly _stale = new Set<CellTracker>();
}

/** What the record shall say of the text; nothing where nothing is known or was said. */
function authorshipOf(
  { text, ranges }: CellTracker,
  { authorship }: CellRecord
): Authorship | null {
  const spans = toSpans(text, ranges);
  if (!spans.length) {
    return null;
  }
  return { ...authorship, source_sha256: sha256Text(text), spans };
}
