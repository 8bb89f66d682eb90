/** The side panel: to understand a notebook's provenance, review it and answer for it. */

import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import React from 'react';

import { takeBack } from '../declaration';
import { dataFlows } from '../flows';
import { foldDatasets } from '../fold';
import type { Subject } from '../lineage';
import { overview, runCosts } from '../overview';
import { usedData } from '../passports';
import { cellsOf } from '../pending';
import type { Activity, Note, Passport } from '../record';
import { makeReview } from '../review';
import type { IAIProvStore, IAIProvViews } from '../tokens';
import type { ICellView, NotebookView } from '../views';
import { ThisCell } from './cellpart';
import { Cells } from './cellspart';
import { Costs } from './costpart';
import type { IExport, IPreset } from './appendix';
import { Exporting } from './exportpart';
import { DataFlows } from './flowspart';
import { Lineage } from './lineagepart';
import { Notes } from './notespart';
import { Passports } from './passportpart';
import { About, Shares, Systems } from './overviewpart';
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
  /** Ask where a cell comes from. */
  readonly onDeclare: (cell: ICellView) => void;
  /** Ask for the passport of a data file, and write it. */
  readonly onPassport: (
    view: NotebookView,
    path: string,
    known: Passport | null
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
    place?.closest('details')?.setAttribute('open', '');
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
  onDeclare,
  onPassport
}: IBody): React.ReactElement {
  const { cells, record, isWritable } = view;
  const whole = overview(cells, record);
  const { people, remembered } = settings.value;
  const { name = '', orcid = '' } = remembered;
  const toIndex = (index: number): void => goTo(view, index);
  const go = ({ index }: ICellView): void => toIndex(index);
  const judge = (cell: ICellView, verdict: IVerdict): void => {
    review(store, view, cell, verdict);
    void settings.remember(null, verdict.by);
  };
  const passport = async (
    path: string,
    known: Passport | null
  ): Promise<void> => {
    const written = await onPassport(view, path, known);
    if (written) {
      store.setNotebook(view.model, foldDatasets(view.record, [written]));
    }
  };
  const note = (notes: readonly Note[]): void => {
    store.setNotebook(view.model, { ...view.record, notes });
    const by = notes.at(-1)?.by;
    if (by && notes.length > (record.notes?.length ?? 0)) {
      void settings.remember(null, by);
    }
  };
  const remove = ({ id }: ICellView, activity: Activity): void => {
    const cell = cellsOf(view.model).find(one => one.id === id);
    if (cell) {
      takeBack(store, cell, activity.id);
    }
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
      <ThisCell
        trans={trans}
        view={view}
        cells={cells}
        isWritable={isWritable}
        onDeclare={onDeclare}
        onRemove={remove}
      />
      <Costs
        trans={trans}
        overview={whole}
        runs={runCosts(cells)}
        onGo={toIndex}
      />
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
        onWrite={(path, known) => void passport(path, known)}
      />
      <Cells trans={trans} cells={cells} onGo={go} />
      <Reviewing
        trans={trans}
        cells={cells}
        isWritable={isWritable}
        reviewer={{ name, orcid }}
        people={people}
        onGo={go}
        onVerdict={judge}
      />
      <Notes
        trans={trans}
        notes={record.notes ?? []}
        cells={cells}
        isWritable={isWritable}
        author={{ name, orcid }}
        people={people}
        onChange={note}
        onGo={toIndex}
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
    const made = makeReview(cell, by, status, method, note);
    store.setCell(cell, { ...store.cellRecord(cell), review: made });
  }
}

function goTo({ panel }: NotebookView, index: number): void {
  panel.content.activeCellIndex = index;
  panel.content.deselectAll();
  void panel.content.scrollToItem(index, 'center');
}
