/** An input for each member of a struct that a person is asked for. */

import React from 'react';

import { fieldAsked, fieldsOf, fieldWord, kindOf, wordsOf } from './fields';
import { capitalised, word } from './vocabulary';

/** What is typed and chosen, by member. */
export type Stated = Readonly<Record<string, string>>;

/** The asked members of a review, but those that a form asks for in its own way. */
export function askedOf(own: readonly string[]): readonly string[] {
  return fieldsOf('Review')
    .filter(([name, { asked }]) => asked && !own.includes(name))
    .map(([name]) => name);
}

/** What stays stated of the next cell: a choice does, words about one cell do not. */
export function kept(stated: Stated): Stated {
  return Object.fromEntries(
    Object.entries(stated).filter(([name]) => wordsOf('Review', name).length)
  );
}

/** The name of the input that a key leads to. */
export function inputAt(key: string): string | null {
  const found = fieldsOf('Review').find(
    ([, field]) => field.key?.toLowerCase() === key
  );
  return found ? nameOf(found[0]) : null;
}

function nameOf(member: string): string {
  return `review-${member}`;
}

interface IProps {
  readonly members: readonly string[];
  readonly stated: Stated;
  readonly onChange: (stated: Stated) => void;
}

/** A list of the words where a member has some, else lines to write in. */
export function Inputs({
  members,
  stated,
  onChange
}: IProps): React.ReactElement {
  const fields = new Map(fieldsOf('Review'));
  return (
    <>
      {members.map(member => {
        const key = fields.get(member)?.key;
        const props = {
          className: 'jp-mod-styled',
          name: nameOf(member),
          value: stated[member] ?? '',
          title: fieldAsked('Review', member),
          'aria-keyshortcuts': key,
          onChange: ({ target }: { target: { value: string } }): void =>
            onChange({ ...stated, [member]: target.value })
        };
        const kind = kindOf('Review', member);
        return (
          <label key={member} className="jp-aiprov-Field">
            <span>
              {fieldWord('Review', member)}
              {key && ' '}
              {key && <kbd aria-hidden="true">{key}</kbd>}
            </span>
            {kind ? (
              <select {...props}>
                <option value="">–</option>
                {wordsOf('Review', member).map(one => (
                  <option key={one} value={one}>
                    {capitalised(word(kind, one))}
                  </option>
                ))}
              </select>
            ) : (
              <textarea rows={2} {...props} />
            )}
          </label>
        );
      })}
    </>
  );
}
