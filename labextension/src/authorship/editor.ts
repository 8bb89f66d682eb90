/** What an editor knows of a change it makes, told to the cell's tracker before it is made. */

import type { Extension, Transaction } from '@codemirror/state';
import { Prec } from '@codemirror/state';
import { EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { ySyncAnnotation } from '@jupyterlab/codemirror';

import type { IInsertion } from './insertion';
import type { KnownText } from './memory';
import type { Attribution, IRun } from './ranges';
import { runs } from './ranges';
import type { CellTracker } from './tracker';

/** What an editor extension asks of its surroundings. */
export interface IEditorHost {
  readonly memory: KnownText;
  /** Whose text is being put in at this moment, if a completer or a tool said so. */
  author(tracker: CellTracker): Attribution | null;
  /** The tracker of the editor's cell, if it is one of a notebook that is followed. */
  tracker(): CellTracker | null;
}

/** Text from elsewhere, or from another place here. */
const BROUGHT = ['input.paste', 'input.drop', 'input.copyline', 'move'];
/** A completer of the editor itself: not what a person typed. */
const COMPLETER = 'input.complete';

/** Tell the tracker whose the changes are that this editor makes, and what was copied. */
export function observer(host: IEditorHost): Extension {
  return Prec.highest([
    ViewPlugin.define(() => ({
      update: update => note(host, update)
    })),
    EditorView.domEventHandlers({
      copy: (_, view) => copied(host, view),
      cut: (_, view) => copied(host, view)
    })
  ]);
}

function note(host: IEditorHost, update: ViewUpdate): void {
  const tracker = update.docChanged ? host.tracker() : null;
  if (!tracker || update.transactions[0]?.annotation(ySyncAnnotation)) {
    return;
  }
  tracker.expect(insertions(update, host.author(tracker)));
}

/** Every stretch of text that an update puts in or takes out, and how. */
export function insertions(
  { transactions }: Pick<ViewUpdate, 'transactions'>,
  author: Attribution | null
): IInsertion[] {
  const out: IInsertion[] = [];
  transactions.forEach((transaction, index) => {
    const how = manner(transaction, author);
    transaction.changes.iterChanges((fromA, toA, fromB, toB) => {
      let [from, to, a, b] = [fromB, toB, fromA, toA];
      for (const later of transactions.slice(index + 1)) {
        [from, to] = [
          later.changes.mapPos(from, 1),
          later.changes.mapPos(to, -1)
        ];
      }
      for (const earlier of transactions.slice(0, index).reverse()) {
        const back = earlier.changes.invertedDesc;
        [a, b] = [back.mapPos(a, 1), back.mapPos(b, -1)];
      }
      out.push({ from, to, replaced: [a, Math.max(a, b)], how });
    });
  });
  return out;
}

function manner(
  transaction: Transaction,
  author: Attribution | null
): IInsertion['how'] {
  if (BROUGHT.some(event => transaction.isUserEvent(event))) {
    return 'brought';
  }
  if (
    transaction.isUserEvent('delete') ||
    (transaction.isUserEvent('input') && !transaction.isUserEvent(COMPLETER))
  ) {
    return 'typed';
  }
  return author ?? 'programmed';
}

/** As the editor copies: the selections, or the lines of the cursors where nothing is selected. */
function copied(host: IEditorHost, view: EditorView): false {
  const tracker = host.tracker();
  const { state } = view;
  if (!tracker || tracker.text.length !== state.doc.length) {
    return false;
  }
  const chosen = state.selection.ranges.filter(range => !range.empty);
  const lines = [
    ...new Map(
      state.selection.ranges.map(({ head }) => {
        const line = state.doc.lineAt(head);
        return [line.number, line] as const;
      })
    ).values()
  ];
  let text = '';
  const known: IRun[] = [];
  for (const { from, to } of chosen.length ? chosen : lines) {
    const at = text.length + (text || known.length ? 1 : 0);
    text = `${text}${at ? '\n' : ''}${state.sliceDoc(from, to)}`;
    known.push(
      ...runs(tracker.ranges, from, to).map(run => ({
        ...run,
        from: at + run.from,
        to: at + run.to
      }))
    );
  }
  host.memory.copied(text, known);
  return false;
}
