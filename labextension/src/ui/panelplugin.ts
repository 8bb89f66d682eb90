/** The side panel, the commands that lead to it, and the appendix it exports. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';

import { IAIProvKernels, IAIProvStore, IAIProvViews } from '../tokens';
import { loadPresets, saveAppendix } from './appendix';
import { CommandIDs } from './commands';
import { CELL_ARGUMENT } from './declaring';
import { ProvenancePanel } from './panel';
import { askPassport } from './passportform';
import { beginSurface } from './surface';

const OUTPUT_ARGUMENT = {
  type: 'object',
  properties: {
    ...CELL_ARGUMENT.properties,
    output: {
      type: 'number',
      description: 'The place of the output among those of the cell, from 0.'
    }
  }
} as const;

export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-aiprov:panel',
  description: 'A panel to understand and review what AI did in a notebook.',
  autoStart: true,
  requires: [IAIProvStore, IAIProvViews],
  optional: [IAIProvKernels, ICommandPalette, ISettingRegistry, ITranslator],
  activate: async (
    app,
    store: IAIProvStore,
    views: IAIProvViews,
    kernels: IAIProvKernels | null,
    palette: ICommandPalette | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): Promise<void> => {
    const { trans, settings } = await beginSurface(registry, translator);
    const panel = new ProvenancePanel({
      store,
      views,
      kernels,
      settings,
      trans,
      onExport: (view, options) =>
        void saveAppendix(
          view,
          options,
          app.serviceManager.serverSettings,
          trans
        ),
      onDeclare: ({ id }) =>
        void app.commands.execute(CommandIDs.declare, { cell: id }),
      onPassport: ({ panel: { context } }, path, known) =>
        askPassport(
          app.serviceManager.serverSettings,
          trans,
          context.localPath,
          path,
          known
        )
    });
    void loadPresets(app.serviceManager.serverSettings).then(presets => {
      panel.presets = presets;
    });
    app.shell.add(panel, 'right', { rank: 600, type: 'AI Provenance' });

    // Notebook 7 closes a panel that is asked for when it is open.
    const show = (): void =>
      panel.isVisible ? panel.activate() : app.shell.activateById(panel.id);
    const none = { args: { type: 'object' as const, properties: {} } };
    const isEnabled = (): boolean => views.current !== null;
    app.commands.addCommand(CommandIDs.showPanel, {
      label: trans.__('Show AI Provenance'),
      describedBy: none,
      execute: show
    });
    app.commands.addCommand(CommandIDs.showCell, {
      label: trans.__('Show AI Provenance of Cell'),
      describedBy: { args: CELL_ARGUMENT },
      isEnabled,
      execute: args => {
        show();
        if (typeof args.cell === 'string') {
          panel.go(args.cell);
        }
      }
    });
    app.commands.addCommand(CommandIDs.showLineage, {
      label: trans.__('Show What an Output Derives From'),
      describedBy: { args: OUTPUT_ARGUMENT },
      isEnabled,
      execute: args => {
        show();
        if (typeof args.cell === 'string') {
          panel.ask(args.cell, Number(args.output) || 0);
        }
      }
    });
    const reach = (part: 'Review' | 'Export'): void => {
      show();
      panel.reach(part);
    };
    app.commands.addCommand(CommandIDs.review, {
      label: trans.__('Review What AI Wrote'),
      describedBy: none,
      isEnabled,
      execute: () => reach('Review')
    });
    app.commands.addCommand(CommandIDs.exportAppendix, {
      label: trans.__('Export Provenance Appendix…'),
      describedBy: none,
      isEnabled,
      execute: () => reach('Export')
    });
    for (const command of [
      CommandIDs.showPanel,
      CommandIDs.review,
      CommandIDs.exportAppendix
    ]) {
      palette?.addItem({ command, category: trans.__('AI Provenance') });
    }
  }
};
