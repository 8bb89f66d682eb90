/** Marks of data as badges within the panel. */

import React from 'react';

import { markNames } from '../outputs';
import type { MarkName } from '../record';
import { marksShort, markWord } from './datalabels';

/** The most telling mark, and that there are more; in full to those who ask. */
export function MarksBadge({
  marks: carried
}: {
  marks: readonly MarkName[];
}): React.ReactElement | null {
  const marks = markNames(carried.map(mark => ({ mark })));
  if (!marks.length) {
    return null;
  }
  const words = marks.map(markWord).join(', ');
  return (
    <span
      className={`jp-aiprov-Badge jp-mod-${marks[0]}`}
      role="img"
      aria-label={words}
      title={words}
    >
      {marksShort(marks)}
    </span>
  );
}
