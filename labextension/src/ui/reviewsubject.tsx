/** The cell under review: its place in the queue, what it is, what was said of it before. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ICellView } from '../cellview';
import { originWord, reviewLines, reviewWord } from './labels';

interface IProps {
  readonly trans: TranslationBundle;
  readonly view: ICellView;
  readonly position: number;
  readonly count: number;
  readonly onGo: (view: ICellView) => void;
  readonly onStep: (step: number) => void;
}

export function Subject({
  trans,
  view,
  position,
  count,
  onGo,
  onStep
}: IProps): React.ReactElement {
  const lines = reviewLines(view);
  const said = [
    trans.__('cell %1', view.index + 1),
    originWord(view.origin),
    reviewWord(view.review)
  ].join(' · ');
  return (
    <div className="jp-aiprov-Subject">
      <div className="jp-aiprov-Steps">
        <Step
          word={trans.__('Previous (P)')}
          sign="‹"
          isEnabled={count > 1}
          onClick={() => onStep(-1)}
        />
        <span role="status">
          {trans.__('%1 of %2', position + 1, count)}
          <span className="jp-aiprov-Hidden"> {said}</span>
        </span>
        <Step
          word={trans.__('Next (N)')}
          sign="›"
          isEnabled={count > 1}
          onClick={() => onStep(1)}
        />
      </div>
      <button
        type="button"
        className="jp-aiprov-Subject-cell"
        title={trans.__('Go to this cell (Enter)')}
        onClick={() => onGo(view)}
      >
        <code>{view.excerpt || '…'}</code>
        <small>{said}</small>
      </button>
      {lines.length > 0 && <Before lines={lines} />}
    </div>
  );
}

/** An earlier review, which may be void now. */
export function Before({
  lines
}: {
  readonly lines: readonly string[];
}): React.ReactElement {
  return (
    <ul className="jp-aiprov-Before">
      {lines.map(line => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Step({
  word,
  sign,
  isEnabled,
  onClick
}: {
  readonly word: string;
  readonly sign: string;
  readonly isEnabled: boolean;
  readonly onClick: () => void;
}): React.ReactElement {
  return (
    <button
      type="button"
      className="jp-aiprov-Button"
      title={word}
      aria-label={word}
      disabled={!isEnabled}
      onClick={onClick}
    >
      {sign}
    </button>
  );
}
