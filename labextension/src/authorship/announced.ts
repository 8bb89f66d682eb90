/** Text that is about to be put in by a program, and the activity it comes from. */

import type { Activity } from '../record';
import type { Activities } from './activities';
import { Attribution } from './ranges';
import type { CellTracker } from './tracker';

/** How long text may take to arrive, in milliseconds. */
const PATIENCE = 10_000;

interface IAnnouncement {
  readonly text: string;
  readonly activity: Activity;
  readonly since: number;
}

/** What was announced and has not come yet. */
export class Announced {
  constructor(private readonly _activities: Activities) {}

  /** Say that `text`, once a program makes it the text of a cell, is `activity`'s. */
  announce(text: string, activity: Activity): void {
    const since = Date.now();
    this._waiting = this._waiting.filter(one => since - one.since < PATIENCE);
    this._waiting.push({ text: text.trim(), activity, since });
  }

  /** A cell's text changed. */
  onChanged(tracker: CellTracker): void {
    const text = this._waiting.length ? tracker.text.trim() : '';
    const come = this._waiting.find(
      one => one.text === text && tracker.programmed(one.since).length > 0
    );
    if (!text || !come) {
      return;
    }
    this._waiting = this._waiting.filter(one => one !== come);
    this._activities.add(tracker.id, come.activity);
    tracker.answer(new Attribution('ai', come.activity.id), come.since);
  }

  private _waiting: IAnnouncement[] = [];
}
