/** Where a change of a shared text came from. */

import type { Text } from 'yjs';

/** Whether a change is an undo, or its undoing. */
export function isUndoManager(origin: unknown): boolean {
  return typeof origin === 'object' && origin !== null && 'undoStack' in origin;
}

/** Whether a change came from an editor bound to `source`. */
export function isEditorOf(origin: unknown, source: Text): boolean {
  return (
    typeof origin === 'object' &&
    origin !== null &&
    'ytext' in origin &&
    origin.ytext === source
  );
}
