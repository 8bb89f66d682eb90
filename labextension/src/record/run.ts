// Generated from the JSON Schema of the record format; do not edit.
// python -m jupyter_aiprov.record.schema --write

import type { Diagnostic } from './diagnostics';
import type { Impact } from './quantity';

/**
 * The last execution of a cell. `seq` counts runs within `session`.
 *
 * `digest_rule` is the version of the rule by which its outputs were digested.
 */
export interface Run {
  readonly id: string;
  readonly session: string;
  readonly seq: number;
  readonly time: string;
  readonly status?:
    'error' | 'interrupted' | 'killed' | 'ok' | 'running' | 'unknown';
  readonly duration?: number | null;
  readonly cpu_seconds?: number | null;
  readonly execution_count?: number | null;
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  readonly files?: readonly FileUse[];
  readonly marks?: readonly Mark[];
  readonly outputs?: readonly OutputTrace[];
  readonly activities?: readonly string[];
  readonly source_sha256?: string | null;
  readonly outputs_sha256?: string | null;
  readonly digest_rule?: number;
  readonly environment?: string | null;
  readonly impact?: Impact | null;
  readonly diagnostics?: readonly Diagnostic[];
}

/**
 * A file a run read or wrote: a path relative to the project, or a bare name outside it.
 *
 * `sampled_sha256` stands in the place of `sha256` for a large file: it is over its size and
 * samples of its content, and no digest of the file.
 */
export interface FileUse {
  readonly path: string;
  readonly mode: 'read' | 'write';
  readonly sha256?: string | null;
  readonly sampled_sha256?: string | null;
  readonly size?: number | null;
  readonly outside?: boolean;
  readonly marks?: readonly Mark[];
}

/**
 * Something that flows along data, and the records it comes from.
 *
 * `reason` says why, where there is no record: what could not be seen (`unknown`).
 */
export interface Mark {
  readonly mark:
    'ai-code' | 'ai-output' | 'protected' | 'synthetic' | 'unknown';
  readonly class?:
    'ip' | 'personal' | 'secret' | 'strategic' | 'unpublished' | null;
  readonly records?: readonly string[];
  readonly evidence?: 'declared' | 'imported' | 'inferred' | 'observed' | null;
  readonly reason?: string | null;
}

/** One output of a run: its position, digest and marks. */
export interface OutputTrace {
  readonly index: number;
  readonly sha256?: string | null;
  readonly marks?: readonly Mark[];
}
