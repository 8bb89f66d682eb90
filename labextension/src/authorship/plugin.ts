/** Wires the tracking of authors into an application. */

import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import {
  EditorExtensionRegistry,
  IEditorExtensionRegistry
} from '@jupyterlab/codemirror';
import {
  ICompletionProviderManager,
  IInlineCompleterFactory
} from '@jupyterlab/completer';
import {
  INotebookTracker,
  NotebookActions,
  NotebookSearchProvider
} from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import {
  ITranslator,
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';
import type { Extension } from '@codemirror/state';

import { IAIProvStore } from '../tokens';
import { readSettings } from '../ui/settings';
import { DOMAIN } from '../ui/labels';
import { watchMenu } from './completions';
import { drawAgain, drawing, setLevel } from './drawing';
import { observer } from './editor';
import { listen } from './partners';
import { Replacing } from './replacing';
import { Authorship } from './service';
import { IAuthorship } from './token';
import { tooltip } from './tooltip';

/** What an editor on `model` is given: it tells whose its changes are, and draws. */
export function extensionFor(
  authorship: Authorship,
  model: CodeEditor.IModel,
  trans: TranslationBundle
): Extension {
  const tracker = (): ReturnType<Authorship['trackerOf']> =>
    authorship.trackerOf(model);
  const { memory, activities, completions, writing } = authorship;
  return [
    observer({
      memory,
      tracker,
      author: followed => completions.completing ?? writing.author(followed)
    }),
    drawing(model.sharedModel, tracker),
    tooltip(trans, tracker, id => activities.get(id))
  ];
}

export const authorshipPlugin: JupyterFrontEndPlugin<IAuthorship> = {
  id: 'jupyter-aiprov:authorship',
  description: 'Sees who writes which characters, as it happens, and shows it.',
  autoStart: true,
  requires: [INotebookTracker, IAIProvStore, IEditorExtensionRegistry],
  optional: [
    IInlineCompleterFactory,
    ICompletionProviderManager,
    ISettingRegistry,
    ITranslator
  ],
  provides: IAuthorship,
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker,
    store: IAIProvStore,
    extensions: IEditorExtensionRegistry,
    completer: IInlineCompleterFactory | null,
    menu: ICompletionProviderManager | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): IAuthorship => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const authorship = new Authorship(store);
    authorship.onDrawn = drawAgain;
    extensions.addExtension({
      name: 'jupyter-aiprov:authorship',
      factory: ({ model }) =>
        EditorExtensionRegistry.createImmutableExtension(
          extensionFor(authorship, model, trans)
        )
    });
    if (completer) {
      authorship.completions.watch(completer);
    }
    if (menu) {
      watchMenu(menu, () => authorship.onPicked());
    }
    new Replacing(authorship).watch(NotebookSearchProvider);
    authorship.agents.watch(app.commands);
    void app.started.then(() => listen(app, authorship));
    notebooks.forEach(panel => void authorship.open(panel));
    notebooks.widgetAdded.connect((_, panel) => void authorship.open(panel));
    // What a person declares in a cell speaks of what was typed before it ran.
    NotebookActions.executionScheduled.connect((_, { notebook }) => {
      if (notebook.model) {
        authorship.flush(notebook.model);
      }
    });
    void readSettings(registry).then(settings => {
      const show = (): void => setLevel(settings.value.marks);
      settings.changed.connect(show);
      show();
    });
    return authorship;
  }
};
