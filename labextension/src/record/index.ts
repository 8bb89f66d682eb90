// Generated from the JSON Schema of the record format; do not edit.
// python -m jupyter_aiprov.record.schema --write

import type { Activity, Content, Endpoint } from './activity';
import type { Review } from './cell';
import type { Mark, Run } from './run';

export * from './activity';
export * from './cell';
export * from './diagnostics';
export * from './notebook';
export * from './quantity';
export * from './run';
export * from './tolerant';

/** The version of the record format. */
export const SCHEMA = '1.0';

/** The MIME type of a delivery that travels as an output. */
export const MIME = 'application/vnd.aiprov+json';

/** The key of our metadata, everywhere. */
export const KEY = 'aiprov';

export type Kind = NonNullable<Activity['kind']>;

export type Evidence = NonNullable<Activity['evidence']>;

export type Origin = NonNullable<Activity['origin']>;

export type EndpointClass = NonNullable<Endpoint['class']>;

export type ContentMode = NonNullable<Content['mode']>;

export type MarkName = NonNullable<Mark['mark']>;

export type RunStatus = NonNullable<Run['status']>;

export type ReviewStatus = NonNullable<Review['status']>;
