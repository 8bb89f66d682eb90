/** A quantity in a unit a person reads easily. */

import type { Quantity } from './index';

const UNITS: Readonly<Record<string, readonly string[]>> = {
  kWh: ['kWh', 'Wh', 'mWh', 'µWh'],
  kgCO2eq: ['kgCO2eq', 'gCO2eq', 'mgCO2eq']
};

/**
 * The unit in which the larger end is at least one, or the smallest; and what to multiply the
 * figures with.
 */
export function scaled({
  max,
  unit
}: Quantity): [unit: string, factor: number] {
  const known = Object.hasOwn(UNITS, unit) ? UNITS[unit] : [unit];
  const found = known.findIndex((_, power) => max * 1000 ** power >= 1);
  const power = found < 0 ? known.length - 1 : found;
  return [known[power], 1000 ** power];
}
