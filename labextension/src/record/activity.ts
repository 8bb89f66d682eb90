// Generated from the JSON Schema of the record format; do not edit.
// python -m jupyter_aiprov.record.schema --write

import type { Diagnostic } from './diagnostics';
import type { Impact } from './quantity';

/**
 * One thing an AI system did, or is said to have done.
 *
 * `parameters` and `usage` use the attribute names of OpenTelemetry's GenAI conventions
 * (`gen_ai.request.temperature`, `gen_ai.usage.input_tokens`). `origin` is what a
 * declaration declares; `source_sha256` is the source it speaks of. `time` is None where an
 * imported trace does not say when it happened.
 */
export interface Activity {
  readonly id: string;
  readonly kind:
    | 'completion'
    | 'declaration'
    | 'edit'
    | 'generation'
    | 'import'
    | 'model-call'
    | 'paste'
    | 'synthetic-data';
  readonly evidence: 'declared' | 'imported' | 'inferred' | 'observed';
  readonly channel: string;
  readonly time?: string | null;
  readonly system?: System | null;
  readonly duration?: number | null;
  readonly task?: string | null;
  readonly purpose?: string | null;
  readonly origin?: 'assisted' | 'generated' | 'human' | null;
  readonly outcome?: 'accepted' | 'edited' | 'rejected' | null;
  readonly by?: Person | null;
  readonly source_sha256?: string | null;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly prompt?: Content | null;
  readonly response?: Content | null;
  readonly usage?: Readonly<Record<string, number>>;
  readonly impact?: Impact | null;
  readonly data?: Data | null;
  readonly diagnostics?: readonly Diagnostic[];
}

/** An AI system, self-contained so that a cell can travel alone. */
export interface System {
  readonly tool?: string | null;
  readonly tool_version?: string | null;
  readonly provider?: string | null;
  readonly model?: string | null;
  readonly model_version?: string | null;
  readonly endpoint?: Endpoint | null;
}

/** Where a model was reached: the host only, never path or query. */
export interface Endpoint {
  readonly class?:
    'external' | 'institutional' | 'local' | 'sovereign' | 'unknown';
  readonly host?: string | null;
}

export interface Person {
  readonly name: string;
  readonly orcid?: string | null;
}

/** A prompt or response: its SHA-256 always, its text only if the user chose so. */
export interface Content {
  readonly sha256: string;
  readonly mode?: 'full' | 'hash' | 'redacted';
  readonly length?: number | null;
  readonly text?: string | null;
}

/** The synthetic or model-made data an activity gave rise to. */
export interface Data {
  readonly name?: string | null;
  readonly type?: string | null;
  readonly shape?: readonly number[];
  readonly generator?: Generator | null;
  readonly source?: string | null;
  readonly sha256?: string | null;
}

/** What made synthetic data. */
export interface Generator {
  readonly name: string;
  readonly version?: string | null;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly seed?: unknown;
}
