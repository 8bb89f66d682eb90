// Generated from the JSON Schema of the record format; do not edit.
// python -m jupyter_aiprov.record.schema --write

/** A code of :data:`CODES`, and what it says of this very case. */
export interface Diagnostic {
  readonly code: string;
  readonly message: string;
}
