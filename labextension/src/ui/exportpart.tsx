/** The panel's export: the appendix as a file, whose form, in which language. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IExport, IPreset } from './appendix';
import { Section } from './section';

const FORMATS: readonly [string, string][] = [
  ['html', 'HTML'],
  ['pdf', 'PDF'],
  ['docx', 'Word'],
  ['md', 'Markdown'],
  ['tex', 'LaTeX']
];

interface IProps {
  readonly trans: TranslationBundle;
  readonly lang: string;
  /** None where the server serves no appendix: then nothing is offered. */
  readonly presets: readonly IPreset[];
  readonly onExport: (options: IExport) => void;
}

export function Exporting({
  trans,
  lang,
  presets,
  onExport
}: IProps): React.ReactElement | null {
  const [options, setOptions] = React.useState<IExport>({
    format: 'html',
    preset: 'general',
    lang
  });
  if (!presets.length) {
    return null;
  }
  const forms = presets.map(({ name, title }): [string, string] => [
    name,
    title[lang] ?? title.en
  ]);
  const choices: readonly [keyof IExport, string, [string, string][]][] = [
    ['preset', trans.__('For'), forms],
    ['format', trans.__('Format'), [...FORMATS]],
    [
      'lang',
      trans.__('Language'),
      [
        ['en', 'English'],
        ['fr', 'Français']
      ]
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
