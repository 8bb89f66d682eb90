/** Finding the cell a delivery speaks of. */

import { sha256Text } from './digest';
import type { Delivery } from './index';

/** What a delivery is tied to a cell by. */
export interface IPlace {
  readonly id: string | null;
  readonly isCode: boolean;
  readonly source: string;
  readonly executionCount: number | null;
  /** The id of the run in its record. */
  readonly run: string | null;
}

/** Ties deliveries to the cells of one notebook. */
export class Placing {
  constructor(private readonly _cells: readonly IPlace[]) {
    _cells.forEach(({ id, run }, index) => {
      if (id) {
        this._ids.set(id, index);
      }
      if (run) {
        this._runs.set(run, index);
      }
    });
  }

  /**
   * The cell of a delivery found among the outputs of cell `index`, null if it is of none.
   *
   * By cell id, by a run already known, then by the place it was found in; only a delivery of
   * quite another source (it arrived late) goes to the one cell that has that source.
   */
  ofOutput(delivery: Delivery, index: number): number | null {
    if (!delivery.cell && !delivery.run) {
      return null;
    }
    let found = this._known(delivery);
    if (found === null) {
      const same = this._sameSource(delivery);
      found = same.includes(index) || same.length !== 1 ? index : same[0];
    }
    return this._kept(delivery, found);
  }

  /**
   * The cell of a delivery that came another way, null if there is none or more than one.
   *
   * By cell id, by a run already known, then by its source; of several cells with one source
   * the one that shows the run's execution count.
   */
  ofRow(delivery: Delivery): number | null {
    let found = this._known(delivery);
    if (found === null && !delivery.cell && delivery.run) {
      let same = this._sameSource(delivery);
      const count = delivery.run.execution_count ?? null;
      if (same.length > 1 && count !== null) {
        same = same.filter(at => this._cells[at].executionCount === count);
      }
      found = same.length === 1 ? same[0] : null;
    }
    return this._kept(delivery, found);
  }

  private _known({ cell, run }: Delivery): number | null {
    const named = cell ? this._ids.get(cell) : undefined;
    return named ?? (run ? this._runs.get(run.id) : undefined) ?? null;
  }

  private _kept({ run }: Delivery, found: number | null): number | null {
    if (run && found !== null) {
      this._runs.set(run.id, found);
    }
    return found;
  }

  private _sameSource({ run }: Delivery): number[] {
    const digest = run?.source_sha256;
    return [...this._cells.keys()].filter(at => {
      const { isCode, source } = this._cells[at];
      return isCode && !!digest && sha256Text(source) === digest;
    });
  }

  private readonly _ids = new Map<string, number>();
  private readonly _runs = new Map<string, number>();
}
