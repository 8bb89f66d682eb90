/** The tracking of authors over all open notebooks. */

import type { ICellModel } from '@jupyterlab/cells';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';

import type { Activity, Authorship as Recorded } from '../record';
import { inSlices, painted } from '../slices';
import type { IAIProvStore, IRecordChange } from '../tokens';
import { Activities } from './activities';
import { Agents } from './agents';
import { Announced } from './announced';
import { Completions } from './completions';
import { CellIndex } from './cells';
import { Document, type IDocumentHost } from './document';
import { KnownText } from './memory';
import { union } from './merge';
import { watchReplies } from './nextinput';
import {
  Attribution,
  claim,
  HUMAN,
  isSame,
  runs,
  type IAttributed
} from './ranges';
import { Recording } from './recording';
import { Suggestions } from './suggestions';
import { Systems } from './systems';
import type { IAuthorship } from './token';
import type { Cause, CellTracker, TextCell } from './tracker';
import { WritingNow } from './writing';

/** A choice from a menu is told of within this time of its coming in, in milliseconds. */
const JUST_NOW = 500;

/** See {@link IAuthorship}. */
export class Authorship implements IAuthorship, IDocumentHost {
  constructor(private readonly _store: IAIProvStore) {
    _store.changed.connect(this._onRecord, this);
  }

  readonly memory = new KnownText();
  readonly activities = new Activities();
  readonly systems = new Systems();
  readonly writing = new WritingNow(this.activities);
  readonly suggestions = new Suggestions(this.activities, this.systems);
  readonly completions = new Completions(this.suggestions, editor =>
    this.trackerOf(editor.model)
  );
  readonly agents = new Agents(this.activities, this.systems, () =>
    this._documents()
  );

  /** Called when a tracker's text or authors changed. */
  onDrawn: (tracker: CellTracker) => void = () => undefined;

  /** Follow a notebook from when its document is ready. */
  async open(panel: NotebookPanel): Promise<void> {
    const { context, sessionContext } = panel;
    await context.ready;
    if (context.isDisposed || this._open.has(context.model.sharedModel)) {
      return;
    }
    const recording = this.follow(context.model);
    context.disposed.connect(() => this.close(recording));
    context.saveState.connect((_, state) => {
      if (state === 'started') {
        recording.flush();
      }
    });
    watchReplies(sessionContext, (text, activity) =>
      this.announce(text, activity)
    );
    await panel.revealed;
    await painted();
    await inSlices(
      recording.document.trackers,
      ({ ranges }) => ranges,
      () => context.isDisposed
    );
  }

  /** Follow a notebook's model. */
  follow(notebook: INotebookModel): Recording {
    const cells = new CellIndex(notebook);
    this._cells.set(notebook.sharedModel, cells);
    const recording = new Recording(
      cells,
      new Document(notebook.sharedModel, this),
      this._store,
      this.activities,
      tracker => this._settle(tracker)
    );
    this._open.set(notebook.sharedModel, recording);
    return recording;
  }

  /** Stop following. */
  close(recording: Recording): void {
    const { notebook } = recording.document;
    this._open.delete(notebook);
    this._cells.delete(notebook);
    recording.dispose();
    recording.document.dispose();
  }

  flush({ sharedModel }: INotebookModel): void {
    this._open.get(sharedModel)?.flush();
  }

  attribute(
    cell: ICellModel,
    [from, to]: readonly [number, number],
    by: 'ai' | 'human' | null,
    activity?: Activity
  ): boolean {
    const tracker = this.trackerOf(cell);
    const recording = tracker && this._recordingOf(tracker);
    if (!recording || !this._store.isWritable(cell)) {
      return false;
    }
    if (activity) {
      this.activities.add(cell.id, activity);
    }
    const value = by && author(by, activity);
    tracker.set(claim(tracker.ranges, from, to, value));
    recording.flush();
    return true;
  }

  announce(text: string, activity: Activity): void {
    this._announced.announce(text, activity);
  }

  /** The tracker of an editor's text, if it is a cell's. */
  trackerOf({ sharedModel }: CodeEditor.IModel): CellTracker | null {
    return this._trackers.get(sharedModel) ?? null;
  }

  /** The trackers of a notebook's cells, in order. */
  trackersIn({ sharedModel }: INotebookModel): readonly CellTracker[] {
    return this._open.get(sharedModel)?.document.trackers ?? [];
  }

  /** A person picked what a program then put in. */
  onPicked(): void {
    const tracker = this._programmed;
    tracker?.answer(HUMAN, Date.now() - JUST_NOW);
  }

  authorship(cell: TextCell): Recorded | null {
    const model = this._cells.get(cell.notebook ?? cell)?.get(cell);
    if (!model) {
      return null;
    }
    const record = this._store.cellRecord(model);
    this.activities.learn(record);
    return record.authorship ?? null;
  }

  *others(but: Document): IterableIterator<IAttributed> {
    for (const document of this._documents()) {
      if (document !== but) {
        yield* document.trackers;
      }
    }
  }

  onTracked(tracker: CellTracker): void {
    this._trackers.set(tracker.cell, tracker);
  }

  onChanged(document: Document, tracker: CellTracker, cause: Cause): void {
    if (cause !== 'record') {
      this._open.get(document.notebook)?.schedule(tracker, cause);
      this._announced.onChanged(tracker);
      this.agents.onChanged(tracker);
    }
    if (cause === 'local' && tracker.programmed(Date.now() - JUST_NOW).length) {
      this._programmed = tracker;
    }
    this.onDrawn(tracker);
  }

  onEdited(tracker: CellTracker, records: ReadonlySet<string>): void {
    this.suggestions.edited(records);
    this.agents.onEdited(tracker, records);
  }

  /** A record changed, not by us: what it says of the present text, we know now. */
  private _onRecord(_: IAIProvStore, { notebook, cell }: IRecordChange): void {
    const recording = this._open.get(notebook.sharedModel);
    const tracker = cell && this.trackerOf(cell);
    if (!tracker || !recording || recording.isWriting) {
      return;
    }
    const { document } = recording;
    const said = document.recorded(tracker);
    if (!said) {
      return;
    }
    if (!tracker.isPending && !document.isRemote) {
      tracker.adopt(said);
      return;
    }
    const { length } = tracker.text;
    const both = union(tracker.ranges, said, length);
    tracker.adopt(both);
    if (!isSame(both, said, length)) {
      recording.schedule(tracker, 'local');
    }
  }

  private _settle({ id }: CellTracker): void {
    if (this.suggestions.has(id)) {
      const standing = new Set<string>();
      for (const { text, ranges } of this._everything()) {
        for (const { value } of runs(ranges, 0, text.length)) {
          standing.add(value.record ?? '');
        }
      }
      this.suggestions.settle(id, standing);
    }
  }

  private *_everything(): IterableIterator<CellTracker> {
    for (const document of this._documents()) {
      yield* document.trackers;
    }
  }

  private *_documents(): IterableIterator<Document> {
    for (const { document } of this._open.values()) {
      yield document;
    }
  }

  private _recordingOf({ cell }: CellTracker): Recording | null {
    return (cell.notebook && this._open.get(cell.notebook)) ?? null;
  }

  private readonly _announced = new Announced(this.activities);
  private readonly _open = new Map<object, Recording>();
  private readonly _cells = new Map<object, CellIndex>();
  private readonly _trackers = new WeakMap<object, CellTracker>();
  private _programmed: CellTracker | null = null;
}

function author(by: 'ai' | 'human', activity?: Activity): Attribution {
  return by === 'human' && !activity
    ? HUMAN
    : new Attribution(by, activity?.id ?? null);
}
