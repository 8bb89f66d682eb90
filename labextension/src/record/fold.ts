/** Folding what a kernel delivers into the records of a notebook: pure, and idempotent. */

import { addActivities, addRun } from './cost';
import type {
  Activity,
  CellRecord,
  Cost,
  Delivery,
  Diagnostic,
  NotebookRecord,
  Passport,
  Run,
  Session
} from './index';
import { SCHEMA } from './index';
import { lean, own } from './shapes';
import { declare } from './spans';

/** Records of earlier runs are kept up to this many in all; their cost for good. */
const KEPT = 50;
/** What a run brings forth; all other records are of the source and stay with it. */
const RUN_BORN: ReadonlySet<string> = new Set(['model-call', 'synthetic-data']);

/** The record of a cell with this `source` after a delivery. */
export function fold(
  record: CellRecord,
  delivery: Delivery,
  source: string
): CellRecord {
  const run =
    delivery.run && delivery.run.status !== 'running' ? delivery.run : null;
  const records = delivery.records ?? [];
  let cost = record.cost ?? {};
  if (run && !isCounted(cost, run)) {
    cost = addRun(cost, run);
  }
  cost = addActivities(cost, fresh(record, records));
  const latest = latestRun(record.run, run, record.cost);
  const kept: CellRecord = {
    ...record,
    records: trimmed(merged(record.records ?? [], records), latest),
    run: latest && lean(latest, 'Run'),
    cost: Object.keys(cost).length ? cost : record.cost
  };
  let folded = lean(kept, 'CellRecord');
  for (const activity of records) {
    if (activity.kind === 'declaration') {
      folded = declare(source, folded, activity);
    }
  }
  return folded;
}

/** Whether the cumulative cost holds this run already. */
function isCounted(cost: Cost | null | undefined, run: Run): boolean {
  return run.seq <= (own(cost?.through, run.session) ?? -1);
}

/** The last run; a second word on the same run replaces the first. */
function latestRun(
  known: Run | null | undefined,
  run: Run | null,
  cost: Cost | null | undefined
): Run | null {
  if (!run || !known) {
    return run ?? known ?? null;
  }
  if (run.id === known.id) {
    const ids = new Set([
      ...(known.activities ?? []),
      ...(run.activities ?? [])
    ]);
    return { ...run, activities: [...ids] };
  }
  return isCounted(cost, run) ? known : run;
}

function fresh(
  record: CellRecord,
  activities: readonly Activity[]
): Activity[] {
  const known = new Set((record.records ?? []).map(({ id }) => id));
  return merged([], activities).filter(({ id }) => !known.has(id));
}

/** By id: a later word takes the place of an earlier one, the rest follows in order. */
export function merged(
  known: readonly Activity[],
  added: readonly Activity[]
): Activity[] {
  const byId = new Map<string, Activity>();
  for (const activity of [...known, ...added]) {
    byId.set(activity.id, activity);
  }
  return [...byId.values()];
}

function trimmed(activities: Activity[], run: Run | null): Activity[] {
  const current = new Set(run?.activities ?? []);
  const born = activities.filter(({ kind }) => RUN_BORN.has(kind));
  const earlier = born.filter(({ id }) => !current.has(id));
  const surplus = Math.max(0, born.length - KEPT);
  const dropped = new Set(earlier.slice(0, surplus).map(({ id }) => id));
  return activities.filter(({ id }) => !dropped.has(id));
}

/**
 * The notebook's record after a delivery: its session and passports are the notebook's.
 *
 * `isLoose`: no cell is the one it speaks of, so that the notebook keeps its activities.
 */
export function foldNotebook(
  record: NotebookRecord,
  { session, datasets, records }: Delivery,
  isLoose: boolean
): NotebookRecord {
  let after = record;
  after = session ? foldSession(after, session) : after;
  after = datasets?.length ? foldDatasets(after, datasets) : after;
  return isLoose && records?.length ? foldLoose(after, records) : after;
}

/**
 * The notebook's record with what is known of a kernel session brought up to date.
 *
 * A session's figures are cumulative: the word with the highest `seq` stands.
 */
function foldSession(record: NotebookRecord, session: Session): NotebookRecord {
  const known = new Map((record.sessions ?? []).map(one => [one.id, one]));
  const before = known.get(session.id);
  const isNewer = !before || (session.seq ?? 0) >= (before.seq ?? 0);
  known.set(
    session.id,
    !before
      ? session
      : isNewer
        ? overlaid(before, session)
        : overlaid(session, before)
  );
  return {
    ...record,
    schema: record.schema || SCHEMA,
    sessions: [...known.values()]
  };
}

function overlaid(older: Session, newer: Session): Session {
  const said = new Map<string, Diagnostic>();
  for (const one of [
    ...(older.diagnostics ?? []),
    ...(newer.diagnostics ?? [])
  ]) {
    said.set(JSON.stringify([one.code, one.message]), one);
  }
  const diagnostics = [...said.values()];
  return lean({ ...older, ...lean(newer, 'Session'), diagnostics }, 'Session');
}

/** The notebook's record with passports of datasets, the later word on a name standing. */
export function foldDatasets(
  record: NotebookRecord,
  passports: readonly Passport[]
): NotebookRecord {
  const known = new Map<string, Passport>();
  for (const passport of [...(record.datasets ?? []), ...passports]) {
    known.set(passport.name, passport);
  }
  return {
    ...record,
    schema: record.schema || SCHEMA,
    datasets: [...known.values()]
  };
}

/** The notebook's record with activities that belong to no cell. */
function foldLoose(
  record: NotebookRecord,
  activities: readonly Activity[]
): NotebookRecord {
  return {
    ...record,
    schema: record.schema || SCHEMA,
    records: merged(record.records ?? [], activities)
  };
}
