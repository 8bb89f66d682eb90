/** The cases that the Python side answers too: both must say the same. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { ANSWERS } from './answers';
import type { Wire } from './views';

interface ICase {
  readonly title: string;
  readonly given: never;
  readonly expected: unknown;
  /** What a browser can tell, where it is less: it has lost the digits of numbers. */
  readonly in_browser?: unknown;
  /** What the server sends, of a rule that it alone keeps. */
  readonly wire?: Wire;
}

const FOLDER = join(import.meta.dirname, '../../../tests/cases');
const folders = readdirSync(FOLDER, { withFileTypes: true })
  .filter(one => one.isDirectory())
  .map(({ name }) => name)
  .filter(name => filesIn(name).length);

function filesIn(rule: string): string[] {
  return readdirSync(join(FOLDER, rule)).filter(name => name.endsWith('.json'));
}

function casesOf(rule: string): ICase[] {
  return filesIn(rule).flatMap(name => {
    const text = readFileSync(join(FOLDER, rule, name), 'utf-8');
    return JSON.parse(text) as ICase | ICase[];
  });
}

it('every folder of cases has an answer, and every answer cases', () => {
  expect([...folders].sort()).toEqual(Object.keys(ANSWERS).sort());
});

describe.each(folders)('%s', rule => {
  it.each(casesOf(rule))(
    '$title',
    ({ given, wire = {}, expected, in_browser: told = expected }) => {
      expect(ANSWERS[rule](given, wire)).toEqual(told);
    }
  );
});
