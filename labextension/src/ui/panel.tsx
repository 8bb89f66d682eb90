/** The side panel: to understand a notebook's provenance, review it and answer for it. */

import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import React from 'react';

import { dataFlows } from '../flows';
import { foldDatasets } from '../fold';
import type { Subject } from '../lineage';
import { overview } from '../overview';
import { usedData } from '../passports';
import { cellsOf } from '../pending';
import type { Note, Passport } from '../record';
import { makeReview } from '../review';
import type { IAIProvStore, IAIProvViews } from '../tokens';
import type { ICellView, NotebookView } from '../views';
import { Cells } from './cellspart';
import type { IExport, IPreset } from './appendix';
import { Exporting } from './exportpart';
import { DataFlows } from './flowspart';
import { Lineage } from './lineagepart';
import { Notes } from './notespart';
import { Passports } from './passportpart';
import { About, Costs, Shares, Systems } from './overviewpart';
import { Reviewing, type IVerdict } from './reviewpart';
import type { Settings } from './settings';
import { provenanceIcon } from './icons';

export interface IPanelOptions {
  readonly store: IAIProvStore;
  readonly views: IAIProvViews;
  readonly settings: Settings;
  readonly trans: TranslationBundle;
  readonly presets: readonly IPreset[];
  readonly onExport: (view: NotebookView, options: IExport) => void;
  /** Ask for the passport of a data file, and write it. */
  readonly onPassport: (
    view: NotebookView,
    path: string
  ) => Promise<Passport | null>;
}

export class ProvenancePanel extends ReactWidget {
  constructor(private readonly _options: IPanelOptions) {
    super();
    const { trans, views } = _options;
    this.id = 'jupyter-aiprov-panel';
    this.addClass('jp-aiprov-Panel');
    this.title.icon = provenanceIcon;
    this.title.caption = trans.__('AI Provenance');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('AI Provenance'));
    views.currentChanged.connect(this._follow, this);
    this._follow();
  }

  /** Go to a cell of the notebook in front. */
  go(cell: string): void {
    const { current } = this._options.views;
    const index = current?.cell(cell)?.index;
    if (current && index !== undefined) {
      goTo(current, index);
    }
  }

  /** Answer what an output of the notebook in front derives from. */
  ask(cell: string, index: number): void {
    const { current } = this._options.views;
    if (current) {
      this._asked.set(current, { kind: 'output', cell, index });
      this.update();
    }
  }

  /** Put the keyboard where a review is made. */
  review(): void {
    const place = this.node.querySelector<HTMLElement>('.jp-aiprov-Review');
    place?.scrollIntoView({ block: 'start' });
    place?.focus({ preventScroll: true });
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.update();
  }

  protected override render(): React.ReactElement | null {
    const { trans, views } = this._options;
    const view = views.current;
    if (!this.isVisible) {
      return null;
    }
    if (!view) {
      return (
        <p className="jp-aiprov-Quiet jp-aiprov-Section">
          {trans.__('Open a notebook to see where it comes from.')}
        </p>
      );
    }
    return (
      <Body
        key={view.panel.id}
        {...this._options}
        view={view}
        asked={this._asked.get(view) ?? null}
        onAsk={subject => {
          this._asked.set(view, subject);
          this.update();
        }}
      />
    );
  }

  private _follow(): void {
    const { current } = this._options.views;
    if (this._shown !== current) {
      this._shown?.changed.disconnect(this._onChanged, this);
      current?.changed.connect(this._onChanged, this);
      this._shown = current;
    }
    this.update();
  }

  private _onChanged(): void {
    if (this.isVisible) {
      this.update();
    }
  }

  private _shown: NotebookView | null = null;
  private readonly _asked = new WeakMap<NotebookView, Subject | null>();
}

interface IBody extends IPanelOptions {
  readonly view: NotebookView;
  readonly asked: Subject | null;
  readonly onAsk: (subject: Subject | null) => void;
}

function Body({
  view,
  store,
  settings,
  trans,
  presets,
  asked,
  onAsk,
  onExport,
  onPassport
}: IBody): React.ReactElement {
  const { cells, record, isWritable } = view;
  const whole = overview(cells, record);
  const { name = '', orcid = '' } = settings.value.remembered;
  const toIndex = (index: number): void => goTo(view, index);
  const go = ({ index }: ICellView): void => toIndex(index);
  const judge = (cell: ICellView, verdict: IVerdict): void => {
    const { by } = verdict;
    review(store, view, cell, verdict);
    const remembered = { ...settings.value.remembered, name: by.name };
    void settings.set({
      remembered: by.orcid ? { ...remembered, orcid: by.orcid } : remembered
    });
  };
  const passport = async (path: string): Promise<void> => {
    const written = await onPassport(view, path);
    if (written) {
      store.setNotebook(view.model, foldDatasets(view.record, [written]));
    }
  };
  const note = (notes: readonly Note[]): void => {
    store.setNotebook(view.model, { ...view.record, notes });
  };
  return (
    <>
      {!isWritable && (
        <p className="jp-aiprov-Section jp-aiprov-Quiet" role="note">
          {trans.__(
            'This notebook is read-only: it is shown, nothing is kept.'
          )}
        </p>
      )}
      <Shares trans={trans} overview={whole} />
      <Systems trans={trans} overview={whole} />
      <Costs trans={trans} overview={whole} />
      <DataFlows trans={trans} flows={dataFlows(cells)} onGo={toIndex} />
      <Lineage
        trans={trans}
        cells={cells}
        asked={asked}
        onAsk={onAsk}
        onGo={toIndex}
      />
      <Passports
        trans={trans}
        data={usedData(cells, record)}
        isWritable={isWritable}
        onGo={toIndex}
        onWrite={path => void passport(path)}
      />
      <Cells trans={trans} cells={cells} onGo={go} />
      <Reviewing
        trans={trans}
        cells={cells}
        isWritable={isWritable}
        reviewer={{ name, orcid }}
        onGo={go}
        onVerdict={judge}
      />
      <Notes
        trans={trans}
        notes={record.notes ?? []}
        isWritable={isWritable}
        onChange={note}
      />
      <Exporting
        trans={trans}
        presets={presets}
        lang={document.documentElement.lang.startsWith('fr') ? 'fr' : 'en'}
        onExport={options => onExport(view, options)}
      />
      <About trans={trans} />
    </>
  );
}

function review(
  store: IAIProvStore,
  view: NotebookView,
  { id }: ICellView,
  { by, status, method, note }: IVerdict
): void {
  const cell = cellsOf(view.model).find(one => one.id === id);
  if (cell) {
    const person = by.orcid ? by : { name: by.name };
    const made = makeReview(cell, person, status, method, note);
    store.setCell(cell, { ...store.cellRecord(cell), review: made });
  }
}

function goTo({ panel }: NotebookView, index: number): void {
  panel.content.activeCellIndex = index;
  panel.content.deselectAll();
  void panel.content.scrollToItem(index, 'center');
}
