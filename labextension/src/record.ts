// Generated from the JSON Schema of the record format; do not edit.
// python -m jupyter_aiprov.record.schema --write

/** The version of the record format. */
export const SCHEMA = '1.0';

/** The MIME type of a delivery that travels as an output. */
export const MIME = 'application/vnd.aiprov+json';

/** The key of our metadata, everywhere. */
export const KEY = 'aiprov';

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
    | 'external'
    | 'institutional'
    | 'local'
    | 'sovereign'
    | 'unknown';
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

/**
 * Energy (kWh) and carbon (kgCO2eq) of one activity or run. Absent means not available.
 *
 * `components` splits the energy (`cpu`, `ram`, `gpu`); `embodied` is the share of
 * making the hardware, never part of `carbon`; `factor` is the grid's carbon intensity.
 */
export interface Impact {
  readonly scope: 'local' | 'remote';
  readonly energy?: Quantity | null;
  readonly carbon?: Quantity | null;
  readonly embodied?: Quantity | null;
  readonly components?: Readonly<Record<string, Quantity>>;
  readonly zone?: string | null;
  readonly zone_source?: string | null;
  readonly factor?: Quantity | null;
  readonly conditions?: Readonly<Record<string, unknown>>;
  readonly diagnostics?: readonly Diagnostic[];
}

/** A figure that says how it was obtained. `min == max` where no range is known. */
export interface Quantity {
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly method: string;
  readonly version?: string | null;
}

/** A code of :data:`CODES`, and what it says of this very case. */
export interface Diagnostic {
  readonly code: string;
  readonly message: string;
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

/** The last execution of a cell. `seq` counts runs within `session`. */
export interface Run {
  readonly id: string;
  readonly session: string;
  readonly seq: number;
  readonly time: string;
  readonly status?: 'error' | 'interrupted' | 'killed' | 'ok' | 'running';
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
  readonly environment?: string | null;
  readonly impact?: Impact | null;
  readonly diagnostics?: readonly Diagnostic[];
}

/** A file a run read or wrote: a path relative to the project, or a bare name outside it. */
export interface FileUse {
  readonly path: string;
  readonly mode: 'read' | 'write';
  readonly sha256?: string | null;
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
    | 'ai-code'
    | 'ai-output'
    | 'protected'
    | 'synthetic'
    | 'unknown';
  readonly class?:
    | 'ip'
    | 'personal'
    | 'secret'
    | 'strategic'
    | 'unpublished'
    | null;
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

/**
 * Cumulative cost over all runs, re-runs included.
 *
 * `energy` and `carbon` are of this machine only; calls to AI systems stand apart in
 * `systems`. `through` maps a session to the last run folded in, so that the same run is
 * never counted twice; `unavailable` counts runs whose energy is not known.
 */
export interface Cost {
  readonly runs?: number;
  readonly seconds?: number;
  readonly cpu_seconds?: number;
  readonly energy?: Quantity | null;
  readonly carbon?: Quantity | null;
  readonly components?: Readonly<Record<string, Quantity>>;
  readonly unavailable?: number;
  readonly systems?: readonly SystemCost[];
  readonly through?: Readonly<Record<string, number>>;
}

/** What one AI system cost: `unavailable` counts the calls whose energy is not known. */
export interface SystemCost {
  readonly system: string;
  readonly scope: 'local' | 'remote';
  readonly calls?: number;
  readonly usage?: Readonly<Record<string, number>>;
  readonly seconds?: number;
  readonly energy?: Quantity | null;
  readonly carbon?: Quantity | null;
  readonly embodied?: Quantity | null;
  readonly unavailable?: number;
}

/** A person's check; void once either digest differs from the cell's. */
export interface Review {
  readonly status: 'corrected' | 'rejected' | 'verified';
  readonly by: Person;
  readonly time: string;
  readonly source_sha256: string;
  readonly method?: readonly string[];
  readonly note?: string | null;
  readonly outputs_sha256?: string | null;
}

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

/** The whole of `output.metadata.aiprov`. */
export interface OutputRecord {
  readonly run?: string | null;
  readonly marks?: readonly Mark[];
  readonly invalid?: readonly Invalid[];
}

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

/** A digest over the records at one moment. */
export interface Seal {
  readonly sha256: string;
  readonly time: string;
  readonly by?: Person | null;
}

/**
 * What a kernel hands over after a cell: by reply metadata, ledger or invisible output.
 *
 * `cell` is the notebook's cell id where the front end gave one; `placed` is true where the
 * delivery stands in the very cell it speaks of. `source_sha256` of the run ties the rest.
 */
export interface Delivery {
  readonly schema?: string;
  readonly session?: Session | null;
  readonly cell?: string | null;
  readonly run?: Run | null;
  readonly records?: readonly Activity[];
  readonly datasets?: readonly Passport[];
}

export type Kind = NonNullable<Activity['kind']>;

export type Evidence = NonNullable<Activity['evidence']>;

export type Origin = NonNullable<Activity['origin']>;

export type EndpointClass = NonNullable<Endpoint['class']>;

export type ContentMode = NonNullable<Content['mode']>;

export type MarkName = NonNullable<Mark['mark']>;

export type RunStatus = NonNullable<Run['status']>;

export type ReviewStatus = NonNullable<Review['status']>;
