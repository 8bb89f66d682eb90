/** What Lab does to whole cells of a shared notebook, transaction by transaction. */

import type { Sheet } from './world';

type Shared = Sheet['shared'];

/** Part a cell in two; blank lines at the cut are lost, as in Lab. */
export function split(shared: Shared, i: number, at: number): void {
  const cell = shared.cells[i];
  const { cell_type, metadata, source } = cell.toJSON();
  const [above, below] = [source.slice(0, at), source.slice(at)].map(part =>
    String(part).replace(/^\n+/, '').replace(/\n+$/, '')
  );
  shared.transact(() => {
    shared.insertCells(i, [{ cell_type, metadata, source: above }]);
    cell.setSource(below);
  });
}

/** Join a cell with the one below it. */
export function merge(shared: Shared, i: number): void {
  const { cell_type, metadata } = shared.cells[i].toJSON();
  const source = [i, i + 1].map(at => shared.cells[at].source).join('\n\n');
  shared.transact(() => {
    shared.deleteCell(i);
    shared.insertCell(i, { cell_type, metadata, source });
    shared.deleteCell(i + 1);
  });
}

/** Make code of text, and text of code. */
export function retype(shared: Shared, i: number): void {
  const { id, cell_type, metadata, source } = shared.cells[i].toJSON();
  const other = cell_type === 'code' ? 'markdown' : 'code';
  shared.transact(() => {
    shared.deleteCell(i);
    shared.insertCell(i, { id, metadata, source, cell_type: other });
  });
}

/** Delete a cell and bring it back. */
export function remove(shared: Shared, i: number): void {
  shared.undoManager.stopCapturing();
  shared.deleteCell(i);
  shared.undoManager.stopCapturing();
  shared.undo();
}

/** Put a copy of a cell below it, under an id of its own. */
export function duplicate(shared: Shared, i: number): void {
  const { id: _, ...copy } = shared.cells[i].toJSON();
  shared.insertCells(i + 1, [copy]);
}
