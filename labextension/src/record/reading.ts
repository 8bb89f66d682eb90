/** Reading records that may be wrong in part: what is wrong is kept aside. */

import type {
  CellRecord,
  Delivery,
  Invalid,
  NotebookRecord,
  OutputRecord
} from './index';
import {
  isObject,
  own,
  shapeOf,
  type IShape,
  type Plain,
  type ShapeName
} from './shapes';

interface IRoots {
  CellRecord: CellRecord;
  NotebookRecord: NotebookRecord;
  OutputRecord: OutputRecord;
  Delivery: Delivery;
}

const INVALID = 'invalid';

/**
 * As much of a record as can be read, and what could not.
 *
 * Parts that were set aside before are tried again.
 */
export function readRecord<K extends keyof IRoots>(
  raw: unknown,
  name: K
): { record: IRoots[K]; invalid: readonly Invalid[] } {
  if (!isObject(raw)) {
    const reason = `expected an object, found ${typeof raw}`;
    return {
      record: {},
      invalid: [{ path: '', value: raw, reason }]
    };
  }
  if (!(INVALID in raw) && !fault(raw, shapeOf(name))) {
    return { record: raw, invalid: [] };
  }
  const { good, bad } = sortedOut(raw, shapeOf(name));
  return { record: good, invalid: bad };
}

/** As {@link readRecord}, what could not be read standing under `invalid`. */
export function readKept<K extends 'CellRecord' | 'NotebookRecord'>(
  raw: unknown,
  name: K
): IRoots[K] {
  if (raw === undefined) {
    return {};
  }
  const { record, invalid } = readRecord(raw, name);
  return invalid.length ? { ...record, invalid } : record;
}

function sortedOut(raw: Plain, shape: IShape): { good: Plain; bad: Invalid[] } {
  const good: Plain = Object.create(null) as Plain; // has no setters: any name is a member
  const bad: Invalid[] = [];
  for (const [key, value] of Object.entries(raw)) {
    if (key !== INVALID) {
      place(key, value, shape, good, bad);
    }
  }
  for (const entry of entries(INVALID in raw ? raw[INVALID] : [])) {
    const [key, item] = entry.path.split('/');
    const again: Invalid[] = [];
    const known = memberOf(shape, key) !== undefined;
    if (known && (item || !(key in good))) {
      const value = item ? [entry.value] : entry.value;
      place(key, value, shape, good, again);
    } else {
      again.push(entry);
    }
    if (again.length) {
      bad.push(entry);
    }
  }
  return { good: { ...good }, bad };
}

/** Put a value under its key of what can be read, or aside; lists item by item. */
function place(
  key: string,
  value: unknown,
  shape: IShape,
  good: Plain,
  bad: Invalid[]
): void {
  const member = memberOf(shape, key);
  if (!member?.items?.$ref || !Array.isArray(value)) {
    const reason = member && fault(value, member);
    if (reason) {
      bad.push({ path: key, value, reason });
    } else {
      good[key] = value;
    }
    return;
  }
  const items = (good[key] ??= []) as unknown[];
  for (const item of value as unknown[]) {
    const reason = fault(item, member.items);
    if (reason) {
      bad.push({ path: `${key}/-`, value: item, reason });
    } else {
      items.push(item);
    }
  }
}

function entries(raw: unknown): Invalid[] {
  if (!Array.isArray(raw)) {
    return [{ path: INVALID, value: raw, reason: 'expected a list' }];
  }
  return raw.map((item: unknown) => {
    const reason = fault(item, shapeOf('Invalid'));
    return reason
      ? { path: `${INVALID}/-`, value: item, reason }
      : (item as Invalid);
  });
}

/** Why a value is not of a shape; null if it is. */
function fault(value: unknown, shape: IShape): string | null {
  if (shape.$ref) {
    const name = shape.$ref.slice(shape.$ref.lastIndexOf('/') + 1) as ShapeName;
    return fault(value, shapeOf(name)) ?? rangeFault(value, name);
  }
  if (shape.anyOf) {
    let first: string | null | undefined;
    for (const one of shape.anyOf) {
      const reason = fault(value, one);
      if (reason === null) {
        return null;
      }
      first ??= reason;
    }
    return first ?? null;
  }
  if (shape.enum) {
    return shape.enum.includes(value as string) ? null : 'an unknown word';
  }
  switch (shape.type) {
    case 'object':
      return isObject(value) ? objectFault(value, shape) : 'not an object';
    case 'array':
      return Array.isArray(value) ? arrayFault(value, shape) : 'not a list';
    case 'string':
      return stringFault(value, shape);
    case 'integer':
      return Number.isInteger(value)
        ? numberFault(value, shape)
        : 'not a whole number';
    case 'number':
      return numberFault(value, shape);
    case 'boolean':
      return typeof value === 'boolean' ? null : 'neither true nor false';
    case 'null':
      return value === null ? null : 'not null';
    default:
      return null;
  }
}

function memberOf(shape: IShape, key: string): IShape | undefined {
  const rest = shape.additionalProperties;
  return (
    own(shape.properties, key) ?? (typeof rest === 'object' ? rest : undefined)
  );
}

function rangeFault(value: unknown, name: string): string | null {
  if (name !== 'Quantity') {
    return null;
  }
  const { min, max } = value as { min: number; max: number };
  return min > max ? `a range from ${min} to ${max}` : null;
}

function objectFault(value: Plain, shape: IShape): string | null {
  const missing = shape.required?.find(key => !(key in value));
  if (missing !== undefined) {
    return `${missing} is missing`;
  }
  for (const key of Object.keys(value)) {
    const member = memberOf(shape, key);
    const reason = member && fault(value[key], member);
    if (reason) {
      return `${key}: ${reason}`;
    }
  }
  return null;
}

function arrayFault(value: unknown[], shape: IShape): string | null {
  if (value.length < (shape.minItems ?? 0)) {
    return 'a list that is too short';
  }
  for (const [index, item] of value.entries()) {
    const member = shape.prefixItems?.[index] ?? shape.items;
    const reason = member && fault(item, member);
    if (reason) {
      return `item ${index}: ${reason}`;
    }
  }
  return null;
}

function stringFault(value: unknown, shape: IShape): string | null {
  if (typeof value !== 'string') {
    return 'not a text';
  }
  const { pattern } = shape;
  return !pattern || compiled(pattern).test(value) ? null : 'a wrong form';
}

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  const made = patterns.get(pattern) ?? new RegExp(pattern);
  patterns.set(pattern, made);
  return made;
}

function numberFault(value: unknown, shape: IShape): string | null {
  if (typeof value !== 'number') {
    return 'not a number';
  }
  const { minimum = -Infinity, maximum = Infinity } = shape;
  return value >= minimum && value <= maximum ? null : 'out of range';
}
