/** Said once to each user: what is recorded, where, and what is not. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';

import { IAIProvViews } from '../tokens';
import { CommandIDs } from './commands';
import { beginSurface } from './surface';

export const welcomePlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-aiprov:welcome',
  description: 'Says once what is recorded, where, and what is not.',
  autoStart: true,
  requires: [IAIProvViews, ISettingRegistry],
  optional: [ITranslator],
  activate: async (
    app,
    views: IAIProvViews,
    registry: ISettingRegistry,
    translator: ITranslator | null
  ): Promise<void> => {
    const { trans, settings } = await beginSurface(registry, translator);
    const say = (): void => {
      if (!views.current || !settings.value.welcome) {
        return;
      }
      void settings.set({ welcome: false });
      Notification.info(
        trans.__(
          'AI Provenance notes in the notebook what AI wrote, which models ran and at what cost. Prompts stay hashed; nothing leaves this machine.'
        ),
        {
          autoClose: false,
          actions: [
            {
              label: trans.__('Show'),
              callback: () => void app.commands.execute(CommandIDs.showPanel)
            }
          ]
        }
      );
    };
    views.currentChanged.connect(say);
    say();
  }
};
