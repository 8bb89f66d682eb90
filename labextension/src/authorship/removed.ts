/**
 * The authors of text that was taken out of a shared text, so that an undo
 * gives them back whatever has happened in between.
 *
 * A shared text names each character for good by a client and a clock. What an
 * undo puts back has new names, and what it stands for points at them.
 */

import type { Item, Text, Transaction, YTextEvent } from 'yjs';

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

/**
 * The pieces of a change; to be asked while its transaction is being observed.
 *
 * `earlier` are texts this one was made anew of: an undo may put back what was
 * taken out of them.
 */
export function pieces(event: YTextEvent, earlier: readonly Text[]): IPieces {
  const gone: IPiece[] = [];
  const come: IPiece[] = [];
  let [before, after] = [0, 0];
  for (const item of items(event.target)) {
    const { length } = item;
    if (!item.countable) {
      continue;
    }
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
  return { gone, back: stoodFor(come, [event.target, ...earlier]) };
}

/** Pieces by the names of what an undo made them of, in these texts. */
function stoodFor(come: readonly IPiece[], texts: readonly Text[]): IPiece[] {
  const old = texts.flatMap(text => items(text).filter(item => item.redone));
  return come.flatMap(piece => old.flatMap(item => shared(piece, item)));
}

/** All that is or was in a text. */
function items(text: Text): Item[] {
  const out: Item[] = [];
  for (let item = text._start; item; item = item.right) {
    out.push(item);
  }
  return out;
}

/** The pieces of a text that went as a whole with a transaction that has just ended. */
export function allGone(text: Text, { deleteSet }: Transaction): IPiece[] {
  const gone: IPiece[] = [];
  let at = 0;
  for (const { id, length, countable } of items(text)) {
    const went = deleteSet.clients
      .get(id.client)
      ?.some(one => one.clock <= id.clock && id.clock < one.clock + one.len);
    if (countable && went) {
      gone.push({ at, length, ...id });
      at += length;
    }
  }
  return gone;
}

/** What an undo made of `earlier` texts in one that came as a whole. */
export function allBack(text: Text, earlier: readonly Text[]): IPiece[] {
  const come: IPiece[] = [];
  let at = 0;
  for (const { id, length, countable, deleted } of items(text)) {
    if (countable && !deleted) {
      come.push({ at, length, ...id });
      at += length;
    }
  }
  return stoodFor(come, earlier);
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
