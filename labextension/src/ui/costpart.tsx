/** What running the notebook cost on this machine: in all, by session and by run. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ICostPoint, IOverview } from '../overview';
import { Section } from './section';
import { countWord, dateWord, quantityWord } from './words';

interface IProps {
  readonly trans: TranslationBundle;
  readonly overview: IOverview;
  readonly runs: readonly ICostPoint[];
  readonly onGo: (index: number) => void;
}

export function Costs(props: IProps): React.ReactElement {
  const { trans, overview } = props;
  const { energy, carbon, sessions } = overview;
  const runs = sessions.reduce((sum, { cost }) => sum + (cost?.runs ?? 0), 0);
  const facts: readonly [string, string, string | undefined][] = [
    [trans.__('Kernel sessions'), countWord(sessions.length), undefined],
    [trans.__('Runs, re-runs included'), countWord(runs), undefined],
    [trans.__('Energy'), quantityWord(trans, energy), energy?.method],
    [trans.__('Carbon'), quantityWord(trans, carbon), carbon?.method]
  ];
  return (
    <Section name="cost" title={trans.__('Running it, on this machine')}>
      <dl className="jp-aiprov-Facts">
        {facts.map(([word, value, method]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd title={method}>{value}</dd>
          </div>
        ))}
      </dl>
      <Course {...props} />
    </Section>
  );
}

type By = 'session' | 'run';

/** Energy over time, as bars from the least to the most it may have been, and as a table. */
function Course({
  trans,
  overview,
  runs,
  onGo
}: IProps): React.ReactElement | null {
  const [chosen, setBy] = React.useState<By | null>(null);
  const bySession = overview.sessions.flatMap(({ started, cost }, index) =>
    cost?.energy ? { time: started, energy: cost.energy, index } : []
  );
  const enough: Readonly<Record<By, readonly ICostPoint[]>> = {
    session: bySession,
    run: runs
  };
  const offered = (['session', 'run'] as const).filter(
    by => enough[by].length > 1
  );
  const by = chosen && offered.includes(chosen) ? chosen : offered[0];
  if (!by) {
    return null;
  }
  const points = enough[by];
  const words: Readonly<Record<By, string>> = {
    session: trans.__('By session'),
    run: trans.__('By cell, last runs')
  };
  const nameOf = (point: ICostPoint): string =>
    by === 'run' ? trans.__('cell %1', point.index + 1) : '';
  return (
    <figure className="jp-aiprov-Course">
      {offered.length > 1 && (
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
      )}
      <Bars trans={trans} points={points} />
      <figcaption>
        {offered.length === 1 && `${words[by]} · `}
        {trans.__(
          'Energy, from %1 to %2',
          dateWord(points[0].time),
          dateWord(points[points.length - 1].time)
        )}
      </figcaption>
      <details>
        <summary>{trans.__('As a table')}</summary>
        <table className="jp-aiprov-Table">
          <thead>
            <tr>
              <th scope="col">{trans.__('Time')}</th>
              <th scope="col">{trans.__('Energy')}</th>
            </tr>
          </thead>
          <tbody>
            {points.map(point => (
              <tr key={`${point.time} ${point.index}`}>
                <th scope="row">
                  {by === 'run' && (
                    <button
                      type="button"
                      className="jp-aiprov-Link"
                      onClick={() => onGo(point.index)}
                    >
                      {nameOf(point)}
                    </button>
                  )}{' '}
                  {dateWord(point.time)}
                </th>
                <td title={point.energy.method}>
                  {quantityWord(trans, point.energy)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

const [WIDTH, HEIGHT, TOP] = [260, 64, 12];

function Bars({
  trans,
  points
}: {
  trans: TranslationBundle;
  points: readonly ICostPoint[];
}): React.ReactElement {
  const most = points.reduce((a, b) => (b.energy.max > a.energy.max ? b : a));
  const step = WIDTH / points.length;
  const width = Math.max(0.5, Math.min(24, step * 0.7));
  const high = (value: number): number =>
    most.energy.max ? (value / most.energy.max) * (HEIGHT - TOP) : 0;
  const label = trans.__(
    'Energy over time: %1 values, the largest %2',
    points.length,
    quantityWord(trans, most.energy)
  );
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <line x1={0} x2={WIDTH} y1={TOP} y2={TOP} />
      <text x={0} y={TOP - 3}>
        {quantityWord(trans, { ...most.energy, min: most.energy.max })}
      </text>
      {points.map(({ time, index, energy }, at) => {
        const x = at * step + (step - width) / 2;
        const bar = (value: number, name: string): React.ReactElement => (
          <rect
            className={`jp-mod-${name}`}
            x={x}
            y={HEIGHT - high(value)}
            width={width}
            height={high(value)}
          />
        );
        return (
          <g key={`${time} ${index}`}>
            <title>{`${dateWord(time)} · ${quantityWord(trans, energy)}`}</title>
            {bar(energy.max, 'most')}
            {bar(energy.min, 'least')}
          </g>
        );
      })}
    </svg>
  );
}
