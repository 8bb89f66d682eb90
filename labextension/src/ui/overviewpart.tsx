/** The panel's overview: who wrote what, which systems, at what cost, how much is known. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IOverview, ISystemRow } from '../overview';
import type { CellOrigin } from '../spans';
import { dateWord, originWord, percent, quantityWord } from './words';

interface IProps {
  readonly trans: TranslationBundle;
  readonly overview: IOverview;
}

type By = 'ai' | 'human' | 'unknown';

/** Shares by characters as a bar, and by cells in words. */
export function Shares({ trans, overview }: IProps): React.ReactElement {
  const { characters, origins, codeCells, trackedCells } = overview;
  const all = characters.ai + characters.human + characters.unknown;
  const parts: readonly [By, string][] = [
    ['ai', trans.__('AI')],
    ['human', trans.__('Human')],
    ['unknown', trans.__('Unknown')]
  ];
  const said = parts.map(
    ([by, word]) => `${word} ${percent(characters[by], all)}`
  );
  const cells: readonly CellOrigin[] = [
    'ai-generated',
    'ai-assisted',
    'human',
    'unknown'
  ];
  return (
    <section className="jp-aiprov-Section">
      <h2>{trans.__('Who wrote the text')}</h2>
      <div className="jp-aiprov-Bar" role="img" aria-label={said.join(', ')}>
        {parts
          .filter(([by]) => characters[by] > 0)
          .map(([by]) => (
            <span
              key={by}
              className={`jp-mod-${by}`}
              style={{ flexGrow: characters[by] }}
            />
          ))}
      </div>
      <ul className="jp-aiprov-Legend">
        {parts.map(([by, word]) => (
          <li key={by}>
            <i className={`jp-aiprov-Swatch jp-mod-${by}`} aria-hidden="true" />
            {word} <strong>{percent(characters[by], all)}</strong>
          </li>
        ))}
      </ul>
      <dl className="jp-aiprov-Facts">
        {cells.map(origin => (
          <div key={origin}>
            <dt>{originWord(trans, origin)}</dt>
            <dd>{trans._n('%1 cell', '%1 cells', origins[origin])}</dd>
          </div>
        ))}
      </dl>
      <p className="jp-aiprov-Quiet">
        {trans._n(
          '%2 of %1 code cell was written under tracking or declared.',
          '%2 of %1 code cells were written under tracking or declared.',
          codeCells,
          trackedCells
        )}
      </p>
    </section>
  );
}

/** The AI systems, with calls, tokens, energy and carbon. */
export function Systems({ trans, overview }: IProps): React.ReactElement {
  const { systems } = overview;
  return (
    <section className="jp-aiprov-Section">
      <h2>{trans.__('AI systems')}</h2>
      {systems.length === 0 && (
        <p className="jp-aiprov-Quiet">
          {trans.__('None was seen or declared.')}
        </p>
      )}
      {systems.map(row => (
        <System key={`${row.scope} ${row.name}`} trans={trans} row={row} />
      ))}
    </section>
  );
}

function System({
  trans,
  row
}: {
  trans: TranslationBundle;
  row: ISystemRow;
}): React.ReactElement {
  const tokens = (count: number | null): string =>
    count === null ? '–' : count.toLocaleString(languageOf());
  return (
    <div className="jp-aiprov-System">
      <h3>{row.name}</h3>
      {row.isUncalled ? (
        <p className="jp-aiprov-Quiet">
          {trans.__('Named as an author; no call of it was seen.')}
        </p>
      ) : (
        <dl className="jp-aiprov-Facts">
          <div>
            <dt>{trans.__('Calls')}</dt>
            <dd>{row.calls.toLocaleString(languageOf())}</dd>
          </div>
          <div>
            <dt>{trans.__('Tokens in / out')}</dt>
            <dd>
              {tokens(row.input)} / {tokens(row.output)}
            </dd>
          </div>
          <div>
            <dt>
              {row.scope === 'local'
                ? trans.__('Energy (this machine)')
                : trans.__('Energy (remote)')}
            </dt>
            <dd title={row.energy?.method}>
              {quantityWord(trans, row.energy)}
            </dd>
          </div>
          <div>
            <dt>{trans.__('Carbon')}</dt>
            <dd title={row.carbon?.method}>
              {quantityWord(trans, row.carbon)}
            </dd>
          </div>
        </dl>
      )}
    </div>
  );
}

/** What running cost on this machine, and its course over kernel sessions. */
export function Costs({ trans, overview }: IProps): React.ReactElement {
  const { energy, carbon, sessions } = overview;
  const runs = sessions.reduce((sum, { cost }) => sum + (cost?.runs ?? 0), 0);
  return (
    <section className="jp-aiprov-Section">
      <h2>{trans.__('Running it, on this machine')}</h2>
      <dl className="jp-aiprov-Facts">
        <div>
          <dt>{trans.__('Kernel sessions')}</dt>
          <dd>{sessions.length.toLocaleString(languageOf())}</dd>
        </div>
        <div>
          <dt>{trans.__('Runs, re-runs included')}</dt>
          <dd>{runs.toLocaleString(languageOf())}</dd>
        </div>
        <div>
          <dt>{trans.__('Energy')}</dt>
          <dd title={energy?.method}>{quantityWord(trans, energy)}</dd>
        </div>
        <div>
          <dt>{trans.__('Carbon')}</dt>
          <dd title={carbon?.method}>{quantityWord(trans, carbon)}</dd>
        </div>
      </dl>
      <Course trans={trans} overview={overview} />
    </section>
  );
}

const WIDTH = 240;
const HEIGHT = 56;

/** Energy summed over the sessions that say theirs: a step each, from least to most. */
function Course({ trans, overview }: IProps): React.ReactElement | null {
  const known = overview.sessions.filter(({ cost }) => cost?.energy);
  if (known.length < 2) {
    return null;
  }
  let [low, high] = [0, 0];
  const steps = known.map(({ started, cost }) => {
    low += cost?.energy?.min ?? 0;
    high += cost?.energy?.max ?? 0;
    return { started, low, high };
  });
  const x = (step: number): number => (step * WIDTH) / known.length;
  const y = (value: number): number => HEIGHT - (value / high) * (HEIGHT - 2);
  const outline = (pick: 'low' | 'high'): string[] =>
    steps.flatMap((step, i) => [
      `${x(i)},${y(step[pick])}`,
      `${x(i + 1)},${y(step[pick])}`
    ]);
  const band = [...outline('high'), ...outline('low').reverse()].join(' ');
  const label = trans.__(
    'Energy summed over %1 kernel sessions, from %2 to %3',
    known.length,
    dateWord(known[0].started),
    dateWord(known[known.length - 1].started)
  );
  return (
    <figure className="jp-aiprov-Course">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        <polygon points={band} />
        <polyline points={outline('high').join(' ')} />
      </svg>
      <figcaption>{label}</figcaption>
    </figure>
  );
}

function languageOf(): string | undefined {
  return document.documentElement.lang || undefined;
}

/** What is recorded, where, and what is not. */
export function About({
  trans
}: {
  trans: TranslationBundle;
}): React.ReactElement {
  return (
    <details className="jp-aiprov-Section">
      <summary>{trans.__('What is recorded, and what is not')}</summary>
      <p>
        {trans.__(
          'In the notebook’s own metadata: which text came from an AI system and which was typed, the calls to models made by its cells, what running them cost, what their outputs rest on, and who checked them.'
        )}
      </p>
      <p>
        {trans.__(
          'Prompts and answers are kept as hashes only, unless you choose otherwise. What was not seen is shown as unknown, never as human. Nothing is sent anywhere.'
        )}
      </p>
    </details>
  );
}
