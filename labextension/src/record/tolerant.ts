// Generated from the JSON Schema of the record format; do not edit.
// python -m jupyter_aiprov.record.schema --write

/**
 * A part that could not be read, kept as it was found.
 *
 * `path` is the key it stood under, `KEY/-` for an item of a list, empty for the whole.
 */
export interface Invalid {
  readonly path: string;
  readonly value: unknown;
  readonly reason?: string | null;
}
