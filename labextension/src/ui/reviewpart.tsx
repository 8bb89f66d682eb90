/** The panel's review: one cell after another, by keyboard. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Person, ReviewStatus } from '../record';
import { METHODS } from '../review';
import { needsReview, type ICellView } from '../views';
import { isOrcidWrong, PersonFields, personOf, type ITyped } from './person';
import { Section } from './section';
import { dateWord, methodWord, originWord, reviewWord } from './words';

/** What a reviewer says of a cell. */
export interface IVerdict {
  readonly status: ReviewStatus;
  readonly method: readonly string[];
  readonly note: string;
  readonly by: Person;
}

interface IProps {
  readonly trans: TranslationBundle;
  readonly cells: readonly ICellView[];
  readonly isWritable: boolean;
  readonly reviewer: ITyped;
  readonly people: readonly Person[];
  readonly onGo: (view: ICellView) => void;
  readonly onVerdict: (view: ICellView, verdict: IVerdict) => void;
}

const KEYS: Readonly<Record<string, ReviewStatus>> = {
  v: 'verified',
  c: 'corrected',
  r: 'rejected'
};

export function Reviewing(props: IProps): React.ReactElement {
  const { trans, cells, reviewer, onGo, onVerdict } = props;
  const [current, setCurrent] = React.useState<string | null>(null);
  const [method, setMethod] = React.useState<readonly string[]>([]);
  const [note, setNote] = React.useState('');
  const [typed, setTyped] = React.useState(reviewer);
  const queue = cells.filter(view => needsReview(view) || view.id === current);
  const position = queue.findIndex(({ id }) => id === current);
  const view = queue[position] ?? queue[0];
  const by = isOrcidWrong(typed) ? null : personOf(typed);
  const canJudge = props.isWritable && !!view && by !== null;

  const go = (step: number): void => {
    const from = queue.indexOf(view);
    const next = queue[(from + step + queue.length) % queue.length];
    if (next) {
      setCurrent(next.id);
      setNote('');
      onGo(next);
    }
  };
  const judge = (status: ReviewStatus): void => {
    if (!canJudge || !by) {
      return;
    }
    onVerdict(view, { status, method, note, by });
    go(1);
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const isTyping =
      event.target instanceof HTMLTextAreaElement ||
      (event.target instanceof HTMLInputElement &&
        event.target.type !== 'checkbox');
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const key = event.key.toLowerCase();
    if (key in KEYS) {
      judge(KEYS[key]);
    } else if (key === 'n' || key === 'p') {
      go(key === 'n' ? 1 : -1);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <Section name="review" title={trans.__('Review')}>
      <div className="jp-aiprov-Review" tabIndex={-1} onKeyDown={onKey}>
        <p className="jp-aiprov-Quiet" role="status">
          {trans._n(
            '%1 cell to review',
            '%1 cells to review',
            cells.filter(needsReview).length
          )}
        </p>
        {view && (
          <>
            <Subject
              trans={trans}
              view={view}
              place={trans.__(
                '%1 of %2',
                queue.indexOf(view) + 1,
                queue.length
              )}
              onGo={onGo}
              onStep={go}
            />
            <Methods trans={trans} chosen={method} onChange={setMethod} />
            <label className="jp-aiprov-Field">
              <span>{trans.__('Note')}</span>
              <textarea
                className="jp-mod-styled"
                rows={2}
                value={note}
                onChange={event => setNote(event.target.value)}
              />
            </label>
            <PersonFields
              trans={trans}
              label={trans.__('Reviewer')}
              prefix="reviewer-"
              typed={typed}
              people={props.people}
              isRequired
              onChange={setTyped}
            />
            <Verdicts trans={trans} isEnabled={canJudge} onJudge={judge} />
          </>
        )}
      </div>
    </Section>
  );
}

function Subject({
  trans,
  view,
  place,
  onGo,
  onStep
}: {
  trans: TranslationBundle;
  view: ICellView;
  place: string;
  onGo: (view: ICellView) => void;
  onStep: (step: number) => void;
}): React.ReactElement {
  const { review } = view.record;
  return (
    <div className="jp-aiprov-Subject">
      <div className="jp-aiprov-Steps">
        <button
          type="button"
          className="jp-aiprov-Button"
          title={trans.__('Previous (P)')}
          aria-label={trans.__('Previous (P)')}
          onClick={() => onStep(-1)}
        >
          ‹
        </button>
        <span>{place}</span>
        <button
          type="button"
          className="jp-aiprov-Button"
          title={trans.__('Next (N)')}
          aria-label={trans.__('Next (N)')}
          onClick={() => onStep(1)}
        >
          ›
        </button>
      </div>
      <button
        type="button"
        className="jp-aiprov-Subject-cell"
        onClick={() => onGo(view)}
      >
        <code>{view.excerpt || '…'}</code>
        <small>
          {trans.__('cell %1', view.index + 1)} ·{' '}
          {originWord(trans, view.origin)} · {reviewWord(trans, view.review)}
        </small>
      </button>
      {review && (
        <p className="jp-aiprov-Quiet">
          {review.by.name} · {dateWord(review.time)}
          {review.note ? ` · ${review.note}` : ''}
        </p>
      )}
    </div>
  );
}

function Methods({
  trans,
  chosen,
  onChange
}: {
  trans: TranslationBundle;
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}): React.ReactElement {
  return (
    <fieldset className="jp-aiprov-Methods">
      <legend>{trans.__('How it was checked')}</legend>
      {METHODS.map(method => (
        <label key={method}>
          <input
            type="checkbox"
            checked={chosen.includes(method)}
            onChange={({ target }) =>
              onChange(
                target.checked
                  ? [...chosen, method]
                  : chosen.filter(one => one !== method)
              )
            }
          />
          {methodWord(trans, method)}
        </label>
      ))}
    </fieldset>
  );
}

function Verdicts({
  trans,
  isEnabled,
  onJudge
}: {
  trans: TranslationBundle;
  isEnabled: boolean;
  onJudge: (status: ReviewStatus) => void;
}): React.ReactElement {
  const words: readonly [ReviewStatus, string, string][] = [
    ['verified', trans.__('Verify'), 'V'],
    ['corrected', trans.__('Corrected'), 'C'],
    ['rejected', trans.__('Reject'), 'R']
  ];
  return (
    <div className="jp-aiprov-Verdicts">
      {words.map(([status, word, key]) => (
        <button
          key={status}
          type="button"
          className={`jp-aiprov-Button jp-mod-${status}`}
          disabled={!isEnabled}
          aria-keyshortcuts={key}
          onClick={() => onJudge(status)}
        >
          {word} <kbd aria-hidden="true">{key}</kbd>
        </button>
      ))}
    </div>
  );
}
