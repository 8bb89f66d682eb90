/**
 * What something derives from, as far as the records of the last runs tell: pure.
 *
 * A record says of a run which names and files it read and wrote, not which of them went
 * into which: the answer may name a cell too many, and says where it cannot see.
 */

import { activities, dataName } from './flows';
import { markNames } from './outputs';
import type { Activity, FileUse, MarkName, Run } from './record';
import { contentOf, isLater } from './staleness';
import type { ICellView } from './views';

/** What is asked about. */
export type Subject =
  | { readonly kind: 'name' | 'file'; readonly text: string }
  | { readonly kind: 'output'; readonly cell: string; readonly index: number };

/** One thing in an answer: data as they were made, a file, a cell, a name, an output. */
export interface ILink {
  readonly id: string;
  readonly kind: 'data' | 'file' | 'cell' | 'name' | 'output' | 'lost';
  /** The name of data, the path of a file, a name; the first line of a cell. */
  readonly text: string;
  /** The index of the cell it stands in, for people to go there. */
  readonly cell: number | null;
  readonly marks: readonly MarkName[];
  /** What it was made from: each the id of another link, and through which names. */
  readonly from: readonly ISource[];
}

export interface ISource {
  readonly id: string;
  readonly through: readonly string[];
}

/** All that can be asked about. */
export interface ISubjects {
  readonly names: readonly string[];
  readonly files: readonly string[];
  readonly outputs: readonly { cell: string; at: number; index: number }[];
}

/** The names the cells made, the files they read or wrote, and what they show. */
export function subjects(cells: readonly ICellView[]): ISubjects {
  const runs = cells.flatMap(({ record: { run } }) => run ?? []);
  const sorted = (texts: readonly string[]): string[] =>
    [...new Set(texts)].sort((a, b) => a.localeCompare(b));
  return {
    names: sorted(runs.flatMap(({ writes }) => writes ?? [])),
    files: sorted(
      runs.flatMap(({ files }) => (files ?? []).map(({ path }) => path))
    ),
    outputs: cells.flatMap(({ id, index: at, outputs, record }) =>
      record.run ? outputs.map(({ index }) => ({ cell: id, at, index })) : []
    )
  };
}

/** The answer: sources before what is made from them, the subject last; empty if unknown. */
export function lineage(
  cells: readonly ICellView[],
  subject: Subject
): readonly ILink[] {
  return new Tracing(cells).answer(subject);
}

type Ran = ICellView & { readonly record: { readonly run: Run } };

class Tracing {
  constructor(cells: readonly ICellView[]) {
    this._runs = cells.filter((view): view is Ran => !!view.record.run);
    this._made = activities(cells);
  }

  answer(subject: Subject): readonly ILink[] {
    if (subject.kind === 'output') {
      this._output(subject.cell, subject.index);
    } else if (subject.kind === 'file') {
      const { text } = subject;
      const uses = this._runs.map(view => ({ view, use: useOf(view, text) }));
      const last = uses
        .filter(({ use }) => use)
        .sort(byTime)
        .at(-1);
      if (last?.use) {
        this._file(last.use, last.use.mode === 'read' ? last.view : null);
      }
    } else {
      this._name(subject.text);
    }
    return this._links;
  }

  private _output(cell: string, index: number): void {
    const view = this._runs.find(({ id }) => id === cell);
    const output = view?.outputs.find(one => one.index === index);
    if (view && output) {
      const { marks } = output;
      const from = [{ id: this._cell(view), through: [] }];
      const id = `output ${cell} ${index}`;
      const text = String(index + 1);
      this._add({ id, kind: 'output', text, cell: view.index, marks, from });
    }
  }

  private _name(text: string): void {
    const maker = this._maker(text, null);
    if (maker) {
      const from = [{ id: this._cell(maker), through: [] }];
      const cell = maker.index;
      this._add({
        id: `name ${text}`,
        kind: 'name',
        text,
        cell,
        marks: [],
        from
      });
    }
  }

  private _cell(view: Ran): string {
    const id = `cell ${view.id}`;
    if (!this._seen.has(id)) {
      this._seen.add(id);
      const from = [
        ...this._data(view),
        ...this._names(view),
        ...this._files(view)
      ];
      const { index: cell, marks } = view;
      this._add({ id, kind: 'cell', text: view.excerpt, cell, marks, from });
    }
    return id;
  }

  /** Data that were made in the cell itself. */
  private _data(view: Ran): ISource[] {
    const { run } = view.record;
    const named = (run.marks ?? []).flatMap(({ records }) => records ?? []);
    const ids = new Set([...(run.activities ?? []), ...named]);
    return [...ids].flatMap(id => {
      const [activity, cell] = this._made.get(id) ?? [];
      const mark = activity && MADE[activity.kind];
      if (!activity || !mark || cell !== view.index) {
        return [];
      }
      if (!this._seen.has(id)) {
        this._seen.add(id);
        const text = dataName(activity);
        this._add({ id, kind: 'data', text, cell, marks: [mark], from: [] });
      }
      return [{ id, through: [] }];
    });
  }

  private _names(view: Ran): ISource[] {
    const { run } = view.record;
    const through = new Map<string, string[]>();
    for (const name of run.reads ?? []) {
      const maker = this._maker(name, view);
      const id = maker ? this._cell(maker) : this._lost(name);
      through.set(id, [...(through.get(id) ?? []), name]);
    }
    return [...through].map(([id, names]) => ({ id, through: names }));
  }

  private _files(view: Ran): ISource[] {
    return (view.record.run.files ?? [])
      .filter(({ mode }) => mode === 'read')
      .map(use => ({ id: this._file(use, view), through: [] }));
  }

  private _file(use: FileUse, reader: Ran | null): string {
    const id = `file ${use.path} ${contentOf(use) ?? ''}`;
    if (!this._seen.has(id)) {
      this._seen.add(id);
      const writer = this._writer(use, reader);
      const from = writer ? [{ id: this._cell(writer), through: [] }] : [];
      const marks = markNames(use.marks ?? []);
      const cell = (writer ?? reader)?.index ?? null;
      this._add({ id, kind: 'file', text: use.path, cell, marks, from });
    }
    return id;
  }

  /** A name that no recorded run made before it was read: its cell ran again, or is gone. */
  private _lost(text: string): string {
    const id = `lost ${text}`;
    if (!this._seen.has(id)) {
      this._seen.add(id);
      const cell = this._maker(text, null)?.index ?? null;
      this._add({ id, kind: 'lost', text, cell, marks: [], from: [] });
    }
    return id;
  }

  /** The last run of another cell that made a name before `reader` ran; the last of all. */
  private _maker(name: string, reader: Ran | null): Ran | undefined {
    const session = reader?.record.run.session;
    return this._last(
      reader,
      ({ record: { run } }) =>
        (!session || run.session === session) && !!run.writes?.includes(name)
    );
  }

  private _writer(use: FileUse, reader: Ran | null): Ran | undefined {
    return this._last(reader, view => {
      const written = useOf(view, use.path);
      return written?.mode === 'write' && contentOf(written) === contentOf(use);
    });
  }

  private _last(
    reader: Ran | null,
    isIt: (view: Ran) => boolean
  ): Ran | undefined {
    return this._runs
      .filter(
        view =>
          view !== reader &&
          (!reader || isLater(reader.record.run, view.record.run)) &&
          isIt(view)
      )
      .sort((a, b) => order(a, b))
      .at(-1);
  }

  private _add(link: ILink): void {
    this._links.push(link);
  }

  private readonly _runs: readonly Ran[];
  private readonly _made: ReadonlyMap<string, [Activity, number]>;
  private readonly _seen = new Set<string>();
  private readonly _links: ILink[] = [];
}

const MADE: Readonly<Partial<Record<Activity['kind'], MarkName>>> = {
  'synthetic-data': 'synthetic',
  'model-call': 'ai-output'
};

function useOf(view: Ran, path: string): FileUse | undefined {
  const uses = view.record.run.files?.filter(use => use.path === path) ?? [];
  return uses.find(({ mode }) => mode === 'write') ?? uses[0];
}

function order(a: Ran, b: Ran): number {
  return isLater(a.record.run, b.record.run) ? 1 : -1;
}

function byTime(a: { view: Ran }, b: { view: Ran }): number {
  return order(a.view, b.view);
}
