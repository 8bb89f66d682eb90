/** The status bar's item: AI share and energy of the notebook in front. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { VDomModel, VDomRenderer } from '@jupyterlab/apputils';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import { IAIProvViews } from '../tokens';
import type { NotebookView } from '../views';
import { CommandIDs } from './commands';
import { textsOf } from './surface';
import { percent, quantityWord } from './labels';

class StatusModel extends VDomModel {
  constructor(readonly views: IAIProvViews) {
    super();
    views.currentChanged.connect(this._follow, this);
    this._follow();
  }

  private _follow(): void {
    const { current } = this.views;
    if (this._shown !== current) {
      this._shown?.changed.disconnect(this._onChanged, this);
      current?.changed.connect(this._onChanged, this);
      this._shown = current;
    }
    this._onChanged();
  }

  private _onChanged(): void {
    this.stateChanged.emit();
  }

  private _shown: NotebookView | null = null;
}

class Status extends VDomRenderer<StatusModel> {
  constructor(
    model: StatusModel,
    private readonly _trans: TranslationBundle,
    private readonly _commands: CommandRegistry
  ) {
    super(model);
    this.addClass('jp-aiprov-Status');
  }

  override render(): React.ReactElement | null {
    const overview = this.model.views.current?.overview;
    if (!overview) {
      return null;
    }
    const { authorship, energy } = overview;
    const { ai, human, unknown } = authorship;
    // Of text whose author is unknown, no AI being seen is not a share of nothing.
    const isKnown = ai > 0 || (human > 0 && unknown === 0);
    const said = [
      isKnown && this._trans.__('AI %1', percent(ai, ai + human + unknown)),
      energy && quantityWord(this._trans, energy)
    ].filter(Boolean);
    return said.length === 0 ? null : (
      <button
        type="button"
        title={this._trans.__(
          'Share of the text known to come from AI, and energy on this machine'
        )}
        onClick={() => void this._commands.execute(CommandIDs.showPanel)}
      >
        {said.join(' · ')}
      </button>
    );
  }
}

export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-aiprov:status',
  description: 'AI share and energy of the notebook in the status bar.',
  autoStart: true,
  requires: [IAIProvViews],
  optional: [IStatusBar, ITranslator],
  activate: (
    app,
    views: IAIProvViews,
    bar: IStatusBar | null,
    translator: ITranslator | null
  ): void => {
    const trans = textsOf(translator);
    bar?.registerStatusItem('jupyter-aiprov:status', {
      item: new Status(new StatusModel(views), trans, app.commands),
      align: 'right',
      rank: 20,
      isActive: () => views.current !== null,
      activeStateChanged: views.currentChanged
    });
  }
};
