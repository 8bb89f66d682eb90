/** The side panel: to understand a notebook's provenance, review it and answer for it. */

import { ReactWidget } from '@jupyterlab/apputils';
import type { ICellModel } from '@jupyterlab/cells';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import React from 'react';

import { takeBack } from '../declaration';
import { dataFlows } from '../flows';
import { foldDatasets } from '../record/fold';
import type { Subject } from '../lineage';
import { cellCosts, overview } from '../overview';
import { usedData } from '../passports';
import { cellsOf, outputsOf } from '../deliveries';
import type { Activity, Note, Passport, Review } from '../record';
import { makeReview, type IVerdict } from '../record/review';
import type { IAIProvKernels, IAIProvStore, IAIProvViews } from '../tokens';
import type { ICellView, NotebookView } from '../views';
import { ThisCell } from './cellpart';
import { Cells } from './cellspart';
import { Costs } from './costpart';
import type { IExport, IPreset } from './appendix';
import { Exporting } from './exportpart';
import { DataFlows } from './flowspart';
import { Lineage } from './lineagepart';
import { limits, Limits } from './limits';
import { Notes } from './notespart';
import { Passports } from './passportpart';
import { Incomplete } from './faults';
import { About, Shares, Systems } from './overviewpart';
import { Reviewing } from './reviewpart';
import type { Settings } from './settings';
import { provenanceIcon } from './icons';

export interface IPanelOptions {
  readonly store: IAIProvStore;
  readonly views: IAIProvViews;
  readonly kernels: IAIProvKernels | null;
  readonly settings: Settings;
  readonly trans: TranslationBundle;
  readonly presets: readonly IPreset[];
  readonly onExport: (view: NotebookView, options: IExport) => void;
  /** A notebook is looked at. */
  readonly onShow: (view: NotebookView) => void;
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
    _options.kernels?.changed.connect(this._onChanged, this);
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

  /** Put the keyboard in a part: where a review is made, or the appendix asked for. */
  reach(part: 'Review' | 'Export'): void {
    const place = this.node.querySelector<HTMLElement>(`.jp-aiprov-${part}`);
    const section = place?.closest('details');
    section?.setAttribute('open', '');
    section?.scrollIntoView({ block: 'start' });
    place?.focus({ preventScroll: true });
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._show();
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
        onReview={() => this.reach('Review')}
      />
    );
  }

  private _follow(): void {
    const { current } = this._options.views;
    if (this._shown !== current) {
      this._shown?.changed.disconnect(this._onChanged, this);
      current?.changed.connect(this._onChanged, this);
      this._shown = current;
      if (this.isVisible) {
        this._show();
      }
    }
    this.update();
  }

  private _show(): void {
    if (this._shown) {
      this._options.onShow(this._shown);
    }
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
  /** Put the keyboard where a review is made. */
  readonly onReview: () => void;
}

function Body({
  view,
  store,
  kernels,
  settings,
  trans,
  presets,
  asked,
  onAsk,
  onReview,
  onExport,
  onDeclare,
  onPassport
}: IBody): React.ReactElement {
  const { cells, record, isWritable } = view;
  const [reviewed, setReviewed] = React.useState<string | null>(null);
  const { whole, costs, flows, data } = React.useMemo(
    () => ({
      whole: overview(cells, record),
      costs: cellCosts(cells),
      flows: dataFlows(cells),
      data: usedData(cells, record)
    }),
    [cells, record]
  );
  const hasServer = presets.length > 0;
  const kernel = kernels?.stateOf(view.panel) ?? null;
  const { people, remembered } = settings.value;
  const { name = '', orcid = '' } = remembered;
  const toIndex = (index: number): void => goTo(view, index);
  const go = ({ index }: ICellView): void => toIndex(index);
  const judge = (cell: ICellView, verdict: IVerdict): void => {
    review(store, view, cell, model =>
      makeReview(model.sharedModel.source, outputsOf(model), verdict)
    );
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
      <Limits said={limits(trans, view, { kernel, hasServer })} />
      <Incomplete trans={trans} cells={cells} view={view} />
      <Shares trans={trans} overview={whole} />
      <Systems trans={trans} overview={whole} />
      <ThisCell
        trans={trans}
        view={view}
        cells={cells}
        isWritable={isWritable}
        onDeclare={onDeclare}
        onRemove={remove}
        onReview={({ id }) => {
          setReviewed(id);
          onReview();
        }}
      />
      <Cells trans={trans} cells={cells} onGo={go} />
      <Reviewing
        trans={trans}
        cells={cells}
        isWritable={isWritable}
        reviewer={{ name, orcid }}
        people={people}
        current={reviewed}
        onCurrent={setReviewed}
        onGo={go}
        onEnter={({ index }) => enter(view, index)}
        onVerdict={judge}
        onRestore={(cell, before) => review(store, view, cell, () => before)}
      />
      <DataFlows trans={trans} flows={flows} onGo={toIndex} />
      <Lineage
        trans={trans}
        cells={cells}
        asked={asked}
        onAsk={onAsk}
        onGo={toIndex}
      />
      <Passports
        trans={trans}
        data={data}
        isWritable={isWritable && hasServer}
        onGo={toIndex}
        onWrite={(path, known) => void passport(path, known)}
      />
      <Costs trans={trans} overview={whole} cells={costs} onGo={toIndex} />
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
  made: (cell: ICellModel) => Review | null
): void {
  const cell = cellsOf(view.model).find(one => one.id === id);
  if (cell) {
    store.setCell(cell, { ...store.cellRecord(cell), review: made(cell) });
  }
}

/** Put the keyboard into a cell, to correct it. */
function enter(view: NotebookView, index: number): void {
  goTo(view, index);
  const { content } = view.panel;
  content.activate();
  content.mode = 'edit';
}

function goTo({ panel }: NotebookView, index: number): void {
  panel.content.activeCellIndex = index;
  panel.content.deselectAll();
  void panel.content.scrollToItem(index, 'center');
}
