// Generated from the JSON Schema of the record format; do not edit.
// python -m jupyter_aiprov.record.schema --write

import type { Activity, Person } from './activity';
import type { Cost } from './quantity';
import type { Mark, Run } from './run';
import type { Invalid } from './tolerant';

/** The whole of `cell.metadata.aiprov`. `invalid` keeps what could not be read. */
export interface CellRecord {
  readonly authorship?: Authorship | null;
  readonly records?: readonly Activity[];
  readonly run?: Run | null;
  readonly cost?: Cost | null;
  readonly review?: Review | null;
  readonly invalid?: readonly Invalid[];
}

/** Who wrote which characters; text no span covers is unknown. */
export interface Authorship {
  readonly source_sha256: string;
  readonly spans?: readonly Span[];
}

/** `[start, end, by, record?]` over the source in Unicode code points, end excluded. */
export type Span = readonly [number, number, 'ai' | 'human', (string | null)?];

/**
 * A person's check; void once either digest differs from the cell's.
 *
 * `digest_rule` is the version of the rule by which the outputs were digested.
 */
export interface Review {
  readonly status: 'corrected' | 'rejected' | 'verified';
  readonly by: Person;
  readonly time: string;
  readonly source_sha256: string;
  readonly method?: readonly string[];
  readonly compared?: readonly Comparison[];
  readonly note?: string | null;
  readonly outputs_sha256?: string | null;
  readonly digest_rule?: number;
}

/**
 * What a check compared the cell with, and what came of it, in a person's words.
 *
 * `method` is one of the review's; `against` names the dataset, algorithm, model or reference.
 */
export interface Comparison {
  readonly method: string;
  readonly against?: string | null;
  readonly result?: string | null;
}

/** The whole of `output.metadata.aiprov`. */
export interface OutputRecord {
  readonly run?: string | null;
  readonly marks?: readonly Mark[];
  readonly invalid?: readonly Invalid[];
}
