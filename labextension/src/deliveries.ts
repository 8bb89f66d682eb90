/** Deliveries to an open notebook: those that wait in its outputs, and those that arrive. */

import type { ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { INotebookModel } from '@jupyterlab/notebook';

import type { Delivery } from './record';
import { KEY, MIME } from './record';
import { Placing } from './record/placing';
import { readKept, readRecord } from './record/reading';

/** Whether a cell is one of code. */
export function isCode(cell: ICellModel): cell is ICodeCellModel {
  return cell.type === 'code';
}

/** The cells of a notebook, as an array. */
export function cellsOf(notebook: INotebookModel): ICellModel[] {
  return Array.from(notebook.cells);
}

/** The outputs of a cell as the notebook holds them. */
export function outputsOf(cell: ICellModel): readonly unknown[] {
  return isCode(cell) ? cell.outputs.toJSON() : [];
}

/** What one or several deliveries, as they came, hold. */
export function readDeliveries(raw: unknown): Delivery[] {
  return (Array.isArray(raw) ? raw : [raw]).map(
    (one: unknown) => readRecord(one, 'Delivery').record
  );
}

/** Deliveries found in outputs, by the id of the cell they speak of. */
export function waiting(notebook: INotebookModel): Map<string, Delivery[]> {
  const found = new Map<string, Delivery[]>();
  const cells = cellsOf(notebook);
  const all = cells.map(cell => (isCode(cell) ? carried(cell) : []));
  if (!all.some(({ length }) => length)) {
    return found;
  }
  const placing = placingIn(cells);
  all.forEach((deliveries, index) => {
    for (const delivery of deliveries) {
      const at = placing.ofOutput(delivery, index);
      const id = at === null ? '' : cells[at].id;
      found.set(id, [...(found.get(id) ?? []), delivery]);
    }
  });
  return found;
}

/** Of each delivery that arrived the cell it speaks of, null if it is of none. */
export function placed(
  notebook: INotebookModel,
  deliveries: readonly Delivery[]
): (ICellModel | null)[] {
  const cells = cellsOf(notebook);
  const placing = placingIn(cells);
  return deliveries.map(delivery => {
    const at = placing.ofRow(delivery);
    return at === null ? null : cells[at];
  });
}

function placingIn(cells: readonly ICellModel[]): Placing {
  return new Placing(
    cells.map(cell => ({
      id: cell.id,
      isCode: isCode(cell),
      source: cell.sharedModel.source,
      executionCount: isCode(cell) ? cell.executionCount : null,
      run: readKept(cell.getMetadata(KEY), 'CellRecord').run?.id ?? null
    }))
  );
}

function carried(cell: ICodeCellModel): Delivery[] {
  const found: Delivery[] = [];
  for (let index = 0; index < cell.outputs.length; index++) {
    const raw: unknown = cell.outputs.get(index).data[MIME];
    if (raw !== undefined) {
      found.push(...readDeliveries(raw));
    }
  }
  return found;
}
