/** What the panel sums up: costs over time, and what became of suggestions. */

import { describe, expect, it } from 'vitest';

import { allOutcomes, outcomesOf } from '../src/record/outcomes';
import { cellCosts, sessionCosts } from '../src/overview';
import type { Activity, Cost } from '../src/record';
import type { ICellView } from '../src/views';

const kWh = (min: number, max: number) => ({
  min,
  max,
  unit: 'kWh',
  method: 'codecarbon'
});

function completion(
  outcome: Activity['outcome'],
  counts: Record<string, number> = {}
): Activity {
  const usage = Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [
      `aiprov.suggestions.${name}`,
      count
    ])
  );
  return {
    id: 'a',
    kind: 'completion',
    evidence: 'observed',
    channel: 'inline-completion',
    outcome,
    usage
  };
}

describe('costs', () => {
  it('of a cell are those of all its runs; of one that never ran there are none', () => {
    const cell = (index: number, cost: Cost | null) =>
      ({ index, record: { cost } }) as unknown as ICellView;
    const known = { runs: 3, unavailable: 1, energy: kWh(1, 2) };
    const points = cellCosts([cell(0, null), cell(1, known), cell(2, {})]);
    expect(points).toEqual([
      { index: 1, started: null, carbon: null, ...known }
    ]);
  });

  it('of sessions stand in the order of time; what is unknown is no figure', () => {
    const session = (started: string, cost: Cost) => ({
      id: started,
      started,
      cost
    });
    const points = sessionCosts([
      session('2026-03-02', { runs: 2, unavailable: 2 }),
      session('2026-03-01', { runs: 1, energy: kWh(1, 1) }),
      session('2026-03-03', {})
    ]);
    expect(points.map(({ started }) => started)).toEqual([
      '2026-03-01',
      '2026-03-02'
    ]);
    expect(points[1].energy).toBeNull();
  });
});

describe('suggestions', () => {
  it('are counted by what became of them', () => {
    const counted = { accepted: 3, edited: 1, rejected: 2 };
    const some = completion('edited', counted);
    expect(outcomesOf(some)).toEqual({ ...counted, accepted: 2 });
    // All that was accepted was taken out again.
    const gone = completion('rejected', { accepted: 1, rejected: 1 });
    expect(allOutcomes([some, gone, completion('accepted')])).toEqual({
      accepted: 3,
      edited: 1,
      rejected: 4
    });
    expect(allOutcomes([completion(null)])).toEqual({
      accepted: 0,
      edited: 0,
      rejected: 0
    });
  });
});
