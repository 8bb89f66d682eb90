/** Data files that the cells read, and the passports that speak of them: pure. */

import type { NotebookRecord, Passport } from './record';
import type { ICellView } from './cellview';
import fields from './ui/fields.json';

export type PassportField = keyof typeof fields.Passport;

/** What a form asks for, in its order; all are texts. */
export const FIELDS = Object.keys(fields.Passport) as PassportField[];

/** A data set used here. */
export interface IUsedData {
  /** A path relative to the project; null for data that no cell read from a file. */
  readonly path: string | null;
  readonly name: string;
  /** The indices of the cells that read it. */
  readonly readIn: readonly number[];
  readonly passport: Passport | null;
  /** Whether the passport was given to other content of this file. */
  readonly isOther: boolean;
}

/** The data sets of a notebook: files its cells read, then passports of other data. */
export function usedData(
  cells: readonly ICellView[],
  record: NotebookRecord
): IUsedData[] {
  const passports = record.datasets ?? [];
  const used = new Map<string, IUsedData>();
  for (const {
    index,
    record: { run }
  } of cells) {
    for (const { path, mode, sha256, outside } of run?.files ?? []) {
      if (mode !== 'read') {
        continue;
      }
      const known = used.get(path);
      const name = path.slice(path.lastIndexOf('/') + 1);
      const passport = passportOf(passports, name, path, sha256);
      const digest = passport?.files?.[name] ?? passport?.files?.[path];
      used.set(path, {
        path: outside ? null : path,
        name: path,
        readIn: [...new Set([...(known?.readIn ?? []), index])],
        passport,
        isOther: !!digest && !!sha256 && !isOf(passport, sha256)
      });
    }
  }
  const told = new Set([...used.values()].map(({ passport }) => passport));
  const others = passports
    .filter(passport => !told.has(passport))
    .map(passport => ({
      path: null,
      name: passport.name,
      readIn: [],
      passport,
      isOther: false
    }));
  return [...used.values(), ...others];
}

/** By the content they speak of, else by name. */
function passportOf(
  passports: readonly Passport[],
  name: string,
  path: string,
  sha256: string | null | undefined
): Passport | null {
  const named = passports.filter(
    one => [name, path].includes(one.name) || !!one.files?.[name]
  );
  const exact = passports.filter(one => isOf(one, sha256));
  return exact.at(-1) ?? named.at(-1) ?? null;
}

function isOf(
  passport: Passport | null,
  sha256: string | null | undefined
): boolean {
  return !!sha256 && Object.values(passport?.files ?? {}).includes(sha256);
}

/** The fields a reader needs and the passport leaves open. */
export function missingFields(passport: Passport | null): PassportField[] {
  return FIELDS.filter(
    field => 'needed' in fields.Passport[field] && !passport?.[field]
  );
}
