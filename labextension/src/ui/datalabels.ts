/** How data are called: marks, protected data, what is out of date, passports. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { MarkName } from '../record';
import type { DataFlow, StaleCause } from '../report';
import { word } from './vocabulary';

/** What an output rests on, in full. */
export function markWord(mark: MarkName): string {
  return word('mark', mark, 'long');
}

/** What an output rests on, where there is little room: the first, and how many more. */
export function marksShort([first, ...more]: readonly MarkName[]): string {
  const short = word('mark', first, 'short');
  return more.length ? `${short}+${more.length}` : short;
}

/** Data by what they are. */
export function dataWord(mark: DataFlow['mark']): string {
  return word('mark', mark);
}

/** Protected data by their class; an unknown one is named as it stands. */
export function protectedWord(kind: string): string {
  return word('protected_class', kind);
}

/** Why outputs are out of date, one line each. */
export function staleLines(
  trans: TranslationBundle,
  stale: readonly StaleCause[]
): string[] {
  return stale.map(({ what, name, cell: by }) => {
    const cell = (by ?? 0) + 1;
    return {
      source: trans.__('Out of date: the cell was edited after it ran.'),
      name: trans.__('Out of date: cell %2 changed %1 since.', name, cell),
      file:
        by === null
          ? trans.__('Out of date: %1 has changed on disk since.', name)
          : trans.__('Out of date: cell %2 wrote %1 again since.', name, cell),
      upstream: trans.__(
        'Out of date: %1 comes from cell %2, which is out of date.',
        name,
        cell
      )
    }[what];
  });
}
