/** Members of the record that a person states; `spec/fields.toml` declares them. */

import shapes from '../record/record.schema.json';
import fields from './fields.json';
import { labelOf, type Labels } from './language';
import { capitalised } from './vocabulary';
import vocabulary from './vocabulary.json';

export interface IField {
  readonly label: Labels;
  /** What a person is asked for it. */
  readonly asked?: Labels;
  /** Whether a reader is told where it is left open. */
  readonly needed?: boolean;
  /** Of the keyboard, leads to its input. */
  readonly key?: string;
}

type Struct = keyof typeof fields;

const FIELDS: Readonly<Record<Struct, Readonly<Record<string, IField>>>> =
  fields;
const KINDS: Readonly<Record<string, string>> = vocabulary.members;
const WORDS: Readonly<Record<string, object>> = vocabulary.words;

/** The declared members of a struct, in the order of a form. */
export function fieldsOf(struct: Struct): readonly [string, IField][] {
  return Object.entries(FIELDS[struct]);
}

/** What a member is called, at the beginning of a line. */
export function fieldWord(struct: Struct, member: string): string {
  return capitalised(labelOf(FIELDS[struct][member].label));
}

/** What a person is asked for a member. */
export function fieldAsked(struct: Struct, member: string): string {
  const { asked, label } = FIELDS[struct][member];
  return labelOf(asked ?? label);
}

/** The kind of a member's words; null of free text. */
export function kindOf(
  struct: Struct,
  member: string
): keyof typeof vocabulary.words | null {
  const kind = KINDS[`${struct}.${member}`];
  return kind ? (kind as keyof typeof vocabulary.words) : null;
}

/** The words a member may have, or that are offered where it is open; none of free text. */
export function wordsOf(struct: Struct, member: string): readonly string[] {
  const kind = kindOf(struct, member);
  const properties: Readonly<Record<string, object>> =
    shapes[struct].properties;
  const closed = closedIn(properties[member]);
  return Object.keys(kind ? WORDS[kind] : {}).filter(
    one => !closed.length || closed.includes(one)
  );
}

/** The words in an `enum` of a schema, however deep. */
function closedIn(schema: unknown): readonly string[] {
  if (!schema || typeof schema !== 'object') {
    return [];
  }
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'enum' ? (value as string[]) : closedIn(value)
  );
}
