/** Tools that say, just before they write into an editor, that they are about to. */

import { newId, utcNow } from '../record/digest';
import type { Activity, System } from '../record';
import type { Activities } from './activities';
import { Attribution } from './ranges';
import type { CellTracker } from './tracker';

type Writing = Pick<Activity, 'kind' | 'channel'> & { readonly system: System };

/** On whose behalf a program writes at this moment. */
export class WritingNow {
  constructor(private readonly _activities: Activities) {}

  /** Say that what goes into an editor before this task has ended is by a system. */
  say(writing: Writing): void {
    this._writing = writing;
    queueMicrotask(() => {
      this._writing = null;
    });
  }

  /** Whose the text is that goes into the editor of a cell now, if somebody said so. */
  author(tracker: CellTracker): Attribution | null {
    if (!this._writing) {
      return null;
    }
    const activity: Activity = {
      id: newId(),
      evidence: 'observed',
      time: utcNow(),
      outcome: 'accepted',
      ...this._writing
    };
    this._writing = null;
    this._activities.add(tracker.id, activity);
    return new Attribution('ai', activity.id);
  }

  private _writing: Writing | null = null;
}
