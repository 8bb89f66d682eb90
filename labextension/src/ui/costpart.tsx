/** What running the notebook cost on this machine: in all, by session and by cell. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Quantity } from '../record';
import type { CostPoint, Overview } from '../report';
import { CostPlot } from './costplot';
import { Section } from './section';
import { countWord, dateWord, quantityWord } from './labels';

interface IProps {
  readonly trans: TranslationBundle;
  readonly overview: Overview;
  readonly onGo: (index: number) => void;
}

export function Costs(props: IProps): React.ReactElement {
  const { trans, overview } = props;
  const { energy, carbon, runs, unavailable: unknown } = overview;
  const title = trans.__('Running it, on this machine');
  if (!runs) {
    return (
      <Section name="cost" title={title}>
        <p className="jp-aiprov-Quiet">{trans.__('No run is on record.')}</p>
      </Section>
    );
  }
  const facts: readonly [string, string][] = [
    [trans.__('Kernel sessions'), countWord(overview.by_session.length)],
    [trans.__('Runs, re-runs included'), countWord(runs)],
    [trans.__('Energy'), quantityWord(trans, energy)],
    [trans.__('Carbon'), quantityWord(trans, carbon)]
  ];
  return (
    <Section name="cost" title={title}>
      <dl className="jp-aiprov-Facts">
        {facts.map(([word, value]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {unknown > 0 && energy && (
        <p className="jp-aiprov-Quiet">
          {trans._n(
            'The energy of %1 run is not available and not in the sum.',
            'The energy of %1 runs is not available and not in the sum.',
            unknown
          )}
        </p>
      )}
      {energy && (
        <p className="jp-aiprov-Quiet">
          {trans.__('Method: %1', methodOf(energy))}
        </p>
      )}
      <Course {...props} />
    </Section>
  );
}

function runsOf(points: readonly CostPoint[]): number {
  return points.reduce((sum, point) => sum + point.runs, 0);
}

/** Methods with their versions, as a figure that was summed names them. */
function methodOf({ method, version }: Quantity): string {
  const versions = (version ?? '').split('; ');
  return method
    .split('; ')
    .map((name, at) => [name, versions[at]].filter(Boolean).join(' '))
    .join(', ');
}

type By = 'session' | 'cell';

/** The same figures by session, or by cell, drawn and as a table. */
function Course({ trans, overview, onGo }: IProps): React.ReactElement | null {
  const { by_session: sessions, by_cell: cells } = overview;
  const [chosen, setBy] = React.useState<By | null>(null);
  const points: Readonly<Record<By, readonly CostPoint[]>> = {
    session: sessions,
    cell: cells
  };
  const offered = (['session', 'cell'] as const).filter(
    by => points[by].filter(({ energy }) => energy).length > 1
  );
  const by = chosen && offered.includes(chosen) ? chosen : offered[0];
  if (!by) {
    return null;
  }
  const words: Readonly<Record<By, string>> = {
    session: trans.__('By session'),
    cell: trans.__('By cell, all runs')
  };
  const nameOf = ({ index, started }: CostPoint): string =>
    started ? dateWord(started) : trans.__('cell %1', index + 1);
  const gone = runsOf(sessions) - runsOf(cells);
  return (
    <figure className="jp-aiprov-Course">
      <div
        className="jp-aiprov-Filters"
        role="group"
        aria-label={trans.__('Energy over time')}
      >
        {offered.map(one => (
          <button
            key={one}
            type="button"
            aria-pressed={one === by}
            onClick={() => setBy(one)}
          >
            {words[one]}
          </button>
        ))}
      </div>
      <CostPlot trans={trans} points={points[by]} nameOf={nameOf} />
      <figcaption>
        {trans.__('Filled: the least it may have been. Outlined: the most.')}
        {by === 'cell' && gone > 0 && (
          <>
            {' '}
            {trans._n(
              '%1 run was of a cell that is no longer here: it is in the sum and by session.',
              '%1 runs were of cells that are no longer here: they are in the sum and by session.',
              gone
            )}
          </>
        )}
      </figcaption>
      <details>
        <summary>{trans.__('As a table')}</summary>
        <Figures
          trans={trans}
          head={by === 'cell' ? trans.__('Cell') : trans.__('Session')}
          points={points[by]}
          nameOf={nameOf}
          onGo={by === 'cell' ? onGo : null}
        />
      </details>
    </figure>
  );
}

function Figures({
  trans,
  head,
  points,
  nameOf,
  onGo
}: {
  trans: TranslationBundle;
  head: string;
  points: readonly CostPoint[];
  nameOf: (point: CostPoint) => string;
  onGo: ((index: number) => void) | null;
}): React.ReactElement {
  const heads = [trans.__('Runs'), trans.__('Energy, carbon')];
  return (
    <table className="jp-aiprov-Table">
      <thead>
        <tr>
          {[head, ...heads].map(word => (
            <th key={word} scope="col">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points.map(point => (
          <tr key={point.index}>
            <th scope="row">
              {onGo ? (
                <button
                  type="button"
                  className="jp-aiprov-Link"
                  onClick={() => onGo(point.index)}
                >
                  {nameOf(point)}
                </button>
              ) : (
                nameOf(point)
              )}
            </th>
            <td>{countWord(point.runs)}</td>
            <td>
              {quantityWord(trans, point.energy)}
              {point.carbon && (
                <small>{quantityWord(trans, point.carbon)}</small>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
