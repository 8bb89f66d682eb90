// Generated from the JSON Schema of the record format; do not edit.
// python -m jupyter_aiprov.record.schema --write

import type { Activity, Content, Endpoint } from './record/activity';
import type { Review } from './record/cell';
import type { Mark, Run } from './record/run';

export * from './record/activity';
export * from './record/cell';
export * from './record/diagnostics';
export * from './record/notebook';
export * from './record/quantity';
export * from './record/run';
export * from './record/tolerant';

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
