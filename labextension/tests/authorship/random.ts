/**
 * Random operations on real notebooks and editors, against a naive model.
 *
 * Every sign but blanks is used once only, so that the naive model is a table:
 * each sign's author, from when it first came in, wherever it has got to since.
 * Blanks are not unique. They are checked by a second naive model, an array of
 * authors per cell that is spliced as an editor splices text; operations on
 * whole cells, undo and collaborators' changes start it anew.
 */

import * as Y from 'yjs';

import { currentSpans } from '../../src/record/spans';
import { duplicate, merge, remove, retype, split } from './cells';
import { BLANKS, boundary, chance, sign, SIGNS } from './chance';
import { sync, World, type Sheet } from './world';

const LONGEST = 250;
const MOST_CELLS = 7;

type Operation = () => void;

/** One notebook, its collaborator, and what ought to be known of it. */
export class Trial {
  private constructor(
    private readonly _sheet: Sheet,
    private readonly _random: () => number
  ) {
    const { ydoc } = _sheet.shared;
    this._peer = new Y.Doc();
    this._sync();
    ydoc.on('destroy', () => this._peer.destroy());
  }

  static async begin(seed: number): Promise<Trial> {
    const sheet = await new World().open([
      { id: 'a' },
      { id: 'b' },
      { id: 'c', cell_type: 'markdown' }
    ]);
    return new Trial(sheet, chance(seed));
  }

  /** Do something; what it was, and what is wrong afterwards. */
  step(): { did: string; wrong: string | null } {
    const operations: [number, string, Operation][] = [
      [30, 'type', () => this._type()],
      [14, 'delete', () => this._delete()],
      [14, 'complete', () => this._complete()],
      [8, 'copy and paste', () => this._copy()],
      [4, 'paste from elsewhere', () => this._paste()],
      [8, 'undo', () => this._whole(() => this._undo('undo'))],
      [5, 'redo', () => this._whole(() => this._undo('redo'))],
      [3, 'split', () => this._whole(() => this._split())],
      [3, 'merge', () => this._whole(() => this._merge())],
      [3, 'move', () => this._whole(() => this._move())],
      [2, 'change type', () => this._whole(() => this._retype())],
      [2, 'delete cell and undo', () => this._whole(() => this._remove())],
      [2, 'duplicate cell', () => this._whole(() => this._duplicate())],
      [2, 'replace source', () => this._whole(() => this._replace())],
      [3, 'insert by program', () => this._whole(() => this._insert())],
      [3, 'find and replace', () => this._whole(() => this._substitute())],
      [2, 'format', () => this._whole(() => this._format())],
      [6, 'collaborate', () => this._whole(() => this._collaborate())],
      [3, 'save', () => this._sheet.flush()],
      [1, 'revert', () => this._whole(() => this._revert())]
    ];
    const all = operations.reduce((sum, [weight]) => sum + weight, 0);
    let at = this._random() * all;
    const [, did, act] = operations.find(([weight]) => (at -= weight) < 0)!;
    if (this._chance(0.2)) {
      this._cell().undoManager?.stopCapturing();
    }
    act();
    return {
      did,
      wrong: this._wrong() ?? (did === 'save' ? this._unsaved() : null)
    };
  }

  private _wrong(): string | null {
    for (let i = 0; i < this._count; i++) {
      const { id, text } = this._sheet.tracker(i);
      const authors = this._sheet.authors(i);
      const shadow = this._shadows.get(id);
      if (text !== this._sheet.cell(i).sharedModel.source) {
        return `${id}: the tracker lost the text`;
      }
      for (let at = 0; at < text.length; at++) {
        const expected = this._authors.get(sign(text, at)) ?? shadow?.[at];
        if (expected !== undefined && expected !== authors[at]) {
          return `${id} at ${at} of ${JSON.stringify(text)}: ${authors[at]}, not ${expected}`;
        }
      }
      this._shadows.set(id, authors);
    }
    return null;
  }

  private _unsaved(): string | null {
    for (let i = 0; i < this._count; i++) {
      const { source } = this._sheet.cell(i).sharedModel;
      const record = this._sheet.world.store.cellRecord(this._sheet.cell(i));
      const by = Array.from(source, () => 'unknown');
      for (const [from, to, who] of currentSpans(source, record.authorship)) {
        by.fill(who, from, to);
      }
      const wrong = [...source].findIndex((one, at) => {
        const author = this._authors.get(one);
        const word =
          author === 'h' ? 'human' : author === '.' ? 'unknown' : 'ai';
        return author !== undefined && word !== by[at];
      });
      if (wrong >= 0) {
        return `saved ${i} at ${wrong} of ${JSON.stringify(source)}: ${by[wrong]}`;
      }
    }
    this._saved = this._sheet.model.toJSON();
    return null;
  }

  /** An operation after which blanks are not foretold; a person needs a moment for each. */
  private _whole(act: Operation): void {
    this._sheet.shared.undoManager.stopCapturing();
    act();
    this._shadows.clear();
  }

  private _type(): void {
    const [i, from, to] = this._place(0.15);
    const text = this._fresh('h', true);
    this._splice(
      i,
      from,
      to,
      Array.from({ length: text.length }, () => 'h')
    );
    this._sheet.type(i, from, text, to);
  }

  private _delete(): void {
    const [i, from, to] = this._place(1);
    this._splice(i, from, to, []);
    this._sheet.type(i, from, '', to);
  }

  private _complete(): void {
    const [i, at] = this._place(0);
    const { text } = this._sheet.tracker(i);
    const typed = boundary(
      text,
      Math.max(0, at - Math.floor(this._random() * 3))
    );
    const prefix = text.slice(typed, at);
    const added = this._fresh('Bot', true);
    this._splice(
      i,
      at,
      at,
      Array.from({ length: added.length }, () => 'Bot')
    );
    this._sheet.complete(i, at, prefix + added, prefix.length);
  }

  private _copy(): void {
    const [i, from, to] = this._place(1);
    const isCut = this._chance(0.3);
    const known = this._sheet.authors(i).slice(from, to);
    const text = this._sheet.copy(i, from, to, isCut ? 'cut' : 'copy');
    if (from < to && isCut) {
      this._splice(i, from, to, []);
    }
    const [j, at, end] = this._place(0.1);
    if (from < to && text) {
      this._splice(j, at, end, known);
      this._sheet.paste(j, at, text, end);
    } else {
      this._shadows.clear();
    }
  }

  private _paste(): void {
    const [i, from, to] = this._place(0.1);
    const text = this._fresh('.', false);
    this._splice(
      i,
      from,
      to,
      Array.from({ length: text.length }, () => '.')
    );
    this._sheet.paste(i, from, text, to);
  }

  private _undo(what: 'undo' | 'redo'): void {
    if (this._chance(0.2)) {
      this._sheet.shared[what]();
    } else {
      this._cell()[what]();
    }
    if (!this._count) {
      this._sheet.shared.addCell({ cell_type: 'code' });
    }
  }

  private _split(): void {
    if (this._count >= MOST_CELLS) {
      return this._merge();
    }
    const [i, at] = this._place(0);
    split(this._sheet.shared, i, at);
  }

  private _merge(): void {
    const i = Math.floor(this._random() * (this._count - 1));
    if (this._count > 2) {
      merge(this._sheet.shared, i);
    }
  }

  private _move(): void {
    const [from, to] = [this._index(), this._index()];
    if (from !== to) {
      this._sheet.shared.moveCell(from, to);
    }
  }

  private _retype(): void {
    retype(this._sheet.shared, this._index());
  }

  private _remove(): void {
    remove(this._sheet.shared, this._index());
  }

  private _duplicate(): void {
    if (this._count < MOST_CELLS) {
      const i = this._index();
      this._sheet.flush();
      duplicate(this._sheet.shared, i);
    }
  }

  private _replace(): void {
    const words = Array.from({ length: 4 }, () => this._fresh('.', false));
    this._cell().setSource(words.join(' '));
  }

  private _insert(): void {
    const cell = this._cell();
    const { source } = cell;
    const places = [
      0,
      source.length,
      ...[...source.matchAll(/\s/g)].map(m => m.index)
    ];
    const at = places[Math.floor(this._random() * places.length)];
    const added = ` ${this._fresh('.', false)} `;
    if (this._chance(0.5)) {
      cell.setSource(source.slice(0, at) + added + source.slice(at));
    } else {
      cell.updateSource(at, at, added);
    }
  }

  /** As Lab's search does: all at once, or one place. */
  private _substitute(): void {
    const cell = this._cell();
    const { source } = cell;
    const words = [...source.matchAll(/\S+/g)];
    if (!words.length) {
      return;
    }
    const found = words[Math.floor(this._random() * words.length)];
    const [old] = found;
    const added = this._fresh('.', false);
    if (this._chance(0.5)) {
      // Whole words: the rest of a word that is changed in part is unknown as well.
      const parts = source.split(/(\s+)/);
      cell.setSource(parts.map(one => (one === old ? added : one)).join(''));
    } else {
      cell.updateSource(found.index, found.index + old.length, added);
    }
  }

  private _format(): void {
    const cell = this._cell();
    cell.setSource(
      cell.source.replace(/\s+/g, () => BLANKS[Math.floor(this._random() * 4)])
    );
  }

  private _collaborate(): void {
    if (this._chance(0.5)) {
      this._sync();
    }
    const cells = this._peer.getArray<Y.Map<Y.Text>>('cells');
    const text = cells
      .get(Math.floor(this._random() * cells.length))
      .get('source');
    const held = text?.toString() ?? '';
    const at = boundary(held, Math.floor(this._random() * held.length));
    if (this._chance(0.6)) {
      text?.insert(at, this._fresh('.', true));
    } else {
      text?.delete(at, boundary(held, Math.min(held.length, at + 4)) - at);
    }
    this._sync();
  }

  private _revert(): void {
    if (this._saved) {
      this._sheet.model.fromJSON(this._saved);
    }
  }

  private _sync(): void {
    sync(this._sheet.shared.ydoc, this._peer);
  }

  private _splice(
    i: number,
    from: number,
    to: number,
    authors: string[]
  ): void {
    const { id } = this._sheet.tracker(i);
    this._shadows.get(id)?.splice(from, to - from, ...authors);
  }

  /** A cell, and a range in it that is empty but for a share of cases. */
  private _place(share: number): [number, number, number] {
    const i = this._index();
    const { text } = this._sheet.tracker(i);
    const from = boundary(text, Math.floor(this._random() * (text.length + 1)));
    const most = text.length > LONGEST ? text.length : 12;
    const length = this._chance(share) ? Math.floor(this._random() * most) : 0;
    return [i, from, boundary(text, Math.min(text.length, from + length))];
  }

  private _fresh(author: string, isBlank: boolean): string {
    let out = '';
    const count = 1 + Math.floor(this._random() * 4);
    for (let i = 0; i < count; i++) {
      if (isBlank && this._chance(0.2)) {
        out += BLANKS[Math.floor(this._random() * BLANKS.length)];
      } else {
        const one = this._next();
        this._authors.set(one, author);
        out += one;
      }
    }
    return out;
  }

  private _next(): string {
    const [from, to] = SIGNS[this._used % SIGNS.length];
    const code = from + Math.floor(this._used++ / SIGNS.length);
    if (code > to) {
      throw new Error('a trial ran out of signs');
    }
    return String.fromCodePoint(code);
  }

  private _cell(): Sheet['shared']['cells'][number] & {
    undoManager: Y.UndoManager | null;
  } {
    return this._sheet.shared.cells[this._index()];
  }

  private _index(): number {
    return Math.floor(this._random() * this._count);
  }

  private _chance(share: number): boolean {
    return this._random() < share;
  }

  private get _count(): number {
    return this._sheet.shared.cells.length;
  }

  private readonly _peer: Y.Doc;
  private readonly _authors = new Map<string, string>();
  private readonly _shadows = new Map<string, string[]>();
  private _saved: ReturnType<Sheet['model']['toJSON']> | null = null;
  private _used = 0;
}
