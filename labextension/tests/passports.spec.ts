/** What passports of data sets say, and what they leave open. */

import { expect, it } from 'vitest';

import { missingFields, passportOf } from '../src/passports';

const OLD = { name: 'bp.csv', origin: 'a ward' };
const NEW = { name: 'bp.csv', origin: 'two wards' };

it('has the later word on a name, and knows what is left open', () => {
  expect(passportOf({ datasets: [OLD, NEW] }, 'bp.csv')).toBe(NEW);
  expect(passportOf({ datasets: [OLD] }, 'lab.csv')).toBeNull();
  expect(passportOf({}, null)).toBeNull();
  expect(missingFields(OLD)).toContain('biases');
  expect(missingFields(OLD)).not.toContain('licence');
});
