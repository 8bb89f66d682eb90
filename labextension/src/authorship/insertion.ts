/** Text that an editor puts in, and whose it is. */

import type { Attribution } from './ranges';
import {
  completed,
  fill,
  HUMAN,
  lay,
  part,
  programmed,
  runs,
  type IAttributed,
  type IRun
} from './ranges';
import { realign } from './realign';

/** What an editor says of text it is about to put in; positions after the change. */
export interface IInsertion {
  readonly from: number;
  readonly to: number;
  /** Start and end of the text it replaces, before the change. */
  readonly replaced: readonly [number, number];
  readonly how: 'typed' | 'brought' | 'programmed' | Attribution;
}

/** Whose the text of an insertion is, counted from its start; `bring`: of text that is known. */
export function taken(
  { from, to, replaced, how }: IInsertion,
  before: IAttributed,
  after: string,
  bring: (text: string) => IRun[] | null
): IRun[] {
  const text = after.slice(from, to);
  if (how === 'brought') {
    return bring(text) ?? [];
  }
  if (how === 'typed') {
    return text ? [{ from: 0, to: text.length, value: HUMAN }] : [];
  }
  const value = how === 'programmed' ? programmed() : how;
  const old = completed(part(before, ...replaced));
  // A completion repeats what was typed before it: that stays its author's.
  const size = commonStart(old.text, text);
  const rest = realign(part(old, size, old.text.length), text.slice(size));
  const start = part(old, 0, size).ranges;
  const kept = lay(start, size, runs(rest, 0, text.length - size));
  return runs(fill(kept, text.length, value), 0, text.length);
}

/** The activities whose text a person deleted from, or wrote into. */
export function editedRecords(
  insertions: readonly IInsertion[],
  before: IAttributed
): Set<string> {
  const records = new Set<string>();
  for (const { replaced, how } of insertions) {
    const [from, to] = replaced;
    before.ranges.between(from, to, (a, b, { by, record }) => {
      const isWithin = from < to ? a < to && b > from : a < from && b > from;
      if (how === 'typed' && by === 'ai' && record && isWithin) {
        records.add(record);
      }
    });
  }
  return records;
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let size = 0;
  while (size < most && a[size] === b[size]) {
    size++;
  }
  return size;
}
