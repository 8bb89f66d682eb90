/** What the recorder did not see by a fault of its own. */

import type { CellRecord, Diagnostic, NotebookRecord } from './record';
import type { ICellView } from './views';

/** Why a mark is unknown where a fault of the recorder hid what happened. */
const FAULT = 'a fault of the recorder';
/** What is to be told of a run beside the record itself: it may be incomplete. */
const OF_RECORDING: ReadonlySet<string> = new Set(['AP001', 'AP301', 'AP408']);

/** Whether a fault of the recorder hid what a cell did, or what it rests on. */
export function isHidden(view: ICellView): boolean {
  const marks = [
    ...(view.record.run?.marks ?? []),
    ...view.outputs.flatMap(({ lineage }) => lineage)
  ];
  return marks.some(
    ({ mark, reason }) => mark === 'unknown' && reason === FAULT
  );
}

/** What a cell's last run and records say of gaps in the recording itself. */
export function cellFaults(record: CellRecord): Diagnostic[] {
  return ofRecording([
    ...(record.run?.diagnostics ?? []),
    ...(record.records ?? []).flatMap(({ diagnostics = [] }) => diagnostics)
  ]);
}

/** What kernels say of gaps in the recording that are of no one cell. */
export function notebookFaults({
  sessions = []
}: NotebookRecord): Diagnostic[] {
  return ofRecording(sessions.flatMap(({ diagnostics = [] }) => diagnostics));
}

function ofRecording(said: readonly Diagnostic[]): Diagnostic[] {
  const told = new Map<string, Diagnostic>();
  for (const one of said) {
    if (OF_RECORDING.has(one.code)) {
      told.set(`${one.code} ${one.message}`, one);
    }
  }
  return [...told.values()];
}
