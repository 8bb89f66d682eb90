/** The commands that open the declaration form. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  Dialog,
  ICommandPalette,
  Notification,
  showDialog
} from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { IDeclared, ISelection } from '../declaration';
import { declareCell, declareSelection } from '../declaration';
import { cellsOf } from '../deliveries';
import type { System } from '../record';
import { IAIProvStore } from '../tokens';
import { CommandIDs } from './commands';
import { DeclareForm } from './declare';
import { provenanceIcon } from './icons';
import type { Settings } from './settings';
import { beginSurface } from './surface';
import { systemWord } from './labels';

/** A cell by its id, as an argument of commands. */
export const CELL_ARGUMENT = {
  type: 'object',
  properties: {
    cell: { type: 'string', description: 'The id of a cell.' }
  }
} as const;

class Declaring {
  constructor(
    private readonly _store: IAIProvStore,
    private readonly _settings: Settings,
    private readonly _trans: TranslationBundle
  ) {}

  /** Ask where whole cells come from, and keep the answer. */
  async cells(panel: NotebookPanel, cells: readonly Cell[]): Promise<void> {
    const title =
      cells.length === 1
        ? this._trans.__('Declare where this cell comes from')
        : this._trans._n(
            'Declare where %1 cell comes from',
            'Declare where %1 cells come from',
            cells.length
          );
    const declared = await this._ask(panel, title, false);
    if (declared) {
      const models = cells.map(({ model }) => model);
      const done = models.map(one => declareCell(this._store, one, declared));
      this._say(done.every(Boolean));
    }
  }

  /** Ask where a part of a cell comes from, and keep the answer. */
  async selection(
    panel: NotebookPanel,
    { model }: Cell,
    selection: ISelection
  ): Promise<void> {
    const { source } = model.sharedModel;
    const title = this._trans.__('Declare where the selected text comes from');
    const declared = await this._ask(panel, title, true);
    if (declared && source === model.sharedModel.source) {
      this._say(declareSelection(this._store, model, selection, declared));
    }
  }

  private async _ask(
    panel: NotebookPanel,
    title: string,
    isSelection: boolean
  ): Promise<IDeclared | null> {
    const { remembered, prompts, people, systems } = this._settings.value;
    const inNotebook = cellsOf(panel.context.model)
      .flatMap(cell => this._store.cellRecord(cell).records ?? [])
      .map(({ system }) => system)
      .filter((system): system is System => !!system);
    const { button, value } = await showDialog<IDeclared>({
      title,
      body: new DeclareForm(this._trans, {
        remembered,
        mode: prompts,
        systems: [...systems, ...inNotebook],
        people,
        isSelection
      }),
      buttons: [
        Dialog.cancelButton({ label: this._trans.__('Cancel') }),
        Dialog.okButton({ label: this._trans.__('Declare') })
      ],
      focusNodeSelector: 'input[name="aiprov-origin"]'
    });
    if (!button.accept || !value) {
      return null;
    }
    const { origin, system, by } = value;
    const named = origin !== 'human' && Object.keys(system).length > 0;
    void this._settings.remember(named ? system : null, by, one =>
      systemWord(this._trans, one)
    );
    return value;
  }

  private _say(isDone: boolean): void {
    if (isDone) {
      return;
    }
    Notification.warning(
      this._trans.__(
        'This notebook is read-only, or its records are of a newer format: nothing was declared.'
      )
    );
  }
}

/** The part of a cell that is selected in its editor, if any is. */
function selectionOf(cell: Cell | null | undefined): ISelection | null {
  const editor = cell?.editor;
  if (!editor) {
    return null;
  }
  const { start, end } = editor.getSelection();
  const [a, b] = [editor.getOffsetAt(start), editor.getOffsetAt(end)];
  return a === b ? null : { start: Math.min(a, b), end: Math.max(a, b) };
}

export const declarePlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-aiprov:declare',
  description: 'A form to declare where a cell or selected text comes from.',
  autoStart: true,
  requires: [INotebookTracker, IAIProvStore],
  optional: [ICommandPalette, ISettingRegistry, ITranslator],
  activate: async (
    app,
    tracker: INotebookTracker,
    store: IAIProvStore,
    palette: ICommandPalette | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): Promise<void> => {
    const { trans, settings } = await beginSurface(registry, translator);
    const declaring = new Declaring(store, settings, trans);
    const isEnabled = (): boolean => {
      const panel = tracker.currentWidget;
      return !!panel && store.isWritable(panel.context.model);
    };
    /** The cells spoken of: the one named, the one right-clicked, or those selected. */
    const cells = (args: ReadonlyPartialJSONObject): Cell[] => {
      const { widgets = [], activeCell = null } =
        tracker.currentWidget?.content ?? {};
      const clicked = app.contextMenuHitTest(node =>
        node.classList.contains('jp-Cell')
      );
      const named = widgets.find(
        ({ model, node }) =>
          model.id === args.cell || (args.menu && node === clicked)
      );
      const selected = widgets.filter(widget =>
        tracker.currentWidget?.content.isSelected(widget)
      );
      if (named && !selected.includes(named)) {
        return [named];
      }
      return selected.length ? selected : activeCell ? [activeCell] : [];
    };
    app.commands.addCommand(CommandIDs.declare, {
      label: args => (args.toolbar ? '' : trans.__('Declare AI Use in Cell…')),
      icon: args => (args.toolbar ? provenanceIcon : undefined),
      caption: trans.__('Say which AI system, or person, wrote this cell'),
      describedBy: { args: CELL_ARGUMENT },
      isEnabled,
      execute: async args => {
        const panel = tracker.currentWidget;
        const spoken = cells(args);
        if (panel && spoken.length) {
          await declaring.cells(panel, spoken);
        }
      }
    });
    app.commands.addCommand(CommandIDs.declareSelection, {
      label: trans.__('Declare AI Use in Selected Text…'),
      caption: trans.__('Say which AI system, or person, wrote this text'),
      describedBy: { args: { type: 'object', properties: {} } },
      isEnabled: () => isEnabled() && !!selectionOf(tracker.activeCell),
      execute: async () => {
        const [panel, cell] = [tracker.currentWidget, tracker.activeCell];
        const selection = selectionOf(cell);
        if (panel && cell && selection) {
          await declaring.selection(panel, cell, selection);
        }
      }
    });
    const category = trans.__('AI Provenance');
    palette?.addItem({ command: CommandIDs.declare, category });
    palette?.addItem({ command: CommandIDs.declareSelection, category });
  }
};
