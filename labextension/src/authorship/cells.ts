/** The models of a notebook's cells by what they share. */

import type { ICellModel } from '@jupyterlab/cells';
import type { INotebookModel } from '@jupyterlab/notebook';

/** Finds cells without a walk through the notebook for each. */
export class CellIndex {
  constructor(readonly notebook: INotebookModel) {}

  /** The model of a cell; null if it is gone. */
  get(shared: object): ICellModel | null {
    const known = this._models.get(shared);
    if (known && !known.isDisposed) {
      return known;
    }
    this._models = new Map(
      Array.from(this.notebook.cells, cell => [cell.sharedModel, cell])
    );
    return this._models.get(shared) ?? null;
  }

  private _models = new Map<object, ICellModel>();
}
