/** Sums of cost: ranges add up, methods are listed, local and remote stand apart. */

import type {
  Activity,
  Cost,
  Impact,
  Quantity,
  Run,
  SystemCost
} from './index';
import { lean, own } from './shapes';

const AND = '; ';

/**
 * The sum of two figures, or null where neither is there.
 *
 * Throws where the units differ.
 */
export function add(
  a: Quantity | null | undefined,
  b: Quantity | null | undefined
): Quantity | null {
  if (!a || !b) {
    return a ?? b ?? null;
  }
  if (a.unit !== b.unit) {
    throw new RangeError(`${a.unit} and ${b.unit} do not add up`);
  }
  const sum = { ...a, min: a.min + b.min, max: a.max + b.max };
  return lean({ ...sum, ...methods(a, b) }, 'Quantity');
}

function methods(
  a: Quantity,
  b: Quantity
): { method: string; version: string | null } {
  const version = a.version ?? null;
  if (a.method === b.method && version === (b.version ?? null)) {
    return { method: a.method, version };
  }
  const ways = new Map<string, [string, string | null]>();
  for (const way of [...waysOf(a), ...waysOf(b)]) {
    ways.set(JSON.stringify(way), ways.get(JSON.stringify(way)) ?? way);
  }
  const listed = [...ways.values()];
  const versioned = listed.some(([, version]) => version);
  return {
    method: listed.map(([name]) => name).join(AND),
    version: versioned
      ? listed.map(([, version]) => version ?? '?').join(AND)
      : null
  };
}

function waysOf(quantity: Quantity): [string, string | null][] {
  const names = quantity.method.split(AND);
  const versions = (quantity.version ?? '').split(AND);
  if (names.length !== versions.length) {
    return [[quantity.method, quantity.version ?? null]];
  }
  return names.map((name, i) => [
    name,
    versions[i] === '' || versions[i] === '?' ? null : versions[i]
  ]);
}

/** The cost with one more run of this machine in it. */
export function addRun(cost: Cost, run: Run): Cost {
  const impact = run.impact?.scope === 'local' ? run.impact : null;
  const sums = added(cost.energy, cost.carbon, impact);
  const through = cost.through ?? {};
  return lean(
    {
      ...cost,
      runs: (cost.runs ?? 0) + 1,
      seconds: (cost.seconds ?? 0) + (run.duration ?? 0),
      cpu_seconds: (cost.cpu_seconds ?? 0) + (run.cpu_seconds ?? 0),
      energy: sums.energy,
      carbon: sums.carbon,
      components: components(cost.components ?? {}, impact),
      unavailable: (cost.unavailable ?? 0) + (sums.known ? 0 : 1),
      through: {
        ...through,
        [run.session]: Math.max(run.seq, own(through, run.session) ?? 0)
      }
    },
    'Cost'
  );
}

/** The cost with calls to AI systems in it, each system and scope on its own line. */
export function addActivities(
  cost: Cost,
  activities: readonly Activity[]
): Cost {
  const calls = activities.filter(({ kind }) => kind === 'model-call');
  const lines = [...(cost.systems ?? [])];
  for (const call of calls) {
    const system = systemLabel(call);
    const scope = scopeOf(call);
    const known = lines.findIndex(
      line => line.system === system && line.scope === scope
    );
    const at = known < 0 ? lines.length : known;
    lines[at] = lineWith(lines[at] ?? { system, scope }, call);
  }
  return calls.length ? { ...cost, systems: lines } : cost;
}

function lineWith(line: SystemCost, activity: Activity): SystemCost {
  const { impact } = activity;
  const sums = added(line.energy, line.carbon, impact);
  const embodied = impact?.embodied
    ? added(line.embodied, null, { ...impact, energy: impact.embodied }).energy
    : line.embodied;
  const sum = ([key, value]: [string, number]): [string, number] => [
    key,
    (own(line.usage, key) ?? 0) + value
  ];
  const usage = Object.entries(activity.usage ?? {}).map(sum);
  return lean(
    {
      ...line,
      calls: (line.calls ?? 0) + 1,
      usage: { ...line.usage, ...Object.fromEntries(usage) },
      seconds: (line.seconds ?? 0) + (activity.duration ?? 0),
      energy: sums.energy,
      carbon: sums.carbon,
      embodied,
      unavailable: (line.unavailable ?? 0) + (sums.known ? 0 : 1)
    },
    'SystemCost'
  );
}

/** How a system is named in sums: `provider/model`, or what of it is known. */
export function systemLabel(activity: Activity): string {
  const { provider, model, tool } = activity.system ?? {};
  return [provider, model].filter(Boolean).join('/') || tool || 'unknown';
}

/** `local` if the call is known to have run on this machine, else `remote`. */
export function scopeOf(activity: Activity): Impact['scope'] {
  if (activity.impact) {
    return activity.impact.scope;
  }
  return activity.system?.endpoint?.class === 'local' ? 'local' : 'remote';
}

function added(
  energy: Quantity | null | undefined,
  carbon: Quantity | null | undefined,
  impact: Impact | null | undefined
): { energy?: Quantity | null; carbon?: Quantity | null; known: boolean } {
  if (!impact?.energy) {
    return { energy, carbon, known: false };
  }
  try {
    return {
      energy: add(energy, impact.energy),
      carbon: add(carbon, impact.carbon),
      known: true
    };
  } catch {
    // Another unit than the format's: not available rather than wrong.
    return { energy, carbon, known: false };
  }
}

function components(
  sums: Readonly<Record<string, Quantity>>,
  impact: Impact | null
): Record<string, Quantity> {
  const out = new Map(Object.entries(sums));
  for (const [name, quantity] of Object.entries(impact?.components ?? {})) {
    const before = out.get(name);
    if (!before || before.unit === quantity.unit) {
      out.set(name, add(before, quantity) ?? quantity);
    }
  }
  return Object.fromEntries(out);
}
