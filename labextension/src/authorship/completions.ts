/** Completers: whose text is being put in at this moment. */

import type { CodeEditor } from '@jupyterlab/codeeditor';
import {
  CompletionProviderManager,
  CONTEXT_PROVIDER_ID,
  KERNEL_PROVIDER_ID
} from '@jupyterlab/completer';
import type {
  ICompletionProviderManager,
  IInlineCompleterFactory,
  InlineCompleter
} from '@jupyterlab/completer';

import type { Attribution } from './ranges';
import type { IProvider, Suggestions } from './suggestions';
import type { CellTracker } from './tracker';

/** What a person has run before in this kernel: nothing an AI system wrote now. */
const HISTORY = '@jupyterlab/inline-completer:history';

/** Watches inline completers. */
export class Completions {
  constructor(
    private readonly _suggestions: Suggestions,
    private readonly _tracker: (
      editor: CodeEditor.IEditor
    ) => CellTracker | null
  ) {}

  /** Whose completion is being put in, if one is. */
  get completing(): Attribution | null {
    return this._completing;
  }

  /**
   * Watch every completer that a factory makes from now on.
   *
   * The factory is changed in place: the slot for another one may be taken.
   */
  watch(factory: IInlineCompleterFactory): void {
    const make = factory.factory.bind(factory);
    factory.factory = options => {
      const completer = make(options);
      this._wrap(completer);
      return completer;
    };
  }

  private _wrap(completer: InlineCompleter): void {
    const accept = completer.accept.bind(completer);
    completer.accept = (): void => {
      this._completing = this._accepted(completer);
      this._shown.delete(completer);
      try {
        accept();
      } finally {
        this._completing = null;
      }
    };
    completer.model?.suggestionsChanged.connect((_, { event }) => {
      if (event === 'clear') {
        this._rejected(completer);
      } else {
        this._note(completer);
      }
    });
  }

  private _accepted(completer: InlineCompleter): Attribution | null {
    const shown = this._current(completer);
    return (
      shown && this._suggestions.accepted(shown.tracker.id, shown.provider)
    );
  }

  private _note(completer: InlineCompleter): void {
    const shown = this._current(completer);
    if (shown) {
      this._shown.set(completer, shown);
    }
  }

  private _rejected(completer: InlineCompleter): void {
    const shown = this._shown.get(completer);
    this._shown.delete(completer);
    if (shown) {
      this._suggestions.rejected(shown.tracker.id, shown.provider);
    }
  }

  private _current(
    completer: InlineCompleter
  ): { tracker: CellTracker; provider: IProvider } | null {
    const { current, editor } = completer;
    const tracker = editor && this._tracker(editor);
    const provider = current?.provider;
    return tracker && provider && provider.identifier !== HISTORY
      ? { tracker, provider }
      : null;
  }

  private _completing: Attribution | null = null;
  private readonly _shown = new WeakMap<
    InlineCompleter,
    { tracker: CellTracker; provider: IProvider }
  >();
}

/** Completers that offer names of the session and the text: none of them an AI system. */
const PLAIN = new Set([CONTEXT_PROVIDER_ID, KERNEL_PROVIDER_ID]);

/**
 * Tell when a person picks from the completer's menu what Lab's own completers
 * offered. Who offered a choice is not said: where others are there, it is unknown.
 */
export function watchMenu(
  manager: ICompletionProviderManager,
  onPicked: () => void
): void {
  manager.selected.connect(() => {
    const all =
      manager instanceof CompletionProviderManager
        ? [...manager.getProviders().keys()]
        : [''];
    if (all.every(identifier => PLAIN.has(identifier))) {
      onPicked();
    }
  });
}
