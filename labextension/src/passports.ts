/** What passports of data sets say: pure. */

import type { NotebookRecord, Passport } from './record';

/** What a form asks for, in its order; all are texts. */
export const FIELDS = [
  'origin',
  'legal_basis',
  'collection',
  'quality',
  'missingness',
  'biases',
  'access',
  'contact',
  'citation',
  'licence',
  'identifier'
] as const;

export type PassportField = (typeof FIELDS)[number];

/** Without these a reader cannot judge the data. */
const OPTIONAL: ReadonlySet<PassportField> = new Set(['licence', 'identifier']);

/** The passport of a name; the later word on it stands. */
export function passportOf(
  { datasets = [] }: NotebookRecord,
  name: string | null
): Passport | null {
  return datasets.filter(one => one.name === name).at(-1) ?? null;
}

/** The fields a reader needs and the passport leaves open. */
export function missingFields(passport: Passport | null): PassportField[] {
  return FIELDS.filter(field => !OPTIONAL.has(field) && !passport?.[field]);
}
