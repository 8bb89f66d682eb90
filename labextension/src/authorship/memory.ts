/** Text whose authors are known in open notebooks: it keeps them wherever it is taken. */

import { runs, type IAttributed, type IRun } from './ranges';

/** Signs a text must hold to be known again by its likeness alone. */
const FEWEST_SIGNS = 10;
const KEPT_COPIES = 20;
const KEPT_CELLS = 500;
const BLANKS = /\s+/g;

/** A cell that went away; `isPending`: knowing more than its record said. */
export interface IRemovedCell extends IAttributed {
  readonly isPending: boolean;
}

/** What was copied, and what stands in open notebooks. */
export class KnownText {
  /** A person copied or cut text in an editor. */
  copied(text: string, known: readonly IRun[]): void {
    this._copies.unshift({ text: unified(text), known });
    this._copies.length = Math.min(this._copies.length, KEPT_COPIES);
  }

  /** A cell went away; an undo, or a paste, may bring it back. */
  removed(id: string, { text, ranges, isPending }: IRemovedCell): void {
    const key = JSON.stringify([id, text]);
    this._removed.delete(key);
    this._removed.set(key, { text, ranges, isPending });
    for (const oldest of this._removed.keys()) {
      if (this._removed.size <= KEPT_CELLS) {
        break;
      }
      this._removed.delete(oldest);
    }
  }

  /** What was known of a cell when it went away with this very text. */
  returned(id: string, text: string): IRemovedCell | null {
    return this._removed.get(JSON.stringify([id, text])) ?? null;
  }

  /**
   * The authors of `text` if it is one we know: what was copied here, else what
   * stands in one of `sources`, nearest first. Null if it is from elsewhere.
   */
  origin(text: string, sources: Iterable<IAttributed>): IRun[] | null {
    const wanted = unified(text);
    const line = wanted.replace(/\n$/, '');
    for (const copy of this._copies) {
      if (copy.text === wanted || copy.text === line) {
        return [...copy.known];
      }
    }
    if (line.replace(BLANKS, '').length < FEWEST_SIGNS) {
      return null;
    }
    for (const source of this._everywhere(sources)) {
      const known = found(line, source);
      if (known) {
        return known;
      }
    }
    return null;
  }

  private *_everywhere(
    sources: Iterable<IAttributed>
  ): IterableIterator<IAttributed> {
    yield* sources;
    yield* [...this._removed.values()].reverse();
  }

  private readonly _copies: { text: string; known: readonly IRun[] }[] = [];
  private readonly _removed = new Map<string, IRemovedCell>();
}

/** The first place in `source` that holds `text` and knows something of it. */
function found(text: string, source: IAttributed): IRun[] | null {
  for (
    let at = source.text.indexOf(text);
    at >= 0;
    at = source.text.indexOf(text, at + 1)
  ) {
    const known = runs(source.ranges, at, at + text.length);
    if (known.some(({ value }) => value.by !== 'program')) {
      return known;
    }
  }
  return null;
}

function unified(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
