/**
 * The authors of text that was taken out of a shared text, so that an undo
 * gives them back whatever has happened in between.
 *
 * A shared text names each character for good by a client and a clock. What an
 * undo puts back has new names, and what it stands for points at them.
 */

import type { Item, YTextEvent } from 'yjs';

import { lay, NO_RANGES, runs, type IRun, type Ranges } from './ranges';

/** A stretch of text in a change: where it stands, and its lasting name. */
interface IPiece {
  readonly at: number;
  readonly length: number;
  readonly client: number;
  readonly clock: number;
}

/** What came and went with one change of a shared text. */
export interface IPieces {
  /** Positions in the text before the change. */
  readonly gone: readonly IPiece[];
  /** Positions in the text after it; named as the text they stand for. */
  readonly back: readonly IPiece[];
}

/** The pieces of a change; to be asked while its transaction is being observed. */
export function pieces(event: YTextEvent): IPieces {
  const gone: IPiece[] = [];
  const come: IPiece[] = [];
  const old: Item[] = [];
  let [before, after] = [0, 0];
  for (let item = event.target._start; item; item = item.right) {
    if (item.redone) {
      old.push(item);
    }
    if (!item.countable) {
      continue;
    }
    const { length } = item;
    if (event.adds(item)) {
      if (!event.deletes(item)) {
        come.push({ at: after, length, ...item.id });
        after += length;
      }
    } else if (event.deletes(item)) {
      gone.push({ at: before, length, ...item.id });
      before += length;
    } else if (!item.deleted) {
      before += length;
      after += length;
    }
  }
  const back = come.flatMap(piece => old.flatMap(item => shared(piece, item)));
  return { gone, back };
}

/** The part of a piece that an undo made of `item`, named as that was. */
function shared(piece: IPiece, { id, length, redone }: Item): IPiece[] {
  if (redone?.client !== piece.client) {
    return [];
  }
  const from = Math.max(piece.clock, redone.clock);
  const to = Math.min(piece.clock + piece.length, redone.clock + length);
  return from < to
    ? [
        {
          at: piece.at + from - piece.clock,
          length: to - from,
          client: id.client,
          clock: id.clock + from - redone.clock
        }
      ]
    : [];
}

/** Authors of removed text by its lasting name. */
export class Removed {
  /** Remember the authors of what has gone. */
  keep(gone: readonly IPiece[], ranges: Ranges): void {
    for (const { at, length, client, clock } of gone) {
      const known = runs(ranges, at, at + length);
      if (known.length) {
        const before = this._byClient.get(client) ?? NO_RANGES;
        this._byClient.set(client, lay(before, clock, known));
      }
    }
  }

  /** The authors of what came back, in place. */
  restore(back: readonly IPiece[], ranges: Ranges): Ranges {
    return back.reduce((out, { at, length, client, clock }) => {
      const known: IRun[] = runs(
        this._byClient.get(client) ?? NO_RANGES,
        clock,
        clock + length
      );
      return lay(out, at, known);
    }, ranges);
  }

  private readonly _byClient = new Map<number, Ranges>();
}
