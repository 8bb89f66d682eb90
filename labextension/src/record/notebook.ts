// Generated from the JSON Schema of the record format; do not edit.
// python -m jupyter_aiprov.record.schema --write

import type { Activity, Person } from './activity';
import type { Diagnostic } from './diagnostics';
import type { Cost } from './quantity';
import type { Run } from './run';
import type { Invalid } from './tolerant';

/** The whole of `notebook.metadata.aiprov`. `records` are of no cell: a widget's call. */
export interface NotebookRecord {
  readonly schema?: string;
  readonly id?: string | null;
  readonly systems?: readonly SystemDetails[];
  readonly people?: readonly Person[];
  readonly datasets?: readonly Passport[];
  readonly sessions?: readonly Session[];
  readonly records?: readonly Activity[];
  readonly notes?: readonly Note[];
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly seal?: Seal | null;
  readonly invalid?: readonly Invalid[];
}

/** Enrichment of a model. `None` is unknown; a provider's silence is said in words. */
export interface SystemDetails {
  readonly model: string;
  readonly provider?: string | null;
  readonly version?: string | null;
  readonly licence?: string | null;
  readonly open_weights?: boolean | null;
  readonly training_data?: string | null;
  readonly card?: string | null;
  readonly archive?: string | null;
  readonly parameter_count?: number | null;
  readonly role?: 'created' | 'used' | null;
}

/** What a reader must know of a dataset (« passeport des données de santé »). */
export interface Passport {
  readonly name: string;
  readonly origin?: string | null;
  readonly legal_basis?: string | null;
  readonly collection?: string | null;
  readonly quality?: string | null;
  readonly missingness?: string | null;
  readonly biases?: string | null;
  readonly access?: string | null;
  readonly contact?: string | null;
  readonly citation?: string | null;
  readonly licence?: string | null;
  readonly identifier?: string | null;
  readonly files?: Readonly<Record<string, string>>;
}

/** One life of a kernel: its tracking and its whole cost, deleted cells included. */
export interface Session {
  readonly id: string;
  readonly started: string;
  readonly updated?: string | null;
  readonly tool_version?: string | null;
  readonly seq?: number;
  readonly cost?: Cost | null;
  readonly environment?: Environment | null;
  readonly repository?: Repository | null;
  readonly diagnostics?: readonly Diagnostic[];
}

/** What ran the code: a digest over the installed distributions, and the machine in a word. */
export interface Environment {
  readonly sha256?: string | null;
  readonly language?: string | null;
  readonly language_version?: string | null;
  readonly packages?: Readonly<Record<string, string>>;
  readonly hardware?: string | null;
  readonly system?: string | null;
}

/** Where the project stood in version control; the remote without credentials. */
export interface Repository {
  readonly commit?: string | null;
  readonly branch?: string | null;
  readonly dirty?: boolean | null;
  readonly remote?: string | null;
}

/** A bias, a limitation, an incident or a comparison, in a person's words. */
export interface Note {
  readonly id: string;
  readonly kind: 'bias' | 'comparison' | 'incident' | 'limitation';
  readonly text: string;
  readonly time: string;
  readonly by?: Person | null;
  readonly cell?: string | null;
  readonly resolution?: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A digest over the records at one moment, by the given version of the rule. */
export interface Seal {
  readonly sha256: string;
  readonly time: string;
  readonly by?: Person | null;
  readonly digest_rule?: number;
}

/**
 * What a kernel hands over after a cell: by reply metadata, ledger or invisible output.
 *
 * `cell` is the notebook's cell id where the front end gave one; the run's `id` and
 * `source_sha256` tie the rest.
 */
export interface Delivery {
  readonly schema?: string;
  readonly session?: Session | null;
  readonly cell?: string | null;
  readonly run?: Run | null;
  readonly records?: readonly Activity[];
  readonly datasets?: readonly Passport[];
}
