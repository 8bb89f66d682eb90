/** The panel's data sets: what the cells read, and what a reader must know of it. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { FIELDS, missingFields, passportOf } from '../passports';
import type { NotebookRecord, Passport } from '../record';
import type { UsedData } from '../report';
import { Section } from './section';
import { fieldWord } from './fields';

interface IProps {
  readonly trans: TranslationBundle;
  readonly data: readonly UsedData[];
  /** The notebook's own, which holds the passports. */
  readonly record: NotebookRecord;
  readonly isWritable: boolean;
  readonly onGo: (index: number) => void;
  /** Ask for the passport of the file at a path. */
  readonly onWrite: (path: string, known: Passport | null) => void;
}

export function Passports({
  trans,
  data,
  record,
  isWritable,
  onGo,
  onWrite
}: IProps): React.ReactElement | null {
  if (!data.length) {
    return null;
  }
  return (
    <Section name="passports" title={trans.__('Data sets and their passports')}>
      {data.map(one => (
        <DataSet
          key={one.name}
          trans={trans}
          data={one}
          passport={passportOf(record, one.passport)}
          isWritable={isWritable}
          onGo={onGo}
          onWrite={onWrite}
        />
      ))}
    </Section>
  );
}

function DataSet({
  trans,
  data: { path, name, read_in: readIn, is_other: isOther },
  passport,
  isWritable,
  onGo,
  onWrite
}: Omit<IProps, 'data' | 'record'> & {
  data: UsedData;
  passport: Passport | null;
}): React.ReactElement {
  return (
    <details className="jp-aiprov-Passport">
      <summary>
        <span>{name}</span> <small>{stateWord(trans, passport, isOther)}</small>
      </summary>
      {readIn.length > 0 && (
        <p className="jp-aiprov-Places">
          {trans.__('Read in')}
          {readIn.map(index => (
            <button
              key={index}
              type="button"
              className="jp-aiprov-Link"
              onClick={() => onGo(index)}
            >
              {trans.__('cell %1', index + 1)}
            </button>
          ))}
        </p>
      )}
      {passport && <Facts trans={trans} passport={passport} />}
      {path !== null && isWritable && (
        <button
          type="button"
          className="jp-aiprov-Button"
          onClick={() => onWrite(path, passport)}
        >
          {passport
            ? trans.__('Edit the passport…')
            : trans.__('Write a passport…')}
        </button>
      )}
    </details>
  );
}

function stateWord(
  trans: TranslationBundle,
  passport: Passport | null,
  isOther: boolean
): string {
  if (!passport) {
    return trans.__('no passport');
  }
  if (isOther) {
    return trans.__('passport of other content');
  }
  const open = missingFields(passport).length;
  return open
    ? trans._n('%1 field open', '%1 fields open', open)
    : trans.__('passport complete');
}

function Facts({
  trans,
  passport
}: {
  trans: TranslationBundle;
  passport: Passport;
}): React.ReactElement {
  return (
    <dl className="jp-aiprov-Facts jp-aiprov-Told">
      {FIELDS.map(field => (
        <div key={field}>
          <dt>{fieldWord('Passport', field)}</dt>
          <dd>{passport[field] ?? trans.__('not told')}</dd>
        </div>
      ))}
    </dl>
  );
}
