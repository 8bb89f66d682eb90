/** What is said of a text when the pointer rests on it, or when a person asks by key. */

import { StateEffect, StateField, type Extension } from '@codemirror/state';
import {
  EditorView,
  hoverTooltip,
  keymap,
  showTooltip,
  type Tooltip
} from '@codemirror/view';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Activity } from '../record';
import { activityWord, originWord } from '../ui/labels';
import { isDrawn } from './drawing';
import { joinedRuns, type IRun } from './ranges';
import type { CellTracker } from './tracker';

const style = EditorView.baseTheme({
  '.cm-tooltip.jp-aiprov-Tooltip': {
    maxWidth: '36em',
    padding: '4px 8px',
    border: '1px solid var(--jp-border-color1)',
    backgroundColor: 'var(--jp-layout-color1)',
    color: 'var(--jp-ui-font-color0)',
    fontFamily: 'var(--jp-ui-font-family)',
    fontSize: 'var(--jp-ui-font-size1)'
  }
});

type Tracker = () => CellTracker | null;
type Known = (id: string) => Activity | null;

/** Asks whose the text at the cursor is. */
const KEY = 'Mod-Alt-a';

/** Says which system wrote the text under the pointer or at the cursor, when, and how that is known. */
export function tooltip(
  trans: TranslationBundle,
  tracker: Tracker,
  activity: Known
): Extension {
  return [
    style,
    hoverTooltip((view, position, side) => {
      const run = isDrawn()
        ? runAt(view, tracker(), side < 0 ? position - 1 : position)
        : null;
      return run?.value.by === 'ai'
        ? shown(run, said(trans, run, activity))
        : null;
    }),
    asked,
    keymap.of([
      {
        key: KEY,
        run: view => {
          const { head } = view.state.selection.main;
          const followed = tracker();
          const run =
            runAt(view, followed, head) ?? runAt(view, followed, head - 1);
          const words = said(trans, run, activity);
          view.dispatch({
            effects: [
              ask.of(shown(run ?? { from: head, to: head }, words)),
              EditorView.announce.of(words)
            ]
          });
          return true;
        }
      },
      { key: 'Escape', run: closed }
    ])
  ];
}

const ask = StateEffect.define<Tooltip | null>();

/** What was asked for by key, until the cursor or the text moves. */
const asked = StateField.define<Tooltip | null>({
  create: () => null,
  update: (old, { docChanged, selection, effects }) => {
    const answer = effects.find(one => one.is(ask));
    return answer ? answer.value : docChanged || selection ? null : old;
  },
  provide: field => showTooltip.from(field)
});

function closed(view: EditorView): boolean {
  const isOpen = view.state.field(asked) !== null;
  if (isOpen) {
    view.dispatch({ effects: ask.of(null) });
  }
  return isOpen;
}

function runAt(
  { state }: EditorView,
  followed: CellTracker | null,
  at: number
): IRun | null {
  if (!followed || followed.text.length !== state.doc.length) {
    return null;
  }
  const all = joinedRuns(followed.ranges, followed.text.length);
  return all.find(({ from, to }) => from <= at && at < to) ?? null;
}

function said(
  trans: TranslationBundle,
  run: IRun | null,
  activity: Known
): string {
  if (run?.value.by !== 'ai') {
    return originWord(run?.value.by === 'human' ? 'human' : 'unknown');
  }
  const known = run.value.record ? activity(run.value.record) : null;
  return known
    ? trans.__('Written by AI: %1', activityWord(trans, known))
    : trans.__('Written by AI; which system is not recorded');
}

function shown(
  { from, to }: Pick<IRun, 'from' | 'to'>,
  words: string
): Tooltip {
  return {
    pos: from,
    end: to,
    above: true,
    create: () => ({ dom: element(words) })
  };
}

function element(words: string): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'jp-aiprov-Tooltip';
  dom.setAttribute('role', 'tooltip');
  dom.textContent = words;
  return dom;
}
