/** The panel's export: the appendix as a file, whose form, in which language. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/** What is asked of the appendix. */
export interface IExport {
  readonly format: string;
  readonly language: string;
  readonly preset: string;
}

/** Whose form a statement takes: names of the presets, as people write them. */
const PRESETS: readonly [string, string][] = [
  ['inserm', 'Inserm'],
  ['ec', 'European Commission'],
  ['icmje', 'ICMJE'],
  ['acm', 'ACM'],
  ['aid', 'AID'],
  ['elsevier', 'Elsevier'],
  ['gaidet', 'GAIDeT'],
  ['gamer', 'GAMER'],
  ['ieee', 'IEEE'],
  ['jama', 'JAMA'],
  ['joss', 'JOSS'],
  ['neurips', 'NeurIPS'],
  ['plos', 'PLOS'],
  ['science', 'Science'],
  ['springer-nature', 'Springer Nature']
];
const FORMATS: readonly [string, string][] = [
  ['html', 'HTML'],
  ['pdf', 'PDF'],
  ['docx', 'Word'],
  ['md', 'Markdown'],
  ['tex', 'LaTeX']
];

interface IProps {
  readonly trans: TranslationBundle;
  readonly language: string;
  readonly onExport: (options: IExport) => void;
}

export function Exporting({
  trans,
  language,
  onExport
}: IProps): React.ReactElement {
  const [options, setOptions] = React.useState<IExport>({
    format: 'html',
    preset: 'general',
    language
  });
  const choices: readonly [keyof IExport, string, [string, string][]][] = [
    [
      'preset',
      trans.__('For'),
      [['general', trans.__('General purpose')], ...PRESETS]
    ],
    ['format', trans.__('Format'), [...FORMATS]],
    [
      'language',
      trans.__('Language'),
      [
        ['en', 'English'],
        ['fr', 'Français']
      ]
    ]
  ];
  return (
    <section className="jp-aiprov-Section">
      <h2>{trans.__('Provenance appendix')}</h2>
      <div className="jp-aiprov-Export">
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
    </section>
  );
}
