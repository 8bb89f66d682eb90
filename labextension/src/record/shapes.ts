/** The shapes of records, as the format has them, and what of a record they leave out. */

import shapes from './record.schema.json';

/** What a value must be: the part of JSON Schema that the format needs. */
export interface IShape {
  readonly $ref?: string;
  readonly type?: string;
  readonly anyOf?: readonly IShape[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: IShape;
  readonly prefixItems?: readonly IShape[];
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, IShape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: IShape | boolean;
  /** What a member is where it is left out. */
  readonly default?: unknown;
}

/** A type of the format, by its name. */
export type ShapeName = keyof typeof shapes;
export type Plain = Record<string, unknown>;

/** The shape of a type of the format. */
export function shapeOf(name: ShapeName): IShape {
  return shapes[name];
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that an object has itself, whatever all objects have by that name. */
export function own<T>(
  record: Readonly<Record<string, T>> | null | undefined,
  key: string
): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A record without members at their defaults; what the format does not know is kept. */
export function lean<T extends object>(record: T, name: ShapeName): T {
  const { properties } = shapeOf(name);
  const kept = Object.entries(record).filter(
    ([key, value]) => !isDefault(value, own(properties, key))
  );
  return Object.fromEntries(kept) as T;
}

function isDefault(value: unknown, shape: IShape | undefined): boolean {
  if (value === undefined || shape?.default === undefined) {
    return value === undefined;
  }
  return typeof shape.default === 'object' && shape.default !== null
    ? typeof value === 'object' && value !== null && !Object.keys(value).length
    : value === shape.default;
}
