/** The panel's review: one cell after another, by keyboard. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Person, Review, ReviewStatus } from '../record';
import type { IVerdict } from '../record/review';
import { isUnreviewed, needsReview, type ICellView } from '../cellview';
import { askedOf, inputAt, Inputs, kept, type Stated } from './inputs';
import { isOrcidWrong, PersonFields, personOf, type ITyped } from './person';
import { Methods, METHODS, toggled, type IMethods } from './reviewmethods';
import { Subject } from './reviewsubject';
import { Section } from './section';
import { reviewWord } from './labels';
import { capitalised, word } from './vocabulary';

interface IProps {
  readonly trans: TranslationBundle;
  readonly cells: readonly ICellView[];
  /** Whether it is known which cells need a review; null until the server has answered. */
  readonly isKnown: boolean | null;
  readonly isWritable: boolean;
  readonly reviewer: ITyped;
  readonly people: readonly Person[];
  /** The id of the cell under review; null for the first that waits. */
  readonly current: string | null;
  readonly onCurrent: (id: string) => void;
  readonly onGo: (view: ICellView) => void;
  /** Put the keyboard into the cell itself. */
  readonly onEnter: (view: ICellView) => void;
  readonly onVerdict: (view: ICellView, verdict: IVerdict) => void;
  /** Put back the review a cell had before, or none. */
  readonly onRestore: (view: ICellView, before: Review | null) => void;
}

/** The last verdict, for a person to take back. */
interface ILast {
  readonly view: ICellView;
  readonly status: ReviewStatus;
}

const KEYS: Readonly<Record<string, ReviewStatus>> = {
  v: 'verified',
  c: 'corrected',
  r: 'rejected'
};

/** Asked for in a way of their own: by buttons, and with what was compared. */
const OTHERS = askedOf(['status', 'method']);

/** Where it is not known which cells need a review, none that lacks one is left out. */
const WAITS: Readonly<
  Record<'true' | 'false' | 'null', (view: ICellView) => boolean>
> = {
  true: needsReview,
  false: view => isUnreviewed(view) && !view.isEmpty,
  null: () => false
};

export function Reviewing(props: IProps): React.ReactElement {
  const { trans, cells, current } = props;
  const [methods, setMethods] = React.useState<IMethods>({
    method: [],
    compared: []
  });
  const [stated, setStated] = React.useState<Stated>({});
  const [typed, setTyped] = React.useState(props.reviewer);
  const [last, setLast] = React.useState<ILast | null>(null);
  const place = React.useRef<HTMLDivElement>(null);
  const waits = WAITS[String(props.isKnown) as keyof typeof WAITS];
  const waiting = cells.filter(waits).length;
  const queue = cells.filter(view => waits(view) || view.id === current);
  const position = Math.max(
    queue.findIndex(({ id }) => id === current),
    0
  );
  const view = queue.at(position);
  const by = isOrcidWrong(typed) ? null : personOf(typed);

  const go = (step: number): void => {
    const next = queue.at((position + step) % queue.length);
    if (next) {
      props.onCurrent(next.id);
      setStated(kept(stated));
      // What came of one comparison says nothing of the next cell.
      setMethods({
        ...methods,
        compared: methods.compared.map(({ method, against }) => ({
          method,
          against
        }))
      });
      props.onGo(next);
    }
  };
  const judge = (status: ReviewStatus): void => {
    if (!props.isWritable || !view) {
      return;
    }
    if (!by) {
      place.current?.querySelector<HTMLElement>('[required]')?.focus();
      return;
    }
    props.onVerdict(view, { status, by, ...methods, stated });
    setLast({ view, status });
    go(1);
  };
  const undo = (): void => {
    if (last) {
      props.onRestore(last.view, last.view.record.review ?? null);
      props.onCurrent(last.view.id);
      props.onGo(last.view);
      setLast(null);
    }
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const key = event.key.toLowerCase();
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const done = isTyping(event.target)
      ? leaves(event) && (place.current?.focus(), true)
      : isPlain && pressed(key);
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const pressed = (key: string): boolean => {
    const method = METHODS[Number(key) - 1];
    const input = inputAt(key);
    if (key in KEYS) {
      judge(KEYS[key]);
    } else if (key === 'n' || key === 'p') {
      go(key === 'n' ? 1 : -1);
    } else if (key === 'u') {
      undo();
    } else if (input) {
      place.current?.querySelector<HTMLElement>(`[name=${input}]`)?.focus();
    } else if (method) {
      setMethods(toggled(methods, method));
    } else if (key === 'enter' && document.activeElement === place.current) {
      if (view) {
        props.onEnter(view);
      }
    } else {
      return false;
    }
    return true;
  };

  return (
    <Section name="review" title={trans.__('Review')}>
      <div
        ref={place}
        className="jp-aiprov-Review"
        role="group"
        aria-label={trans.__('Review')}
        tabIndex={-1}
        onKeyDown={onKey}
      >
        <Progress
          trans={trans}
          waiting={waiting}
          isKnown={props.isKnown}
          isTouched={cells.some(one => one.review !== 'none')}
          last={last}
          onUndo={undo}
        />
        {view && (
          <>
            <Subject
              trans={trans}
              view={view}
              position={position}
              count={queue.length}
              onGo={props.onGo}
              onStep={go}
            />
            <Methods trans={trans} chosen={methods} onChange={setMethods} />
            <Inputs members={OTHERS} stated={stated} onChange={setStated} />
            <PersonFields
              trans={trans}
              label={trans.__('Reviewer')}
              prefix="reviewer-"
              typed={typed}
              people={props.people}
              isRequired
              onChange={setTyped}
            />
            {!personOf(typed) && (
              <p className="jp-aiprov-Quiet" role="note">
                {trans.__(
                  'Somebody must answer for a review: a name is needed.'
                )}
              </p>
            )}
            <Verdicts
              isEnabled={props.isWritable && by !== null}
              onJudge={judge}
            />
          </>
        )}
      </div>
    </Section>
  );
}

function isTyping(target: EventTarget): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && target.type !== 'checkbox')
  );
}

/** Escape leaves a field for the keys of the review; so does Enter where it starts no line. */
function leaves({ key, target }: React.KeyboardEvent): boolean {
  const isLine = target instanceof HTMLInputElement;
  return key === 'Escape' || (key === 'Enter' && isLine);
}

/** How much is left, and the last verdict. */
function Progress({
  trans,
  waiting,
  isKnown,
  isTouched,
  last,
  onUndo
}: {
  trans: TranslationBundle;
  waiting: number;
  isKnown: boolean | null;
  isTouched: boolean;
  last: ILast | null;
  onUndo: () => void;
}): React.ReactElement {
  const none = isTouched
    ? trans.__('Nothing is left to review.')
    : trans.__(
        'Nothing to review: no cell is known to hold something of an AI.'
      );
  return (
    <div className="jp-aiprov-Progress">
      <p className="jp-aiprov-Quiet" role="status">
        {isKnown === false
          ? trans.__(
              'Which cells need a review is not known here: all without one are offered.'
            )
          : waiting
            ? trans._n('%1 cell to review', '%1 cells to review', waiting)
            : isKnown && none}
      </p>
      {last && (
        <p className="jp-aiprov-Quiet" role="status">
          {trans.__('cell %1', last.view.index + 1)} · {reviewWord(last.status)}{' '}
          <button
            type="button"
            className="jp-aiprov-Link"
            aria-keyshortcuts="U"
            onClick={onUndo}
          >
            {trans.__('Undo (U)')}
          </button>
        </p>
      )}
    </div>
  );
}

function Verdicts({
  isEnabled,
  onJudge
}: {
  isEnabled: boolean;
  onJudge: (status: ReviewStatus) => void;
}): React.ReactElement {
  const keys: readonly [ReviewStatus, string][] = [
    ['verified', 'V'],
    ['corrected', 'C'],
    ['rejected', 'R']
  ];
  return (
    <div className="jp-aiprov-Verdicts">
      {keys.map(([status, key]) => (
        <button
          key={status}
          type="button"
          className={`jp-aiprov-Button jp-mod-${status}`}
          disabled={!isEnabled}
          aria-keyshortcuts={key}
          onClick={() => onJudge(status)}
        >
          {capitalised(word('review', status))}{' '}
          <kbd aria-hidden="true">{key}</kbd>
        </button>
      ))}
    </div>
  );
}
