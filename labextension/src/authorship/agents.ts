/**
 * Agents write through commands of the application: what a command of the list
 * below put in came from the AI system behind it.
 */

import type { CommandRegistry } from '@lumino/commands';

import { newId, sha256Text, utcNow } from '../record/digest';
import { isObject } from '../record/shapes';
import type { Activity } from '../record';
import type { Activities } from './activities';
import type { Document } from './document';
import { Attribution } from './ranges';
import type { Systems } from './systems';
import type { CellTracker } from './tracker';

interface ICommand {
  /** The tool by its own name. */
  readonly tool: string;
  /** The argument that holds the text. */
  readonly text: string;
  readonly kind: 'edit' | 'generation';
}

const AI_COMMANDS = 'jupyterlab-ai-commands';
const NBI = 'Notebook Intelligence';

/** Commands that AI systems write text with. A new one is one line here. */
export const COMMANDS: Readonly<Record<string, ICommand>> = {
  'jupyterlab-ai-commands:add-cell': of(AI_COMMANDS, 'content', 'generation'),
  'jupyterlab-ai-commands:set-cell-content': of(AI_COMMANDS, 'content', 'edit'),
  'notebook-intelligence:add-code-as-new-cell': of(NBI, 'code', 'generation'),
  'notebook-intelligence:add-code-cell-to-active-notebook': of(
    NBI,
    'source',
    'generation'
  ),
  'notebook-intelligence:add-code-cell-to-notebook': of(
    NBI,
    'code',
    'generation'
  ),
  'notebook-intelligence:add-markdown-cell-to-active-notebook': of(
    NBI,
    'source',
    'generation'
  ),
  'notebook-intelligence:add-markdown-cell-to-notebook': of(
    NBI,
    'markdown',
    'generation'
  ),
  'notebook-intelligence:insert-at-cursor': of(NBI, 'code', 'generation'),
  'notebook-intelligence:insert-cell-at-index': of(NBI, 'source', 'generation'),
  'notebook-intelligence:set-cell-type-and-source': of(NBI, 'source', 'edit')
};

function of(tool: string, text: string, kind: ICommand['kind']): ICommand {
  return { tool, text, kind };
}

/** A command may have changed text before it is heard of: how long before, in milliseconds. */
const EARLIER = 2000;
const KEPT_EDITS = 200;

/** An edit that a person may still take back. */
interface IEdit {
  readonly activity: Activity;
  readonly previous: string;
}

/** Watches the commands of agents. */
export class Agents {
  constructor(
    private readonly _activities: Activities,
    private readonly _systems: Systems,
    private readonly _documents: () => Iterable<Document>
  ) {}

  /** Watch the commands of an application. */
  watch(commands: CommandRegistry): void {
    commands.commandExecuted.connect((_, { id, args, result }) => {
      const command = Object.hasOwn(COMMANDS, id) ? COMMANDS[id] : undefined;
      if (command) {
        const since = Date.now() - EARLIER;
        const done = (answer: unknown): void =>
          this._onExecuted(id, command, args[command.text], answer, since);
        // A command that failed wrote nothing; its caller hears of it.
        result.then(done, () => undefined);
      }
    });
  }

  /** A cell's text changed: an agent's edit is rejected where the text is back as it was. */
  onChanged(tracker: CellTracker): void {
    for (const edit of this._edits.get(tracker.id) ?? []) {
      const outcome = edit.previous === tracker.text ? 'rejected' : 'accepted';
      const known = this._activities.get(edit.activity.id) ?? edit.activity;
      if (known.outcome === 'edited' && outcome === 'accepted') {
        continue;
      }
      if (known.outcome !== outcome) {
        this._activities.add(tracker.id, { ...known, outcome });
      }
    }
  }

  /** A person changed text that these activities wrote. */
  onEdited(tracker: CellTracker, records: ReadonlySet<string>): void {
    for (const { activity } of this._edits.get(tracker.id) ?? []) {
      if (records.has(activity.id)) {
        const known = this._activities.get(activity.id) ?? activity;
        this._activities.add(tracker.id, { ...known, outcome: 'edited' });
      }
    }
  }

  private _onExecuted(
    id: string,
    command: ICommand,
    text: unknown,
    answer: unknown,
    since: number
  ): void {
    if (typeof text !== 'string' || !text) {
      return;
    }
    const tracker = this._place(text, answer, since);
    if (!tracker) {
      return;
    }
    const activity: Activity = {
      id: newId(),
      kind: command.kind,
      evidence: 'observed',
      channel: id,
      time: utcNow(),
      system: this._systems.get(id.split(':')[0], { tool: command.tool }),
      outcome: 'accepted',
      response: {
        sha256: sha256Text(text),
        mode: 'hash',
        length: [...text].length
      }
    };
    this._activities.add(tracker.id, activity);
    if (isObject(answer) && typeof answer.previousContent === 'string') {
      this._remember(tracker.id, {
        activity,
        previous: answer.previousContent
      });
    }
    const at = tracker.text.indexOf(text);
    const author = new Attribution('ai', activity.id);
    tracker.answer(author, since, [at, at + text.length]);
  }

  /** The cell a command wrote to: the one it names, else where its text came in just now. */
  private _place(
    text: string,
    answer: unknown,
    since: number
  ): CellTracker | null {
    const named = isObject(answer) ? answer.cellId : null;
    const all = [...this._documents()].flatMap(one => one.trackers);
    const isTouched = (one: CellTracker): boolean =>
      one.text.includes(text) && one.programmed(since).length > 0;
    return typeof named === 'string'
      ? (all.find(one => one.id === named && isTouched(one)) ?? null)
      : (all.filter(isTouched).sort((a, b) => latest(b) - latest(a))[0] ??
          null);
  }

  private _remember(cell: string, edit: IEdit): void {
    this._edits.set(cell, [...(this._edits.get(cell) ?? []), edit]);
    for (const oldest of this._edits.keys()) {
      if (this._edits.size <= KEPT_EDITS) {
        break;
      }
      this._edits.delete(oldest);
    }
  }

  private readonly _edits = new Map<string, readonly IEdit[]>();
}

function latest(tracker: CellTracker): number {
  const times = tracker.programmed(0).map(({ value }) => Number(value.record));
  return Math.max(...times);
}
