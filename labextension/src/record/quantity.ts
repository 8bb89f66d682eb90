// Generated from the JSON Schema of the record format; do not edit.
// python -m jupyter_aiprov.record.schema --write

import type { Diagnostic } from './diagnostics';

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
