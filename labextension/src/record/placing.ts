/** Deliveries that wait in the outputs of a notebook: runs made by other programs. */

import type { ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { INotebookModel } from '@jupyterlab/notebook';

import { sha256Text } from './digest';
import { readRecord } from './reading';
import type { Delivery } from './index';
import { MIME } from './index';

/** Whether a cell is one of code. */
export function isCode(cell: ICellModel): cell is ICodeCellModel {
  return cell.type === 'code';
}

/** The cells of a notebook, as an array. */
export function cellsOf(notebook: INotebookModel): ICellModel[] {
  return Array.from(notebook.cells);
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
  for (const cell of cellsOf(notebook)) {
    for (const delivery of isCode(cell) ? carried(cell) : []) {
      const id = placeOf(notebook, delivery, cell)?.id ?? '';
      found.set(id, [...(found.get(id) ?? []), delivery]);
    }
  }
  return found;
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

/**
 * The cell a delivery speaks of, null if it is of none.
 *
 * By cell id; else by the one cell with the run's source; else the cell it was
 * found in, if any.
 */
export function placeOf(
  notebook: INotebookModel,
  delivery: Delivery,
  here: ICellModel | null
): ICellModel | null {
  const { cell: id, run } = delivery;
  if (!id && !run) {
    return null;
  }
  const cells = cellsOf(notebook);
  const named = id ? cells.find(cell => cell.id === id) : undefined;
  if (named || (id && !here)) {
    return named ?? null;
  }
  const digest = run?.source_sha256;
  const same = cells.filter(
    cell => isCode(cell) && sha256Text(cell.sharedModel.source) === digest
  );
  if (here && (same.includes(here) || same.length !== 1)) {
    return here;
  }
  return same.length === 1 ? same[0] : null;
}
