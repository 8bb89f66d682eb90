/** Activities that wrote text in open notebooks, and those that have yet to be written down. */

import type { Activity, CellRecord } from '../record';

const KEPT = 5000;

/** Every activity met so far by its id: text that is taken elsewhere takes its own along. */
export class Activities {
  /** Remember the activities of a record. */
  learn(record: CellRecord): void {
    for (const activity of record.records ?? []) {
      this._remember(activity);
    }
  }

  get(id: string): Activity | null {
    return this._known.get(id) ?? null;
  }

  /** An activity happened in a cell; it is written with the cell's next record. */
  add(cell: string, activity: Activity): void {
    this._remember(activity);
    const waiting = this._waiting.get(cell) ?? new Map<string, Activity>();
    waiting.set(activity.id, activity);
    this._waiting.set(cell, waiting);
  }

  /** Whether a cell has activities that are not written down. */
  isWaiting(cell: string): boolean {
    return this._waiting.has(cell);
  }

  /** The cells that have some. */
  get waiting(): string[] {
    return [...this._waiting.keys()];
  }

  /** What waits for a cell, and what its text refers to and its record lacks. */
  missing(
    cell: string,
    record: CellRecord,
    used: Iterable<string>
  ): Activity[] {
    const has = new Set(record.records?.map(({ id }) => id));
    const out = new Map(this._waiting.get(cell) ?? []);
    for (const id of used) {
      const activity = this._known.get(id);
      if (activity && !has.has(id)) {
        out.set(id, out.get(id) ?? activity);
      }
    }
    return [...out.values()];
  }

  /** What waited for a cell stands in its record now. */
  written(cell: string): void {
    this._waiting.delete(cell);
  }

  private _remember(activity: Activity): void {
    this._known.delete(activity.id);
    this._known.set(activity.id, activity);
    for (const oldest of this._known.keys()) {
      if (this._known.size <= KEPT) {
        break;
      }
      this._known.delete(oldest);
    }
  }

  private readonly _known = new Map<string, Activity>();
  private readonly _waiting = new Map<string, Map<string, Activity>>();
}
