/** The panel's list of cells, filtered. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import {
  isTouched,
  needsReview,
  staleCauses,
  type ICellView
} from '../cellview';
import { MarksBadge } from './marks';
import { Section } from './section';
import { markWord, staleLines } from './datalabels';
import { cellLines, originMark, originWord } from './labels';

type Filter =
  'ai' | 'human' | 'unknown' | 'synthetic' | 'stale' | 'review' | 'all';

const PASSES: Readonly<Record<Filter, (view: ICellView) => boolean>> = {
  ai: isTouched,
  human: ({ origin }) => origin === 'human',
  unknown: ({ origin, isEmpty }) => origin === 'unknown' && !isEmpty,
  synthetic: ({ marks }) => marks.includes('synthetic'),
  stale: view => staleCauses(view).length > 0,
  review: needsReview,
  all: () => true
};
/** Offered only where there are such cells. */
const RARE: ReadonlySet<Filter> = new Set(['synthetic', 'stale', 'review']);
/** More rows than anyone reads at once; the rest is there on request. */
const FIRST = 200;

interface IProps {
  readonly trans: TranslationBundle;
  readonly cells: readonly ICellView[];
  readonly onGo: (view: ICellView) => void;
}

export function Cells({ trans, cells, onGo }: IProps): React.ReactElement {
  const [filter, setFilter] = React.useState<Filter>('ai');
  const [isLong, setLong] = React.useState(false);
  const words: readonly [Filter, string][] = [
    ['ai', trans.__('AI or synthetic')],
    ['human', trans.__('Human')],
    ['unknown', trans.__('Unknown')],
    ['synthetic', trans.__('On synthetic data')],
    ['stale', trans.__('Out of date')],
    ['review', trans.__('To review')],
    ['all', trans.__('All')]
  ];
  const offered = words.filter(
    ([name]) => name === filter || !RARE.has(name) || cells.some(PASSES[name])
  );
  const found = cells.filter(PASSES[filter]);
  const shown = isLong ? found : found.slice(0, FIRST);
  return (
    <Section name="cells" title={trans.__('Cells')}>
      <div
        className="jp-aiprov-Filters"
        role="group"
        aria-label={trans.__('Show cells')}
      >
        {offered.map(([name, word]) => (
          <button
            key={name}
            type="button"
            aria-pressed={filter === name}
            onClick={() => setFilter(name)}
          >
            {word}
          </button>
        ))}
      </div>
      {found.length === 0 && (
        <p className="jp-aiprov-Quiet">{trans.__('No such cell.')}</p>
      )}
      <ol className="jp-aiprov-Cells">
        {shown.map(view => (
          <li key={view.id}>
            <Row trans={trans} view={view} onGo={onGo} />
          </li>
        ))}
      </ol>
      {shown.length < found.length && (
        <button
          type="button"
          className="jp-aiprov-Button"
          onClick={() => setLong(true)}
        >
          {trans.__('Show all %1', found.length)}
        </button>
      )}
    </Section>
  );
}

function Row({
  trans,
  view,
  onGo
}: {
  trans: TranslationBundle;
  view: ICellView;
  onGo: (view: ICellView) => void;
}): React.ReactElement {
  const signs = {
    verified: '✓',
    corrected: '✓',
    rejected: '✗',
    stale: '!',
    unknown: '?'
  };
  const lines = cellLines(trans, view);
  const stale = staleLines(trans, staleCauses(view));
  const marks = view.marks.map(mark => markWord(mark));
  return (
    <button
      type="button"
      title={[...lines, ...marks, ...stale].join('\n')}
      onClick={() => onGo(view)}
    >
      <span className={`jp-aiprov-Badge jp-mod-${view.origin}`}>
        <span aria-hidden="true">{originMark(view.origin)}</span>
        <span className="jp-aiprov-Hidden">{originWord(view.origin)}</span>
      </span>
      <span className="jp-aiprov-Cells-number">{view.index + 1}</span>
      <code>{view.excerpt || '…'}</code>
      <MarksBadge marks={view.marks} />
      {stale.length > 0 && (
        <span
          className="jp-aiprov-Badge jp-mod-stale"
          role="img"
          aria-label={stale.join(' ')}
        >
          ↻
        </span>
      )}
      {view.review !== 'none' && (
        <span
          className={`jp-aiprov-Badge jp-mod-${view.review}`}
          aria-label={lines[lines.length - 1]}
          role="img"
        >
          {signs[view.review]}
        </span>
      )}
    </button>
  );
}
