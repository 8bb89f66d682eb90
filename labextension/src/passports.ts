/** What passports of data sets say: pure. */

import type { NotebookRecord, Passport } from './record';
import fields from './ui/fields.json';

export type PassportField = keyof typeof fields.Passport;

/** What a form asks for, in its order; all are texts. */
export const FIELDS = Object.keys(fields.Passport) as PassportField[];

/** The passport of a name; the later word on it stands. */
export function passportOf(
  { datasets = [] }: NotebookRecord,
  name: string | null
): Passport | null {
  return datasets.filter(one => one.name === name).at(-1) ?? null;
}

/** The fields a reader needs and the passport leaves open. */
export function missingFields(passport: Passport | null): PassportField[] {
  return FIELDS.filter(
    field => 'needed' in fields.Passport[field] && !passport?.[field]
  );
}
