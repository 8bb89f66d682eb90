/** Text by AI systems, marked in the editor. Nothing moves: marks are painted behind the text. */

import { StateEffect, type Extension, type Range } from '@codemirror/state';
import { Prec } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate
} from '@codemirror/view';

import { joinedRuns, type Ranges } from './ranges';
import type { CellTracker } from './tracker';

import type { MarkLevel } from '../ui/settings';

const LEVEL = 'aiprovMarks';

/** Draw this much in all editors. */
export function setLevel(level: MarkLevel): void {
  document.body.dataset[LEVEL] = level;
}

/** Whether anything is drawn. */
export function isDrawn(): boolean {
  return document.body.dataset[LEVEL] !== 'off';
}

const redraw = StateEffect.define<null>();
const text = Decoration.mark({ class: 'jp-aiprov-Text' });
const wholeLine = Decoration.line({ class: 'jp-aiprov-Line' });
const partOfLine = Decoration.line({
  class: 'jp-aiprov-Line jp-mod-aiprov-part'
});

const SHOWN = 'body:not([data-aiprov-marks="off"]) &';
const SHOWN_LIGHT =
  'body[data-jp-theme-light="true"]:not([data-aiprov-marks="off"]) &';
const SHOWN_DARK =
  'body[data-jp-theme-light="false"]:not([data-aiprov-marks="off"]) &';
const FULL = 'body[data-aiprov-marks="full"] &';
const COLOUR = 'var(--aiprov-ai, var(--jp-brand-color1))';

/** Clear enough to let a selection through. */
const LIGHT = 'rgb(248 242 255 / 65%)';
const DARK = 'rgb(14 4 34 / 80%)';

/** Words that the themes draw too faintly to be read on these, as much darker or lighter as it takes. */
const INK_LIGHT = inks({
  atom: '#6565bd',
  number: '#007d00',
  'variable-3': '#007d4e',
  comment: '#3b7777',
  meta: '#a11ff2',
  operator: '#a11ff2',
  bracket: '#6c6c54',
  quote: '#007d00',
  error: '#e00000',
  hr: '#6c6c6c'
});
const INK_DARK = inks({
  comment: '#488787',
  meta: '#b641ff',
  qualifier: '#808080',
  error: '#ff5050'
});

function inks(
  colours: Readonly<Record<string, string>>
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(colours).map(([word, colour]) => [
      `--jp-mirror-editor-${word}-color`,
      colour
    ])
  );
}

/** A stripe at the edge of the line, whole or broken: told by its form, not its colour. */
const style = EditorView.baseTheme({
  [`${SHOWN_LIGHT} .jp-aiprov-Text`]: { backgroundColor: LIGHT, ...INK_LIGHT },
  [`${SHOWN_DARK} .jp-aiprov-Text`]: {
    backgroundColor: DARK,
    ...INK_DARK
  },
  [`${SHOWN} .jp-aiprov-Line`]: {
    backgroundImage: `linear-gradient(${COLOUR}, ${COLOUR})`,
    backgroundRepeat: 'repeat-y',
    backgroundSize: '2px 6px'
  },
  [`${SHOWN} .jp-aiprov-Line.jp-mod-aiprov-part`]: {
    backgroundImage: `linear-gradient(${COLOUR} 50%, transparent 50%)`
  },
  [`${FULL} .jp-aiprov-Text`]: {
    textDecoration: `underline dotted ${COLOUR}`,
    textUnderlineOffset: '3px'
  },
  '@media print': { '.jp-aiprov-Line': { backgroundImage: 'none' } }
});

/** The views on each followed text. */
const views = new WeakMap<object, Set<AuthorView>>();

/** Redraw the editors of a text whose authors changed, once the present change is over. */
export function drawAgain({ cell }: CellTracker): void {
  for (const view of views.get(cell) ?? []) {
    view.ask();
  }
}

class AuthorView {
  decorations: DecorationSet;

  constructor(
    private readonly _view: EditorView,
    private readonly _shared: object,
    private readonly _tracker: () => CellTracker | null
  ) {
    this.decorations = this._draw();
    const all = views.get(_shared) ?? new Set<AuthorView>();
    views.set(_shared, all.add(this));
  }

  update({ docChanged, transactions }: ViewUpdate): void {
    if (
      docChanged ||
      transactions.some(tr => tr.effects.some(one => one.is(redraw)))
    ) {
      this.decorations = this._draw();
    }
  }

  /** Draw as soon as the editor may, if it does not show the authors as they are. */
  ask(): void {
    if (this._isAsked) {
      return;
    }
    this._isAsked = true;
    queueMicrotask(() => {
      this._isAsked = false;
      const ranges = this._tracker()?.ranges ?? null;
      if (!this._isGone && ranges !== this._drawn) {
        this._view.dispatch({ effects: redraw.of(null) });
      }
    });
  }

  destroy(): void {
    this._isGone = true;
    views.get(this._shared)?.delete(this);
  }

  private _draw(): DecorationSet {
    const tracker = this._tracker();
    const { doc } = this._view.state;
    // An editor that has not caught up with the text yet draws when it has.
    if (!tracker || tracker.text.length !== doc.length) {
      this._drawn = null;
      return Decoration.none;
    }
    this._drawn = tracker.ranges;
    return decorations(this._view, tracker.ranges);
  }

  private _drawn: Ranges | null = null;
  private _isAsked = false;
  private _isGone = false;
}

function decorations(
  { state: { doc } }: EditorView,
  ranges: Ranges
): DecorationSet {
  const out: Range<Decoration>[] = [];
  const lines = new Map<number, number>();
  for (const { from, to, value } of joinedRuns(ranges, doc.length)) {
    if (value.by !== 'ai') {
      continue;
    }
    out.push(text.range(from, to));
    for (let at = from; at < to;) {
      const line = doc.lineAt(at);
      const ink = doc.sliceString(at, Math.min(to, line.to)).replace(/\s/g, '');
      lines.set(line.from, (lines.get(line.from) ?? 0) + ink.length);
      at = line.to + 1;
    }
  }
  for (const [from, ink] of lines) {
    const all = doc.lineAt(from).text.replace(/\s/g, '').length;
    if (ink) {
      out.push((ink < all ? partOfLine : wholeLine).range(from));
    }
  }
  return Decoration.set(out, true);
}

/** Draws the authors of one text. */
export function drawing(
  shared: object,
  tracker: () => CellTracker | null
): Extension {
  return [
    style,
    // After the change has reached the shared text, and with it the tracker.
    Prec.lowest(
      ViewPlugin.define(view => new AuthorView(view, shared, tracker), {
        decorations: drawn => drawn.decorations
      })
    )
  ];
}
