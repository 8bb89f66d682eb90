/** Every form of the appendix in the menu *File ▸ Save and Export Notebook As*. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { ITranslator } from '@jupyterlab/translation';

import { IAIProvViews } from '../tokens';
import {
  defaults,
  FORM,
  formLabel,
  loadChoices,
  saveAppendix
} from './appendix';
import { CommandIDs } from './commands';
import { textsOf } from './surface';

const SUBMENU = 'jp-mainmenu-file-notebookexport';

const ARGUMENTS = {
  type: 'object',
  properties: {
    form: {
      type: 'string',
      description: 'The name of a form of the appendix, as html.'
    },
    lang: { type: 'string', description: 'Its language, as fr.' },
    preset: { type: 'string', description: 'Whose form the statement takes.' }
  }
} as const;

export const exportMenuPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-aiprov:export-menu',
  description: 'The forms of the provenance appendix in the menu of exports.',
  autoStart: true,
  requires: [IAIProvViews],
  optional: [IMainMenu, ITranslator],
  activate: async (
    app,
    views: IAIProvViews,
    menu: IMainMenu | null,
    translator: ITranslator | null
  ): Promise<void> => {
    const { serverSettings } = app.serviceManager;
    const trans = textsOf(translator);
    const choices = await loadChoices(serverSettings);
    const labels = new Map(
      choices.forms.map(one => [one.name, formLabel(one)])
    );
    app.commands.addCommand(CommandIDs.saveAppendix, {
      label: ({ form }) => {
        const name = typeof form === 'string' ? form : FORM;
        return trans.__('Provenance Appendix (%1)', labels.get(name) ?? name);
      },
      describedBy: { args: ARGUMENTS },
      isEnabled: () => views.current !== null,
      execute: async args => {
        const view = views.current;
        if (view) {
          const options = { ...defaults(choices), ...args };
          await saveAppendix(view, options, serverSettings, trans);
        }
      }
    });
    const submenu = menu?.fileMenu.items.find(
      ({ submenu }) => submenu?.id === SUBMENU
    )?.submenu;
    for (const { name: form } of choices.forms) {
      submenu?.addItem({
        command: CommandIDs.saveAppendix,
        args: { form }
      });
    }
  }
};
