/** Search and replace: what a person has put in place of what was found is theirs. */

import { ChangeSet } from '@codemirror/state';
import type {
  INotebookModel,
  NotebookPanel,
  NotebookSearchProvider
} from '@jupyterlab/notebook';

import { editedRecords, type IInsertion } from './insertion';
import { claim, HUMAN, moved, type IAttributed, type Ranges } from './ranges';
import type { CellTracker } from './tracker';

type Searches = Pick<typeof NotebookSearchProvider, 'createNew'>;
type Search = ReturnType<Searches['createNew']>;

/** What replacing asks of its surroundings. */
export interface IReplacingHost {
  trackersIn(notebook: INotebookModel): readonly CellTracker[];
  /** A person changed text that activities wrote. */
  onEdited(tracker: CellTracker, records: ReadonlySet<string>): void;
}

/** The search dialog, and in it what is put in place. */
const DIALOG = '.jp-DocumentSearch-overlay';
const ENTRY = '.jp-DocumentSearch-replace-wrapper-class';
const BROUGHT = new Set(['insertFromPaste', 'insertFromDrop']);

/** Watches the search dialog of notebooks. */
export class Replacing {
  constructor(private readonly _host: IReplacingHost) {}

  /**
   * Watch every search of a notebook from now on.
   *
   * The class that Lab makes searches with is shared: it is changed in place.
   */
  watch(searches: Searches): void {
    const make = searches.createNew.bind(searches);
    searches.createNew = (panel, translator) => {
      const search = make(panel, translator);
      this._wrap(panel, search);
      return search;
    };
    document.addEventListener('input', this._onInput, true);
  }

  private _wrap(panel: NotebookPanel, search: Search): void {
    let query: RegExp | null = null;
    const start = search.startQuery.bind(search);
    const one = search.replaceCurrentMatch.bind(search);
    const all = search.replaceAllMatches.bind(search);
    search.startQuery = (wanted, filters) => {
      query = wanted;
      return start(wanted, filters);
    };
    const during = (
      text: string,
      isPattern: boolean | undefined,
      replace: () => Promise<boolean>
    ): Promise<boolean> =>
      this._during(panel, query, put(query, text, !!isPattern), replace);
    search.replaceCurrentMatch = (text, loop, options) =>
      during(text, options?.regularExpression, () => one(text, loop, options));
    search.replaceAllMatches = (text, options) =>
      during(text, options?.regularExpression, () => all(text, options));
  }

  /** Only what is asked for in the dialog is a person's doing. */
  private async _during(
    { model }: NotebookPanel,
    query: RegExp | null,
    text: (found: string) => string,
    replace: () => Promise<boolean>
  ): Promise<boolean> {
    if (!model || !query || !document.activeElement?.closest(DIALOG)) {
      return replace();
    }
    const before = this._host
      .trackersIn(model)
      .map(one => ({ tracker: one, text: one.text, ranges: one.ranges }));
    const done = await replace();
    for (const { tracker, ...old } of before) {
      const made =
        old.text === tracker.text
          ? null
          : replacements(old.text, tracker.text, query, text);
      if (made) {
        this._replaced(tracker, old, made);
      }
    }
    return done;
  }

  private _replaced(
    tracker: CellTracker,
    old: IAttributed,
    made: readonly IInsertion[]
  ): void {
    const records = editedRecords(made, old);
    if (records.size) {
      this._host.onEdited(tracker, records);
    }
    tracker.set(after(old, made, tracker.text, this._isBrought));
  }

  /** Whether what is to be put in place was pasted: then it may be anybody's. */
  private readonly _onInput = (event: Event): void => {
    const entry = event.target;
    if (!(entry instanceof Element) || !entry.closest(ENTRY)) {
      return;
    }
    if ('value' in entry && !entry.value) {
      this._isBrought = false;
    } else if (event instanceof InputEvent && BROUGHT.has(event.inputType)) {
      this._isBrought = true;
    }
  };

  private _isBrought = false;
}

/** What is put in place of what was found. */
function put(
  query: RegExp | null,
  text: string,
  isPattern: boolean
): (found: string) => string {
  return found => (isPattern && query ? found.replace(query, text) : text);
}

/**
 * The replacements that made `text` of `old`, if nothing else did; else null.
 *
 * Of what was found not all need have been replaced, and its case may have been kept.
 */
export function replacements(
  old: string,
  text: string,
  query: RegExp,
  replacement: (found: string) => string
): IInsertion[] | null {
  const made: IInsertion[] = [];
  const all = [...new Set(`${query.flags}g`)].join('');
  let [end, to] = [0, 0];
  for (const { 0: found, index } of old.matchAll(new RegExp(query, all))) {
    const from = to + index - end;
    if (!found || old.slice(end, index) !== text.slice(to, from)) {
      return null;
    }
    const wanted = replacement(found);
    const now = text.slice(from, from + wanted.length);
    const isReplaced = now.toLowerCase() === wanted.toLowerCase();
    end = index + found.length;
    to = from + (isReplaced ? wanted : found).length;
    if (isReplaced) {
      made.push({ from, to, replaced: [index, end], how: 'typed' });
    } else if (text.slice(from, to) !== found) {
      return null;
    }
  }
  return old.slice(end) === text.slice(to) ? made : null;
}

/** The ranges after replacements, which are a person's unless they were brought. */
function after(
  { text: old, ranges }: IAttributed,
  made: readonly IInsertion[],
  text: string,
  isBrought: boolean
): Ranges {
  const changes = made.map(({ from, to, replaced: [a, b] }) => ({
    from: a,
    to: b,
    insert: text.slice(from, to)
  }));
  const out = moved(ranges, ChangeSet.of(changes, old.length, '\n'));
  return made.reduce(
    (all, { from, to }) => claim(all, from, to, isBrought ? null : HUMAN),
    out
  );
}
