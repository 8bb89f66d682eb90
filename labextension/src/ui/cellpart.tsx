/** The panel's look at one cell: who contributed what to it, and how that is known. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Activity } from '../record';
import { staleCauses, type ICellView } from '../cellview';
import type { NotebookView } from '../views';
import { Told } from './faults';
import { MarksBadge } from './marks';
import { Section } from './section';
import { markWord, staleLines } from './datalabels';
import { Before } from './reviewsubject';
import {
  activityWord,
  cellLines,
  outcomesWord,
  reviewLines,
  reviewWord
} from './labels';

interface IProps {
  readonly trans: TranslationBundle;
  readonly view: NotebookView;
  readonly cells: readonly ICellView[];
  readonly isWritable: boolean;
  readonly onDeclare: (cell: ICellView) => void;
  /** Take back what a person declared. */
  readonly onRemove: (cell: ICellView, activity: Activity) => void;
  readonly onReview: (cell: ICellView) => void;
}

/** Follows the active cell on its own: the rest of the panel need not be drawn again. */
export function ThisCell(props: IProps): React.ReactElement | null {
  const { trans, view, cells, isWritable, onDeclare, onReview } = props;
  const { content } = view.panel;
  const [active, setActive] = React.useState(content.activeCellIndex);
  React.useEffect(() => {
    const follow = (): void => setActive(content.activeCellIndex);
    follow();
    content.activeCellChanged.connect(follow);
    return () => void content.activeCellChanged.disconnect(follow);
  }, [content]);
  const cell = cells[active];
  if (!cell) {
    return null;
  }
  const said = [
    ...cell.marks.map(mark => markWord(mark)),
    ...staleLines(trans, staleCauses(cell))
  ];
  return (
    <Section
      name="this-cell"
      title={trans.__('This cell')}
      className="jp-aiprov-ThisCell"
    >
      <p className="jp-aiprov-ThisCell-head">
        <span className="jp-aiprov-Cells-number">{cell.index + 1}</span>
        <strong>{cellLines(trans, cell)[0]}</strong>
        <MarksBadge marks={cell.marks} />
      </p>
      {said.length > 0 && <p className="jp-aiprov-Quiet">{said.join(' · ')}</p>}
      <Told said={cell.shown?.faults ?? []} />
      <Contributions {...props} cell={cell} />
      {cell.record.review && (
        <div>
          {trans.__('Review: %1', reviewWord(cell.review))}
          <Before lines={reviewLines(cell)} />
        </div>
      )}
      {isWritable && !cell.isEmpty && (
        <div className="jp-aiprov-Actions">
          <button
            type="button"
            className="jp-aiprov-Button"
            onClick={() => onDeclare(cell)}
          >
            {trans.__('Declare a contribution…')}
          </button>
          <button
            type="button"
            className="jp-aiprov-Button"
            onClick={() => onReview(cell)}
          >
            {trans.__('Review it')}
          </button>
        </div>
      )}
    </Section>
  );
}

function Contributions({
  trans,
  view,
  cell,
  isWritable,
  onRemove
}: IProps & { cell: ICellView }): React.ReactElement | null {
  const records = (cell.record.records ?? []).filter(
    ({ kind }) => kind !== 'model-call' && kind !== 'synthetic-data'
  );
  if (!records.length) {
    return null;
  }
  return (
    <ul className="jp-aiprov-Notes">
      {records.map(activity => {
        const { id, evidence, purpose } = activity;
        const outcomes = view.overview?.outcomes_of[id];
        const more = [outcomes && outcomesWord(trans, outcomes), purpose];
        return (
          <li key={id}>
            {activityWord(trans, activity)}
            <small>{more.filter(Boolean).join(' · ')}</small>
            {isWritable && evidence === 'declared' && (
              <button
                type="button"
                className="jp-aiprov-Button"
                aria-label={trans.__('Take this declaration back')}
                title={trans.__('Take this declaration back')}
                onClick={() => onRemove(cell, activity)}
              >
                ×
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
