/** What a notebook holds in all: pure, from the views of its cells and its record. */

import { add, scopeOf, systemLabel } from './record/cost';
import { allOutcomes, type IOutcomes } from './record/outcomes';
import type {
  Activity,
  Cost,
  NotebookRecord,
  Quantity,
  Session,
  SystemCost
} from './record';
import type { CellOrigin, ICounts } from './record/spans';
import { needsReview, type ICellView } from './views';

/** One AI system: what it did here, and at what cost. */
export interface ISystemRow {
  readonly name: string;
  readonly scope: SystemCost['scope'];
  readonly calls: number;
  readonly input: number | null;
  readonly output: number | null;
  readonly energy: Quantity | null;
  readonly carbon: Quantity | null;
  /** Named by a declaration, an import or an editor only: no call was seen. */
  readonly isUncalled: boolean;
}

export interface IOverview {
  readonly characters: ICounts;
  readonly origins: Readonly<Record<CellOrigin, number>>;
  readonly codeCells: number;
  readonly trackedCells: number;
  readonly unreviewed: number;
  readonly systems: readonly ISystemRow[];
  readonly outcomes: IOutcomes;
  readonly sessions: readonly Session[];
  /** Energy and carbon of this machine; never summed with those of remote systems. */
  readonly energy: Quantity | null;
  readonly carbon: Quantity | null;
}

/** What a session, or all runs of a cell, cost on this machine. */
export interface ICostPoint {
  /** The place of the session in time, or of the cell in the notebook. */
  readonly index: number;
  /** When the session began; null of a cell. */
  readonly started: string | null;
  readonly runs: number;
  /** Runs whose energy is not in the figures. */
  readonly unavailable: number;
  readonly energy: Quantity | null;
  readonly carbon: Quantity | null;
}

/** All runs of each cell, re-runs included: a record keeps their sum, not each of them. */
export function cellCosts(cells: readonly ICellView[]): ICostPoint[] {
  return cells.flatMap(({ index, record: { cost } }) =>
    cost?.runs ? costPoint(index, null, cost) : []
  );
}

/** The sessions that ran something, in the order of time. */
export function sessionCosts(sessions: readonly Session[]): ICostPoint[] {
  return [...sessions]
    .sort((a, b) => (a.started < b.started ? -1 : 1))
    .filter(({ cost }) => cost?.runs)
    .map(({ started, cost }, index) => costPoint(index, started, cost ?? {}));
}

function costPoint(
  index: number,
  started: string | null,
  { runs = 0, unavailable = 0, energy = null, carbon = null }: Cost
): ICostPoint {
  return { index, started, runs, unavailable, energy, carbon };
}

/** What there is to say of a notebook. */
export function overview(
  cells: readonly ICellView[],
  record: NotebookRecord
): IOverview {
  const characters = { ai: 0, human: 0, unknown: 0 };
  const origins = { 'ai-generated': 0, 'ai-assisted': 0, human: 0, unknown: 0 };
  const written = cells.filter(({ isEmpty }) => !isEmpty);
  for (const { counts, origin } of written) {
    characters.ai += counts.ai;
    characters.human += counts.human;
    characters.unknown += counts.unknown;
    origins[origin]++;
  }
  const code = written.filter(({ isCode }) => isCode);
  const sessions = record.sessions ?? [];
  const costs = costsOf(cells, sessions);
  return {
    characters,
    origins,
    codeCells: code.length,
    trackedCells: code.filter(isTracked).length,
    unreviewed: cells.filter(needsReview).length,
    systems: systemsOf(cells, record, costs),
    outcomes: allOutcomes(
      cells.flatMap(({ record: { records } }) => records ?? [])
    ),
    sessions,
    energy: total(costs.map(({ energy }) => energy)),
    carbon: total(costs.map(({ carbon }) => carbon))
  };
}

/** Whether a cell's text was written under tracking or declared, in whole or part. */
function isTracked({ counts, origin }: ICellView): boolean {
  return origin !== 'unknown' || counts.ai + counts.human > 0;
}

/** Sessions hold the cost of deleted cells too; without any, the cells' own is what is known. */
function costsOf(
  cells: readonly ICellView[],
  sessions: readonly Session[]
): Cost[] {
  const known = sessions.some(({ cost }) => cost)
    ? sessions.map(({ cost }) => cost)
    : cells.map(({ record }) => record.cost);
  return known.filter((cost): cost is Cost => !!cost);
}

/** A sum in which another unit than the first's is left out rather than added wrongly. */
function total(
  quantities: readonly (Quantity | null | undefined)[]
): Quantity | null {
  return quantities.reduce<Quantity | null>((sum, one) => {
    return sum && one && sum.unit !== one.unit ? sum : add(sum, one);
  }, null);
}

function systemsOf(
  cells: readonly ICellView[],
  record: NotebookRecord,
  costs: readonly Cost[]
): ISystemRow[] {
  const lines = new Map<string, SystemCost[]>();
  for (const line of costs.flatMap(({ systems }) => systems ?? [])) {
    const key = `${line.scope} ${line.system}`;
    lines.set(key, [...(lines.get(key) ?? []), line]);
  }
  const rows = [...lines.values()].map(rowOf);
  const known = new Set(rows.map(({ name }) => name));
  const activities = [
    ...cells.flatMap(({ record: { records } }) => records ?? []),
    ...(record.records ?? [])
  ];
  for (const activity of activities) {
    const name = systemLabel(activity);
    if (isSystem(activity) && !known.has(name)) {
      known.add(name);
      rows.push(uncalled(name, activity));
    }
  }
  return rows;
}

function isSystem({ kind, system }: Activity): boolean {
  return kind !== 'synthetic-data' && !!system;
}

function uncalled(name: string, activity: Activity): ISystemRow {
  return {
    name,
    scope: scopeOf(activity),
    calls: 0,
    input: null,
    output: null,
    energy: null,
    carbon: null,
    isUncalled: true
  };
}

function rowOf(lines: readonly SystemCost[]): ISystemRow {
  const tokens = (key: string): number | null => {
    const known = lines
      .map(({ usage }) => usage?.[`gen_ai.usage.${key}`])
      .filter(count => count !== undefined);
    return known.length ? known.reduce((a, b) => a + b, 0) : null;
  };
  return {
    name: lines[0].system,
    scope: lines[0].scope,
    calls: lines.reduce((sum, { calls = 0 }) => sum + calls, 0),
    input: tokens('input_tokens'),
    output: tokens('output_tokens'),
    energy: total(lines.map(({ energy }) => energy)),
    carbon: total(lines.map(({ carbon }) => carbon)),
    isUncalled: false
  };
}
