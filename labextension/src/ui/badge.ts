/** Badges of cells: where a cell's text comes from, what its outputs rest on. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { Cell } from '@jupyterlab/cells';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import {
  ITranslator,
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { MarkName } from '../record';
import { IAIProvViews } from '../tokens';
import type { ICellView, NotebookView } from '../views';
import { isTouched } from '../views';
import { CommandIDs } from './commands';
import { readSettings, type BadgeLevel } from './settings';
import {
  cellLines,
  DOMAIN,
  markShort,
  markWord,
  originMark,
  reviewWord
} from './words';

const STACK = 'jp-aiprov-Badges';
/** The most telling first: it is the one shown where there is room for one. */
const RANKED: readonly MarkName[] = [
  'synthetic',
  'ai-output',
  'ai-code',
  'protected',
  'unknown'
];

/** Draws the badges of one notebook's cells. */
class Badges {
  constructor(
    private readonly _view: NotebookView,
    private readonly _commands: CommandRegistry,
    private readonly _trans: TranslationBundle,
    private readonly _level: () => BadgeLevel
  ) {
    _view.changed.connect(this.draw, this);
    this.draw();
  }

  /** Draw what has changed; a notebook without AI stays as it was. */
  draw(): void {
    const { widgets } = this._view.panel.content;
    const views = this._view.cells;
    const byId = new Map(views.map(view => [view.id, view]));
    const level = this._level();
    const isShown =
      level === 'all' || (level === 'ai' && views.some(isTouched));
    for (const widget of widgets) {
      const view = isShown ? byId.get(widget.model.id) : undefined;
      if (this._drawn.get(widget) !== view) {
        this._drawn.set(widget, view);
        void widget.ready.then(() => this._cell(widget));
      }
    }
  }

  private _cell(widget: Cell): void {
    if (widget.isDisposed) {
      return;
    }
    const view = this._drawn.get(widget);
    const isBare = !view || isSilent(view);
    widget.node.toggleAttribute('data-aiprov', !isBare);
    for (const old of widget.node.querySelectorAll(`:scope .${STACK}`)) {
      old.remove();
    }
    if (isBare) {
      return;
    }
    widget.node.dataset.aiprov = view.origin;
    put(widget, '.jp-Cell-inputWrapper', [
      review(this._trans, view),
      this._origin(view)
    ]);
    put(widget, '.jp-Cell-outputWrapper', [this._outputs(view)]);
  }

  private _origin(view: ICellView): HTMLElement {
    const badge = document.createElement('button');
    badge.type = 'button';
    badge.tabIndex = -1;
    badge.className = `jp-aiprov-Badge jp-mod-${view.origin}`;
    badge.textContent = originMark(this._trans, view.origin);
    const lines = cellLines(this._trans, view);
    badge.title = lines.join('\n');
    badge.setAttribute('aria-label', lines.join('. '));
    badge.addEventListener('click', () => {
      void this._commands.execute(CommandIDs.showCell, { cell: view.id });
    });
    return badge;
  }

  private _outputs(view: ICellView): HTMLElement | null {
    const marks = RANKED.filter(mark => view.marks.includes(mark));
    if (!marks.length) {
      return null;
    }
    const more = marks.length > 1 ? '+' : '';
    return label(
      `jp-mod-${marks[0]}`,
      markShort(this._trans, marks[0]) + more,
      marks.map(mark => markWord(this._trans, mark)).join('\n')
    );
  }

  private readonly _drawn = new WeakMap<Cell, ICellView | undefined>();
}

/** Text nobody is known to have written gets a badge only where it is run. */
function isSilent(view: ICellView): boolean {
  const says = view.origin !== 'unknown' || view.review !== 'none';
  return !says && !isTouched(view) && (view.isEmpty || !view.isCode);
}

function review(trans: TranslationBundle, view: ICellView): HTMLElement | null {
  const signs = { verified: '✓', corrected: '✓', rejected: '✗', stale: '!' };
  if (view.review === 'none') {
    return null;
  }
  return label(
    `jp-mod-${view.review}`,
    signs[view.review],
    trans.__('Review: %1', reviewWord(trans, view.review))
  );
}

function label(modifier: string, text: string, title: string): HTMLElement {
  const badge = document.createElement('span');
  badge.className = `jp-aiprov-Badge ${modifier}`;
  badge.setAttribute('role', 'img');
  badge.setAttribute('aria-label', title);
  badge.title = title;
  badge.textContent = text;
  return badge;
}

/** Put badges into the prompt's column, beside the area they speak of. */
function put(
  widget: Cell,
  area: string,
  badges: readonly (HTMLElement | null)[]
): void {
  const shown = badges.filter(badge => badge !== null);
  const place = widget.node.querySelector(`:scope > ${area}`);
  if (place && shown.length) {
    const stack = document.createElement('div');
    stack.className = STACK;
    stack.append(...shown);
    place.append(stack);
  }
}

export const badgePlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-aiprov:badges',
  description: 'Badges on cells.',
  autoStart: true,
  requires: [IAIProvViews],
  optional: [ISettingRegistry, ITranslator],
  activate: async (
    app,
    views: IAIProvViews,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): Promise<void> => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const settings = await readSettings(registry);
    const all = new Set<Badges>();
    const level = (): BadgeLevel => settings.value.badges;
    const add = (view: NotebookView): void => {
      const badges = new Badges(view, app.commands, trans, level);
      all.add(badges);
      view.panel.disposed.connect(() => all.delete(badges), badges);
    };
    views.forEach(add);
    views.added.connect((_, view) => add(view));
    settings.changed.connect(() => all.forEach(badges => badges.draw()));
  }
};
