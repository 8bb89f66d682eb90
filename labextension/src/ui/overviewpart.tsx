/** The panel's overview: who wrote what, which systems, at what cost, how much is known. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { CellOrigin } from '../record/spans';
import type { Overview, SystemLine } from '../report';
import { Section } from './section';
import {
  countWord,
  originWord,
  outcomesWord,
  percent,
  quantityWord
} from './labels';

interface IProps {
  readonly trans: TranslationBundle;
  readonly overview: Overview;
}

type By = 'ai' | 'human' | 'unknown';

/** Shares by characters as a bar, and by cells in words. */
export function Shares({ trans, overview }: IProps): React.ReactElement {
  const { authorship: characters, coverage } = overview;
  const all = characters.ai + characters.human + characters.unknown;
  const parts: readonly [By, string][] = [
    ['ai', trans.__('AI')],
    ['human', trans.__('Human')],
    ['unknown', trans.__('Unknown')]
  ];
  const said = parts.map(
    ([by, word]) => `${word} ${percent(characters[by], all)}`
  );
  const { ai_generated, ai_assisted, human, unknown } = overview.origins;
  const cells: readonly [CellOrigin, number][] = [
    ['ai-generated', ai_generated],
    ['ai-assisted', ai_assisted],
    ['human', human],
    ['unknown', unknown]
  ];
  return (
    <Section name="shares" title={trans.__('Who wrote the text')}>
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
        {cells
          .filter(([, count]) => count)
          .map(([origin, count]) => (
            <div key={origin}>
              <dt>{originWord(origin)}</dt>
              <dd>{trans._n('%1 cell', '%1 cells', count)}</dd>
            </div>
          ))}
      </dl>
      <p className="jp-aiprov-Quiet">
        {trans._n(
          '%1 of %2 code cells was written under tracking or declared.',
          '%1 of %2 code cells were written under tracking or declared.',
          coverage.tracked,
          coverage.code_cells
        )}
      </p>
    </Section>
  );
}

/** The AI systems, with calls, tokens, energy and carbon. */
export function Systems({ trans, overview }: IProps): React.ReactElement {
  const { systems, outcomes } = overview;
  const { accepted, edited, rejected } = outcomes;
  return (
    <Section name="systems" title={trans.__('AI systems')}>
      {systems.length === 0 && (
        <p className="jp-aiprov-Quiet">
          {trans.__('None was seen or declared.')}
        </p>
      )}
      {systems.map(row => (
        <System key={`${row.scope} ${row.name}`} trans={trans} row={row} />
      ))}
      {accepted + edited + rejected > 0 && (
        <p className="jp-aiprov-Quiet">{outcomesWord(trans, outcomes)}</p>
      )}
    </Section>
  );
}

function System({
  trans,
  row
}: {
  trans: TranslationBundle;
  row: SystemLine;
}): React.ReactElement {
  const tokens = (count: number | null): string =>
    count === null ? '–' : countWord(count);
  return (
    <div className="jp-aiprov-System">
      <h3>{row.name}</h3>
      {!row.is_called ? (
        <p className="jp-aiprov-Quiet">
          {trans.__('Named as an author; no call of it was seen.')}
        </p>
      ) : (
        <dl className="jp-aiprov-Facts">
          <div>
            <dt>{trans.__('Calls')}</dt>
            <dd>{countWord(row.calls)}</dd>
          </div>
          <div>
            <dt>{trans.__('Tokens in / out')}</dt>
            <dd>
              {tokens(row.input_tokens)} / {tokens(row.output_tokens)}
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
