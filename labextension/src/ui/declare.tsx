/** The form in which a person says where a cell, or a part of one, comes from. */

import { ReactWidget, type Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IDeclared } from '../declaration';
import { content } from '../declaration';
import type { ContentMode, Origin, Person, System } from '../record';
import { PersonFields, personOf } from './person';
import type { IRemembered } from './settings';
import { systemWord } from './labels';
import { capitalised, word } from './vocabulary';

/** What the form begins with. */
export interface IDeclareOptions {
  readonly remembered: IRemembered;
  readonly mode: ContentMode;
  /** Systems remembered, and those this notebook names already. */
  readonly systems: readonly System[];
  readonly people: readonly Person[];
  /** Only a part of one cell is spoken of: it cannot be "assisted". */
  readonly isSelection: boolean;
}

/** The fields as text, as they are typed. */
interface IFields extends Required<IRemembered> {
  readonly origin: Origin;
  readonly purpose: string;
  readonly prompt: string;
  readonly mode: ContentMode;
}

/** The body of the dialog. */
export class DeclareForm
  extends ReactWidget
  implements Dialog.IBodyWidget<IDeclared>
{
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _options: IDeclareOptions
  ) {
    super();
    this.addClass('jp-aiprov-Form');
    const { remembered, mode } = _options;
    this._fields = {
      tool: '',
      model: '',
      model_version: '',
      provider: '',
      name: '',
      orcid: '',
      ...remembered,
      origin: 'generated',
      purpose: '',
      prompt: '',
      mode
    };
  }

  getValue(): IDeclared {
    const { origin, purpose, prompt, mode } = this._fields;
    const { tool, model, model_version, provider } = this._fields;
    const system = { tool, model, model_version, provider };
    const said = Object.entries(system)
      .map(([key, text]) => [key, text.trim()])
      .filter(([, text]) => text);
    return {
      origin,
      system: Object.fromEntries(said) as System,
      purpose,
      prompt,
      mode,
      by: personOf(this._fields)
    };
  }

  protected override render(): React.ReactElement {
    return (
      <Fields
        trans={this._trans}
        options={this._options}
        fields={this._fields}
        onChange={changes => {
          this._fields = { ...this._fields, ...changes };
          this.update();
        }}
      />
    );
  }

  private _fields: IFields;
}

interface IProps {
  readonly trans: TranslationBundle;
  readonly options: IDeclareOptions;
  readonly fields: IFields;
  readonly onChange: (changes: Partial<IFields>) => void;
}

function Fields(props: IProps): React.ReactElement {
  const { trans, options, fields } = props;
  const isHuman = fields.origin === 'human';
  const proposals = (key: 'tool' | 'model' | 'provider'): string[] =>
    unique(options.systems.map(system => system[key]));
  return (
    <>
      <Origins {...props} />
      {!isHuman && <Known {...props} />}
      {!isHuman && (
        <div className="jp-aiprov-Form-grid">
          <Text
            {...props}
            name="tool"
            label={trans.__('Tool')}
            hint={trans.__('e.g. a chat, an assistant')}
            proposals={proposals('tool')}
          />
          <Text
            {...props}
            name="provider"
            label={trans.__('Provider')}
            proposals={proposals('provider')}
          />
          <Text
            {...props}
            name="model"
            label={trans.__('Model')}
            proposals={proposals('model')}
          />
          <Text {...props} name="model_version" label={trans.__('Version')} />
        </div>
      )}
      <Text
        {...props}
        name="purpose"
        label={trans.__('Purpose')}
        hint={trans.__('What it was used for')}
      />
      {!isHuman && <Prompt {...props} />}
      <PersonFields
        trans={trans}
        label={trans.__('Declared by')}
        hint={trans.__('Optional')}
        prefix=""
        typed={fields}
        people={options.people}
        onChange={props.onChange}
      />
    </>
  );
}

function Origins({
  trans,
  options,
  fields,
  onChange
}: IProps): React.ReactElement {
  const all: readonly [Origin, string, string][] = [
    [
      'generated',
      capitalised(word('declared_origin', 'generated')),
      options.isSelection
        ? trans.__('An AI system wrote it, or a person typed what one showed.')
        : trans.__('An AI system wrote it.')
    ],
    [
      'assisted',
      capitalised(word('declared_origin', 'assisted')),
      trans.__('Written together with an AI system.')
    ],
    [
      'human',
      capitalised(word('declared_origin', 'human')),
      trans.__('A person wrote it.')
    ]
  ];
  const offered = all.filter(
    ([origin]) => !options.isSelection || origin !== 'assisted'
  );
  return (
    <fieldset className="jp-aiprov-Form-origins">
      <legend>{trans.__('Where does this text come from?')}</legend>
      {offered.map(([origin, label, hint]) => (
        <label key={origin}>
          <input
            type="radio"
            name="aiprov-origin"
            value={origin}
            checked={fields.origin === origin}
            onChange={() => onChange({ origin })}
          />
          <span>
            <strong>{label}</strong>
            <small>{hint}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** A system known from before, all of its names at once. */
function Known({
  trans,
  options,
  fields,
  onChange
}: IProps): React.ReactElement | null {
  const known = new Map(
    options.systems.map(system => [systemWord(trans, system), system])
  );
  if (known.size < 2) {
    return null;
  }
  const current = systemWord(trans, fields);
  return (
    <label className="jp-aiprov-Field">
      <span>{trans.__('A system named before')}</span>
      <select
        className="jp-mod-styled"
        name="known"
        value={known.has(current) ? current : ''}
        onChange={({ target }) => {
          const system = known.get(target.value) ?? {};
          const { tool, model, model_version, provider } = system;
          onChange({
            tool: tool ?? '',
            model: model ?? '',
            model_version: model_version ?? '',
            provider: provider ?? ''
          });
        }}
      >
        <option value="">{trans.__('Another one')}</option>
        {[...known.keys()].map(word => (
          <option key={word} value={word}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

type TextName = 'tool' | 'model' | 'model_version' | 'provider' | 'purpose';

interface ITextProps extends IProps {
  readonly name: TextName;
  readonly label: string;
  readonly hint?: string;
  readonly proposals?: readonly string[];
}

function Text({
  name,
  label,
  hint,
  proposals,
  fields,
  onChange
}: ITextProps): React.ReactElement {
  const list = proposals?.length ? `aiprov-list-${name}` : undefined;
  return (
    <label className="jp-aiprov-Field">
      <span>{label}</span>
      <input
        className="jp-mod-styled"
        name={name}
        value={fields[name]}
        placeholder={hint}
        list={list}
        onChange={event => onChange({ [name]: event.target.value })}
      />
      {list && (
        <datalist id={list}>
          {proposals?.map(text => (
            <option key={text} value={text} />
          ))}
        </datalist>
      )}
    </label>
  );
}

function Prompt({ trans, fields, onChange }: IProps): React.ReactElement {
  const modes = (['hash', 'redacted', 'full'] as const).map(
    (mode): readonly [ContentMode, string] => [
      mode,
      trans.__('Keep %1', word('content_mode', mode))
    ]
  );
  const kept = fields.prompt.trim()
    ? content(fields.prompt, fields.mode)
    : null;
  return (
    <div className="jp-aiprov-Form-prompt">
      <label className="jp-aiprov-Field">
        <span>{trans.__('Prompt')}</span>
        <textarea
          className="jp-mod-styled"
          name="prompt"
          rows={3}
          value={fields.prompt}
          placeholder={trans.__('Optional')}
          onChange={event => onChange({ prompt: event.target.value })}
        />
      </label>
      <label className="jp-aiprov-Field">
        <span>{trans.__('What is kept of it')}</span>
        <select
          className="jp-mod-styled"
          name="mode"
          value={fields.mode}
          onChange={event =>
            onChange({ mode: event.target.value as ContentMode })
          }
        >
          {modes.map(([mode, label]) => (
            <option key={mode} value={mode}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {kept && (
        <output className="jp-aiprov-Form-kept">
          {trans.__(
            'Kept in the notebook: %1',
            kept.text ?? `SHA-256 ${kept.sha256.slice(0, 16)}…`
          )}
        </output>
      )}
    </div>
  );
}

function unique(texts: readonly (string | null | undefined)[]): string[] {
  return [...new Set(texts.filter(text => !!text))] as string[];
}
