/** What is said of text by an AI system when the pointer rests on it. */

import type { Extension } from '@codemirror/state';
import { EditorView, hoverTooltip } from '@codemirror/view';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Activity } from '../record';
import { activityWord } from '../ui/words';
import { isDrawn } from './drawing';
import { joinedRuns } from './ranges';
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

/** Says which system wrote the text under the pointer, when, and how that is known. */
export function tooltip(
  trans: TranslationBundle,
  tracker: () => CellTracker | null,
  activity: (id: string) => Activity | null
): Extension {
  return [
    style,
    hoverTooltip((view, position, side) => {
      const followed = isDrawn() ? tracker() : null;
      if (!followed || followed.text.length !== view.state.doc.length) {
        return null;
      }
      const at = side < 0 ? position - 1 : position;
      const run = joinedRuns(followed.ranges, followed.text.length).find(
        ({ from, to, value }) => value.by === 'ai' && from <= at && at < to
      );
      if (!run) {
        return null;
      }
      const known = run.value.record ? activity(run.value.record) : null;
      const words = known
        ? trans.__('Written by AI: %1', activityWord(trans, known))
        : trans.__('Written by AI; which system is not recorded');
      return {
        pos: run.from,
        end: run.to,
        above: true,
        create: () => ({ dom: element(words) })
      };
    })
  ];
}

function element(words: string): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'jp-aiprov-Tooltip';
  dom.setAttribute('role', 'tooltip');
  dom.textContent = words;
  return dom;
}
