/** How a cell was checked, and what it was compared with. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Comparison } from '../record';
import { fieldAsked, wordsOf } from './fields';
import { comparesBy, word } from './vocabulary';

/** How a cell may be checked; other words are kept as they are. */
export const METHODS = wordsOf('Review', 'method');

/** What is chosen and typed; comparisons by method, kept while their method is off. */
export interface IMethods {
  readonly method: readonly string[];
  readonly compared: readonly Comparison[];
}

/** The methods with one more, or one less. */
export function toggled({ method, compared }: IMethods, one: string): IMethods {
  const without = method.filter(other => other !== one);
  return {
    method: without.length < method.length ? without : [...method, one],
    compared
  };
}

interface IProps {
  readonly trans: TranslationBundle;
  readonly chosen: IMethods;
  readonly onChange: (chosen: IMethods) => void;
}

export function Methods({
  trans,
  chosen,
  onChange
}: IProps): React.ReactElement {
  return (
    <fieldset className="jp-aiprov-Methods">
      <legend>{fieldAsked('Review', 'method')}</legend>
      {METHODS.map((method, index) => (
        <React.Fragment key={method}>
          <label>
            <input
              type="checkbox"
              checked={chosen.method.includes(method)}
              aria-keyshortcuts={String(index + 1)}
              onChange={() => onChange(toggled(chosen, method))}
            />
            <span>{word('method', method)}</span>
            <kbd aria-hidden="true">{index + 1}</kbd>
          </label>
          {comparesBy(method) && chosen.method.includes(method) && (
            <Compared
              trans={trans}
              compared={
                chosen.compared.find(one => one.method === method) ?? { method }
              }
              onChange={compared =>
                onChange({
                  ...chosen,
                  compared: [
                    ...chosen.compared.filter(one => one.method !== method),
                    compared
                  ]
                })
              }
            />
          )}
        </React.Fragment>
      ))}
    </fieldset>
  );
}

function Compared({
  trans,
  compared,
  onChange
}: {
  trans: TranslationBundle;
  compared: Comparison;
  onChange: (compared: Comparison) => void;
}): React.ReactElement {
  const { method } = compared;
  const texts: readonly ['against' | 'result', string][] = [
    ['against', word('method', method, 'asked')],
    ['result', trans.__('What came of it')]
  ];
  return (
    <div
      className="jp-aiprov-Compared"
      role="group"
      aria-label={word('method', method)}
    >
      {texts.map(([key, text]) => (
        <label key={key} className="jp-aiprov-Field">
          <span>{text}</span>
          <input
            className="jp-mod-styled"
            name={`${method}-${key}`}
            value={compared[key] ?? ''}
            onChange={({ target }) =>
              onChange({ ...compared, [key]: target.value })
            }
          />
        </label>
      ))}
    </div>
  );
}
