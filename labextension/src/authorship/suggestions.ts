/**
 * Inline completions shown, accepted, edited, rejected.
 *
 * A provider has one activity in a cell, session and model, with counts, rather
 * than one for each suggestion: records must stay small beside the source.
 */

import { newId, utcNow } from '../record/digest';
import type { Activity, System } from '../record';
import type { Activities } from './activities';
import { Attribution } from './ranges';
import type { Systems } from './systems';

/** Who suggested. */
export interface IProvider {
  readonly identifier: string;
  readonly name: string;
}

export const ACCEPTED = 'aiprov.suggestions.accepted';
export const EDITED = 'aiprov.suggestions.edited';
export const REJECTED = 'aiprov.suggestions.rejected';

interface ITally {
  readonly cell: string;
  readonly id: string;
  readonly time: string;
  readonly system: System;
  accepted: number;
  edited: number;
  rejected: number;
  /** Whether nothing of the latest accepted text was edited yet. */
  isUntouched: boolean;
  /** Whether all accepted text is gone again. */
  isGone: boolean;
}

/** Counts suggestions, and keeps the activities that speak of them. */
export class Suggestions {
  constructor(
    private readonly _activities: Activities,
    private readonly _systems: Systems
  ) {}

  /** A suggestion is being put in; the author of its text. */
  accepted(cell: string, provider: IProvider): Attribution {
    const tally = this._tally(cell, provider);
    tally.accepted++;
    tally.isUntouched = true;
    tally.isGone = false;
    this._record(tally);
    return new Attribution('ai', tally.id);
  }

  /** A suggestion was shown and went away. */
  rejected(cell: string, provider: IProvider): void {
    const tally = this._tally(cell, provider);
    tally.rejected++;
    this._record(tally);
  }

  /** A person changed text of these activities. */
  edited(records: ReadonlySet<string>): void {
    for (const tally of this._tallies.values()) {
      if (records.has(tally.id) && tally.isUntouched) {
        tally.edited++;
        tally.isUntouched = false;
        this._record(tally);
      }
    }
  }

  /** Whether accepted text still stands somewhere; `standing`: the activities with text. */
  settle(cell: string, standing: ReadonlySet<string>): void {
    for (const tally of this._tallies.values()) {
      const isGone = tally.accepted > 0 && !standing.has(tally.id);
      if (tally.cell === cell && tally.isGone !== isGone) {
        tally.isGone = isGone;
        this._record(tally);
      }
    }
  }

  /** Whether a cell took suggestions in this session. */
  has(cell: string): boolean {
    return [...this._tallies.values()].some(tally => tally.cell === cell);
  }

  private _tally(cell: string, { identifier, name }: IProvider): ITally {
    const system = this._systems.get(identifier, { tool: name || identifier });
    const key = JSON.stringify([cell, identifier, system]);
    const known = this._tallies.get(key);
    if (known) {
      return known;
    }
    const tally = {
      cell,
      id: newId(),
      time: utcNow(),
      system,
      accepted: 0,
      edited: 0,
      rejected: 0,
      isUntouched: false,
      isGone: false
    };
    this._tallies.set(key, tally);
    return tally;
  }

  private _record(tally: ITally): void {
    const { cell, id, time, system, accepted, edited, rejected } = tally;
    const counts = {
      [ACCEPTED]: accepted,
      [EDITED]: edited,
      [REJECTED]: rejected
    };
    const activity: Activity = {
      id,
      kind: 'completion',
      evidence: 'observed',
      channel: 'inline-completion',
      time,
      system,
      outcome: outcome(tally),
      usage: Object.fromEntries(
        Object.entries(counts).filter(([, count]) => count > 0)
      )
    };
    this._activities.add(cell, activity);
  }

  private readonly _tallies = new Map<string, ITally>();
}

function outcome({ accepted, edited, isGone }: ITally): Activity['outcome'] {
  if (!accepted || isGone) {
    return 'rejected';
  }
  return edited ? 'edited' : 'accepted';
}
