/** Real notebooks, editors and completers for the tests of authorship. */

import type { ICellModel } from '@jupyterlab/cells';
import {
  CodeMirrorEditor,
  EditorExtensionRegistry,
  ybinding
} from '@jupyterlab/codemirror';
import {
  InlineCompleter,
  type IInlineCompleterFactory
} from '@jupyterlab/completer';
import { NotebookModel, type NotebookPanel } from '@jupyterlab/notebook';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { YNotebook, type IYText } from '@jupyter/ydoc';
import type { EditorView } from '@codemirror/view';
import { afterEach } from 'vitest';
import * as Y from 'yjs';

import { extensionFor } from '../../src/authorship/plugin';
import { Authorship } from '../../src/authorship/service';
import type { CellTracker } from '../../src/authorship/tracker';
import { Store } from '../../src/store';

const trans = nullTranslator.load('');

/** A completer's provider, as far as it is asked. */
export interface IFakeProvider {
  readonly identifier: string;
  readonly name: string;
}

export const BOT: IFakeProvider = { identifier: 'bot', name: 'Bot' };

/** Bring two who share a notebook up to date with each other. */
export function sync(a: Y.Doc, b: Y.Doc): void {
  const [ours, theirs] = [Y.encodeStateVector(a), Y.encodeStateVector(b)];
  const [to, from] = [
    Y.encodeStateAsUpdate(a, theirs),
    Y.encodeStateAsUpdate(b, ours)
  ];
  Y.applyUpdate(b, to, 'there');
  Y.applyUpdate(a, from, 'elsewhere');
}

const opened: Sheet[] = [];

// What is still to be written when a test ends must not come after the browser's end.
afterEach(() => {
  for (const { world, recording } of opened.splice(0)) {
    world.authorship.close(recording);
  }
});

/** An application's open notebooks. */
export class World {
  readonly store = new Store();
  readonly authorship = new Authorship(this.store);
  readonly factory: IInlineCompleterFactory = {
    factory: options => new InlineCompleter({ ...options, trans })
  };

  constructor() {
    this.authorship.completions.watch(this.factory);
  }

  /** Open a notebook with these cells. */
  async open(cells: readonly object[]): Promise<Sheet> {
    const sharedModel = YNotebook.create({
      disableDocumentWideUndoRedo: true,
      data: {
        cells: cells.map(cell => ({
          cell_type: 'code',
          source: '',
          metadata: {},
          outputs: [],
          execution_count: null,
          ...cell
        })),
        metadata: {},
        nbformat: 4,
        nbformat_minor: 5
      }
    });
    sharedModel.clearUndoHistory();
    return this._show(sharedModel);
  }

  /** Open a notebook that somebody else has open. */
  async join(other: Sheet): Promise<Sheet> {
    const sharedModel = new YNotebook({ disableDocumentWideUndoRedo: true });
    sync(other.shared.ydoc, sharedModel.ydoc);
    return this._show(sharedModel);
  }

  private async _show(sharedModel: YNotebook): Promise<Sheet> {
    const model = new NotebookModel({
      sharedModel,
      disableDocumentWideUndoRedo: true
    });
    const context = {
      ready: Promise.resolve(),
      model,
      contentsModel: { writable: true }
    };
    await this.store.open({
      context,
      isDisposed: false
    } as unknown as NotebookPanel);
    return new Sheet(this, model, sharedModel);
  }
}

/** One open notebook, with editors on its cells. */
export class Sheet {
  constructor(
    readonly world: World,
    readonly model: NotebookModel,
    readonly shared: YNotebook
  ) {
    this.recording = world.authorship.follow(model);
    opened.push(this);
  }

  readonly recording;

  cell(index: number): ICellModel {
    return this.model.cells.get(index);
  }

  tracker(index: number): CellTracker {
    return this.world.authorship.trackerOf(this.cell(index))!;
  }

  /** The editor of a cell. */
  editor(index: number): CodeMirrorEditor {
    const model = this.cell(index);
    const known = this._editors.get(model);
    if (known) {
      return known;
    }
    const registry = new EditorExtensionRegistry();
    registry.addExtension({
      name: 'binding',
      factory: options => {
        const text = options.model.sharedModel as unknown as IYText;
        return EditorExtensionRegistry.createImmutableExtension(
          ybinding({
            ytext: text.ysource,
            undoManager: text.undoManager ?? undefined
          })
        );
      }
    });
    registry.addExtension({
      name: 'authorship',
      factory: options =>
        EditorExtensionRegistry.createImmutableExtension(
          extensionFor(this.world.authorship, options.model, trans)
        )
    });
    const host = document.body.appendChild(document.createElement('div'));
    const editor = new CodeMirrorEditor({
      host,
      model,
      extensionsRegistry: registry
    });
    this._editors.set(model, editor);
    return editor;
  }

  view(index: number): EditorView {
    return this.editor(index).editor;
  }

  /** Type `text` over `[from, to)`. */
  type(index: number, from: number, text: string, to = from): void {
    this.view(index).dispatch({
      changes: { from, to, insert: text },
      selection: { anchor: from + text.length },
      userEvent: text ? 'input.type' : 'delete.backward'
    });
  }

  /** Copy or cut `[from, to)` with the editor's own handler; what the clipboard then holds. */
  copy(index: number, from: number, to: number, event = 'copy'): string {
    const view = this.view(index);
    view.focus();
    view.dispatch({ selection: { anchor: from, head: to } });
    const held = clipboard('');
    view.contentDOM.dispatchEvent(clipboardEvent(event, held));
    return held.text;
  }

  /** Paste over `[from, to)` with the editor's own handler. */
  paste(index: number, from: number, text: string, to = from): void {
    const view = this.view(index);
    view.dispatch({ selection: { anchor: from, head: to } });
    view.contentDOM.dispatchEvent(clipboardEvent('paste', clipboard(text)));
  }

  /** Accept a suggestion at `at`, of which `typed` was typed since it was asked for. */
  complete(
    index: number,
    at: number,
    text: string,
    typed = 0,
    provider = BOT
  ): void {
    const editor = this.editor(index);
    const completer = this.completer(index);
    this.view(index).dispatch({ selection: { anchor: at } });
    completer.model!.cursor = editor.getPositionAt(at - typed)!;
    suggest(completer, text, provider);
    completer.accept();
  }

  completer(index: number): InlineCompleter {
    return this.world.factory.factory({
      editor: this.editor(index),
      model: new InlineCompleter.Model()
    });
  }

  /** Who wrote each UTF-16 unit of a cell: `h`, a tool's name, or `.`. */
  authors(index: number): string[] {
    const { text, ranges } = this.tracker(index);
    const out = Array.from(text, () => '.').concat(
      Array.from({ length: text.length - [...text].length }, () => '.')
    );
    ranges.between(0, text.length, (from, to, { by, record }) => {
      const tool = this.world.authorship.activities.get(record ?? '')?.system
        ?.tool;
      const word =
        by === 'program' ? '.' : by === 'human' ? 'h' : (tool ?? 'ai');
      out.fill(word, from, to);
    });
    return out;
  }

  flush(): void {
    this.recording.flush();
  }

  private readonly _editors = new WeakMap<ICellModel, CodeMirrorEditor>();
}

/** Show a suggestion. */
export function suggest(
  completer: InlineCompleter,
  text: string,
  provider: IFakeProvider
): void {
  completer.model!.setCompletions({
    items: [
      {
        insertText: text,
        provider,
        streaming: false,
        stream: new Signal({})
      }
    ]
  } as never);
}

interface IClipboard {
  text: string;
  getData(): string;
  setData(_: string, text: string): void;
  clearData(): void;
}

function clipboard(text: string): IClipboard {
  return {
    text,
    getData() {
      return this.text;
    },
    setData(_, held) {
      this.text = held;
    },
    clearData() {
      this.text = '';
    }
  };
}

function clipboardEvent(type: string, clipboardData: IClipboard): Event {
  const event = new Event(type, { bubbles: true, cancelable: true });
  return Object.assign(event, { clipboardData });
}

/** An open notebook of code cells. */
export async function sheet(...sources: string[]): Promise<Sheet> {
  const cells = sources.map((source, i) => ({ id: `cell-${i}`, source }));
  return new World().open(cells);
}

/** The authors of a cell, a letter each. */
export function drawn(nb: Sheet, index = 0): string {
  return nb
    .authors(index)
    .map(one => (one === 'Bot' ? 'b' : one))
    .join('');
}
