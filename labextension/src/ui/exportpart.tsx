/** The panel's export: the appendix as a file, whose form, in which language. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { defaults, formLabel, type IChoices, type IExport } from './appendix';
import { labelOf } from './language';
import { Section } from './section';

interface IProps {
  readonly trans: TranslationBundle;
  /** Empty where the server serves no appendix: then nothing is offered. */
  readonly choices: IChoices;
  readonly onExport: (options: IExport) => void;
}

export function Exporting({
  trans,
  choices: { forms, presets, languages },
  onExport
}: IProps): React.ReactElement | null {
  const [options, setOptions] = React.useState<IExport>(() =>
    defaults({ languages })
  );
  if (!forms.length) {
    return null;
  }
  const choices: readonly [keyof IExport, string, [string, string][]][] = [
    [
      'preset',
      trans.__('For'),
      presets.map(({ name, title }) => [name, labelOf(title)])
    ],
    [
      'form',
      trans.__('Format'),
      forms.map(form => [form.name, formLabel(form)])
    ],
    [
      'lang',
      trans.__('Language'),
      languages.map(({ name, label }) => [name, label])
    ]
  ];
  return (
    <Section name="export" title={trans.__('Provenance appendix')}>
      <div className="jp-aiprov-Export" tabIndex={-1}>
        {choices.map(([key, word, items]) => (
          <label key={key} className="jp-aiprov-Field">
            <span>{word}</span>
            <select
              className="jp-mod-styled"
              name={`export-${key}`}
              value={options[key]}
              onChange={event =>
                setOptions({ ...options, [key]: event.target.value })
              }
            >
              {items.map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <button
        type="button"
        className="jp-aiprov-Button jp-mod-accent"
        onClick={() => onExport(options)}
      >
        {trans.__('Export')}
      </button>
    </Section>
  );
}
