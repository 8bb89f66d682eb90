/** Who answers for something: a name, and an ORCID iD whose checksum holds. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Person } from '../record';
import { orcidOf } from '../record/review';

/** A person as typed. */
export interface ITyped {
  readonly name: string;
  readonly orcid: string;
}

/** Whether an ORCID iD was typed that is none. */
export function isOrcidWrong({ orcid }: ITyped): boolean {
  return orcid.trim() !== '' && orcidOf(orcid) === null;
}

/** The person, if there is a name. */
export function personOf({ name, orcid }: ITyped): Person | null {
  const id = orcidOf(orcid);
  const said = name.trim();
  return said ? { name: said, ...(id ? { orcid: id } : {}) } : null;
}

interface IProps {
  readonly trans: TranslationBundle;
  readonly label: string;
  readonly hint?: string;
  /** Begins the names of the fields, so that each form has its own. */
  readonly prefix: string;
  readonly typed: ITyped;
  /** People remembered for this user: proposed, their iD with them. */
  readonly people: readonly Person[];
  readonly isRequired?: boolean;
  readonly onChange: (typed: ITyped) => void;
}

export function PersonFields({
  trans,
  label,
  hint,
  prefix,
  typed,
  people,
  isRequired,
  onChange
}: IProps): React.ReactElement {
  const isWrong = isOrcidWrong(typed);
  const list = people.length ? `aiprov-people-${prefix}` : undefined;
  const field = React.useRef<HTMLInputElement>(null);
  // Lab's dialogs look for errors as a key comes in, before this is drawn: they look again.
  React.useEffect(() => {
    field.current?.dispatchEvent(new Event('input', { bubbles: true }));
  }, [isWrong]);
  const rename = (name: string): void => {
    const known = people.find(one => one.name === name);
    onChange({ name, orcid: known ? (known.orcid ?? '') : typed.orcid });
  };
  return (
    <div className="jp-aiprov-Form-grid">
      <label className="jp-aiprov-Field">
        <span>{label}</span>
        <input
          className="jp-mod-styled"
          name={`${prefix}name`}
          value={typed.name}
          placeholder={hint}
          required={isRequired}
          list={list}
          autoComplete="off"
          onChange={({ target }) => rename(target.value)}
        />
        {list && (
          <datalist id={list}>
            {people.map(({ name }) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        )}
      </label>
      <label className="jp-aiprov-Field">
        <span>{trans.__('ORCID iD')}</span>
        <input
          ref={field}
          className={isWrong ? 'jp-mod-styled jp-mod-error' : 'jp-mod-styled'}
          name={`${prefix}orcid`}
          value={typed.orcid}
          placeholder="0000-0002-1825-0097"
          aria-invalid={isWrong}
          onChange={({ target }) => onChange({ ...typed, orcid: target.value })}
        />
        {isWrong && (
          <em role="alert">{trans.__('This is not a valid ORCID iD.')}</em>
        )}
      </label>
    </div>
  );
}
