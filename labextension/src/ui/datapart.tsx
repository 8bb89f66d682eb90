/** The panel's graph of synthetic and model-made data: where they are made, where they end up. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IDataFlow } from '../overview';
import type { Passport } from '../record';

const ROW = 22;
const WIDTH = 260;
const [LEFT, RIGHT] = [120, 150];

interface IProps {
  readonly trans: TranslationBundle;
  readonly flows: readonly IDataFlow[];
  readonly onGo: (index: number) => void;
}

export function DataFlows({
  trans,
  flows,
  onGo
}: IProps): React.ReactElement | null {
  if (!flows.length) {
    return null;
  }
  return (
    <section className="jp-aiprov-Section">
      <h2>{trans.__('Synthetic and model-made data')}</h2>
      <Graph trans={trans} flows={flows} onGo={onGo} />
      <ul className="jp-aiprov-Flows">
        {flows.map(flow => (
          <li key={flow.id}>
            <strong>{flow.name}</strong>{' '}
            {flow.mark === 'synthetic'
              ? trans.__('synthetic')
              : trans.__('a model’s answer')}
            {' → '}
            {reached(trans, flow)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function reached(trans: TranslationBundle, flow: IDataFlow): string {
  const cells = flow.restsIn.map(index => trans.__('cell %1', index + 1));
  const ends = [...cells, ...flow.files];
  return ends.length ? ends.join(', ') : trans.__('nothing shown or written');
}

/** Data at the left, cells and files that rest on them at the right. */
function Graph({ trans, flows, onGo }: IProps): React.ReactElement {
  const cells = [...new Set(flows.flatMap(({ restsIn }) => restsIn))];
  const files = [...new Set(flows.flatMap(flow => flow.files))];
  const ends = [...cells.sort((a, b) => a - b), ...files];
  const height = Math.max(flows.length, ends.length) * ROW;
  const middle = (row: number): number => row * ROW + ROW / 2;
  return (
    <svg
      className="jp-aiprov-Graph"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="group"
      aria-label={trans.__('Where these data end up')}
    >
      {flows.flatMap((flow, row) =>
        [...flow.restsIn, ...flow.files].map(end => {
          const to = middle(ends.indexOf(end));
          const from = middle(row);
          const half = (LEFT + RIGHT) / 2;
          return (
            <path
              key={`${flow.id} ${end}`}
              className={`jp-mod-${flow.mark}`}
              d={`M${LEFT} ${from}C${half} ${from} ${half} ${to} ${RIGHT} ${to}`}
            />
          );
        })
      )}
      {flows.map((flow, row) => (
        <Node
          key={flow.id}
          x={0}
          width={LEFT}
          y={row * ROW}
          text={flow.name}
          modifier={flow.mark}
          onClick={
            flow.madeIn === null ? undefined : () => onGo(flow.madeIn ?? 0)
          }
        />
      ))}
      {ends.map((end, row) => (
        <Node
          key={end}
          x={RIGHT}
          width={WIDTH - RIGHT}
          y={row * ROW}
          text={typeof end === 'number' ? trans.__('cell %1', end + 1) : end}
          modifier="end"
          onClick={typeof end === 'number' ? () => onGo(end) : undefined}
        />
      ))}
    </svg>
  );
}

interface INode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly text: string;
  readonly modifier: string;
  readonly onClick: (() => void) | undefined;
}

function Node({
  x,
  y,
  width,
  text,
  modifier,
  onClick
}: INode): React.ReactElement {
  const most = Math.floor((width - 12) / 6);
  const shown = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  const interactive = onClick && {
    role: 'button',
    tabIndex: 0,
    onClick,
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        onClick();
      }
    }
  };
  return (
    <g className={`jp-mod-${modifier}`} aria-label={text} {...interactive}>
      <title>{text}</title>
      <rect x={x + 1} y={y + 2} width={width - 2} height={ROW - 4} rx={3} />
      <text x={x + 6} y={y + 15}>
        {shown}
      </text>
    </g>
  );
}

/** Passports of data sets: what a reader must know of them, as far as it is told. */
export function Passports({
  trans,
  passports
}: {
  trans: TranslationBundle;
  passports: readonly Passport[];
}): React.ReactElement | null {
  if (!passports.length) {
    return null;
  }
  const words: readonly [keyof Passport, string][] = [
    ['origin', trans.__('Origin')],
    ['quality', trans.__('Quality')],
    ['biases', trans.__('Biases')],
    ['legal_basis', trans.__('Legal basis')],
    ['access', trans.__('Access')],
    ['licence', trans.__('Licence')],
    ['identifier', trans.__('Identifier')]
  ];
  return (
    <section className="jp-aiprov-Section">
      <h2>{trans.__('Passports of data sets')}</h2>
      {passports.map(passport => (
        <details key={passport.name}>
          <summary>{passport.name}</summary>
          <dl className="jp-aiprov-Facts">
            {words.map(([key, word]) => {
              const told = passport[key];
              return (
                <div key={key}>
                  <dt>{word}</dt>
                  <dd>
                    {typeof told === 'string' ? told : trans.__('not told')}
                  </dd>
                </div>
              );
            })}
          </dl>
        </details>
      ))}
    </section>
  );
}
