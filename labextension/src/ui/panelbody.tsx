/** What stands in the side panel, part by part, and what a person does there. */

import type { ICellModel } from '@jupyterlab/cells';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { takeBack } from '../declaration';
import { foldDatasets } from '../record/fold';
import type { Link, Subject } from '../report';
import { cellsOf, outputsOf } from '../deliveries';
import type { Activity, Note, Passport, Review } from '../record';
import { makeReview, type IVerdict } from '../record/review';
import type { IAIProvKernels, IAIProvStore, IAIProvViews } from '../tokens';
import type { ICellView } from '../cellview';
import type { NotebookView } from '../views';
import { ThisCell } from './cellpart';
import { Cells } from './cellspart';
import { Costs } from './costpart';
import type { IChoices, IExport } from './appendix';
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

export interface IPanelOptions {
  readonly store: IAIProvStore;
  readonly views: IAIProvViews;
  readonly kernels: IAIProvKernels | null;
  readonly settings: Settings;
  readonly trans: TranslationBundle;
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

interface IBody extends IPanelOptions {
  readonly view: NotebookView;
  readonly choices: IChoices;
  readonly onDrawn: () => void;
  readonly asked: Subject | null;
  readonly onAsk: (subject: Subject | null) => void;
  /** Put the keyboard where a review is made. */
  readonly onReview: () => void;
}

/** All parts of the panel, for one notebook. */
export function Body({
  view,
  store,
  kernels,
  settings,
  trans,
  choices,
  asked,
  onAsk,
  onDrawn,
  onReview,
  onExport,
  onDeclare,
  onPassport
}: IBody): React.ReactElement {
  const { cells, record, isWritable, overview, isAlone } = view;
  const [reviewed, setReviewed] = React.useState<string | null>(null);
  React.useEffect(onDrawn);
  const hasServer = choices.forms.length > 0;
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
      <Limits said={limits(trans, view, kernel)} />
      {overview && (
        <>
          <Incomplete trans={trans} overview={overview} />
          <Shares trans={trans} overview={overview} />
          <Systems trans={trans} overview={overview} />
        </>
      )}
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
        isKnown={overview ? true : isAlone ? false : null}
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
      {overview && (
        <>
          <DataFlows trans={trans} flows={overview.flows} onGo={toIndex} />
          <Lineage
            trans={trans}
            subjects={overview.subjects}
            asked={asked}
            links={linksOf(view, asked)}
            onAsk={onAsk}
            onGo={toIndex}
          />
        </>
      )}
      {overview && (
        <>
          <Passports
            trans={trans}
            data={overview.datasets}
            record={record}
            isWritable={isWritable && hasServer}
            onGo={toIndex}
            onWrite={(path, known) => void passport(path, known)}
          />
          <Costs trans={trans} overview={overview} onGo={toIndex} />
        </>
      )}
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
        choices={choices}
        onExport={options => onExport(view, options)}
      />
      <About trans={trans} />
    </>
  );
}

/** The answer to what is asked; null while it is awaited. */
function linksOf(
  { answered }: NotebookView,
  asked: Subject | null
): readonly Link[] | null {
  const isIt = JSON.stringify(answered?.subject) === JSON.stringify(asked);
  return answered && isIt ? answered.answer.links : null;
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

/** Bring a cell into sight and make it the active one. */
export function goTo({ panel }: NotebookView, index: number): void {
  panel.content.activeCellIndex = index;
  panel.content.deselectAll();
  void panel.content.scrollToItem(index, 'center');
}
