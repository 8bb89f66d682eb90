/** Badges of cells: where a cell's text comes from, what its outputs rest on. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { Cell } from '@jupyterlab/cells';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { IOutputView } from '../outputs';
import { IAIProvViews } from '../tokens';
import { isTouched, staleCauses, type ICellView } from '../cellview';
import type { NotebookView } from '../views';
import { CommandIDs } from './commands';
import type { BadgeLevel } from './settings';
import { beginSurface } from './surface';
import { marksShort, markWord, staleLines } from './datalabels';
import { cellLines, originMark, reviewWord } from './labels';

const STACK = 'jp-aiprov-Badges';
const CHILD = 'jp-aiprov-hasBadges';

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
    this._outputs(widget, view);
  }

  private _origin(view: ICellView): HTMLElement {
    const text = originMark(view.origin);
    const lines = cellLines(this._trans, view);
    return this._button(view.origin, text, lines, () => {
      void this._commands.execute(CommandIDs.showCell, { cell: view.id });
    });
  }

  /** Beside each output: what it rests on, and whether it is out of date. */
  private _outputs(widget: Cell, view: ICellView): void {
    const areas = widget.node.querySelectorAll<HTMLElement>(
      ':scope > .jp-Cell-outputWrapper > .jp-Cell-outputArea > .jp-OutputArea-child'
    );
    for (const output of view.outputs) {
      const area = areas[output.position];
      const badges = area ? this._output(view, output) : [];
      if (badges.length) {
        area.append(stack(badges));
        area.classList.add(CHILD);
        area.parentElement?.classList.add(CHILD);
      }
    }
  }

  private _output(
    view: ICellView,
    { index, marks }: IOutputView
  ): HTMLElement[] {
    const stale = staleLines(this._trans, staleCauses(view));
    const lines = [...marks.map(markWord), ...stale];
    const texts: readonly (readonly [string, string])[] = [
      ...(stale.length ? [['stale', '↻'] as const] : []),
      ...(marks.length ? [[marks[0], marksShort(marks)] as const] : [])
    ];
    return texts.map(([modifier, text]) =>
      this._button(modifier, text, lines, () => {
        void this._commands.execute(CommandIDs.showLineage, {
          cell: view.id,
          output: index
        });
      })
    );
  }

  private _button(
    modifier: string,
    text: string,
    lines: readonly string[],
    onClick: () => void
  ): HTMLElement {
    const badge = document.createElement('button');
    badge.type = 'button';
    badge.tabIndex = -1;
    badge.className = `jp-aiprov-Badge jp-mod-${modifier}`;
    badge.textContent = text;
    badge.title = lines.join('\n');
    badge.setAttribute('aria-label', lines.join('. '));
    badge.addEventListener('click', onClick);
    return badge;
  }

  private readonly _drawn = new WeakMap<Cell, ICellView | undefined>();
}

/** Text nobody is known to have written gets a badge only where it is run. */
function isSilent(view: ICellView): boolean {
  const says = view.origin !== 'unknown' || view.review !== 'none';
  return !says && !isTouched(view) && (view.isEmpty || !view.isCode);
}

function review(trans: TranslationBundle, view: ICellView): HTMLElement | null {
  const signs = {
    verified: '✓',
    corrected: '✓',
    rejected: '✗',
    stale: '!',
    unknown: '?'
  };
  if (view.review === 'none') {
    return null;
  }
  return label(
    `jp-mod-${view.review}`,
    signs[view.review],
    trans.__('Review: %1', reviewWord(view.review))
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
    place.append(stack(shown));
  }
}

function stack(badges: readonly HTMLElement[]): HTMLElement {
  const made = document.createElement('div');
  made.className = STACK;
  made.append(...badges);
  return made;
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
    const { trans, settings } = await beginSurface(registry, translator);
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
