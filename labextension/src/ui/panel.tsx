/** The side panel: to understand a notebook's provenance, review it and answer for it. */

import { ReactWidget } from '@jupyterlab/apputils';
import type { Message } from '@lumino/messaging';
import React from 'react';

import type { Subject } from '../report';
import type { NotebookView } from '../views';
import type { IPreset } from './appendix';
import { provenanceIcon } from './icons';
import { shown } from './lineagepart';
import { Body, goTo, type IPanelOptions } from './panelbody';

export class ProvenancePanel extends ReactWidget {
  constructor(private readonly _options: IPanelOptions) {
    super();
    const { trans, views } = _options;
    this.id = 'jupyter-aiprov-panel';
    this.addClass('jp-aiprov-Panel');
    this.title.icon = provenanceIcon;
    this.title.caption = trans.__('AI Provenance');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('AI Provenance'));
    views.currentChanged.connect(this._follow, this);
    _options.kernels?.changed.connect(this._onChanged, this);
    this._follow();
  }

  /** Go to a cell of the notebook in front. */
  go(cell: string): void {
    const { current } = this._options.views;
    const index = current?.cell(cell)?.index;
    if (current && index !== undefined) {
      goTo(current, index);
    }
  }

  /** Answer what an output of the notebook in front derives from. */
  ask(cell: string, index: number): void {
    const { current } = this._options.views;
    if (current) {
      this._want(current, shown(cell, index));
    }
  }

  /** The forms of statement that the server makes; none until it has said so. */
  set presets(presets: readonly IPreset[]) {
    this._presets = presets;
    this.update();
  }

  /** Put the keyboard in a part, once it is drawn: where a review is made, or an appendix asked for. */
  reach(part: 'Review' | 'Export'): void {
    this._reached = part;
    this._onDrawn();
    this.update();
  }

  private _onDrawn(): void {
    const part = this._reached;
    const place =
      part && this.node.querySelector<HTMLElement>(`.jp-aiprov-${part}`);
    if (place && this.isVisible) {
      this._reached = null;
      const section = place.closest('details');
      section?.setAttribute('open', '');
      section?.scrollIntoView({ block: 'start' });
      place.focus({ preventScroll: true });
    }
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._show();
    this.update();
  }

  protected override render(): React.ReactElement | null {
    const { trans, views } = this._options;
    const view = views.current;
    if (!this.isVisible) {
      return null;
    }
    if (!view) {
      return (
        <p className="jp-aiprov-Quiet jp-aiprov-Section">
          {trans.__('Open a notebook to see where it comes from.')}
        </p>
      );
    }
    return (
      <Body
        key={view.panel.id}
        {...this._options}
        view={view}
        presets={this._presets}
        onDrawn={() => this._onDrawn()}
        asked={this._asked.get(view) ?? null}
        onAsk={subject => this._want(view, subject)}
        onReview={() => this.reach('Review')}
      />
    );
  }

  private _want(view: NotebookView, subject: Subject | null): void {
    this._asked.set(view, subject);
    view.want(subject);
    this.update();
  }

  private _follow(): void {
    const { current } = this._options.views;
    if (this._shown !== current) {
      this._shown?.changed.disconnect(this._onChanged, this);
      current?.changed.connect(this._onChanged, this);
      this._shown = current;
      if (this.isVisible) {
        this._show();
      }
    }
    this.update();
  }

  private _show(): void {
    this._shown?.look();
  }

  private _onChanged(): void {
    if (this.isVisible) {
      this.update();
    }
  }

  private _shown: NotebookView | null = null;
  private _presets: readonly IPreset[] = [];
  private _reached: 'Review' | 'Export' | null = null;
  private readonly _asked = new WeakMap<NotebookView, Subject | null>();
}
