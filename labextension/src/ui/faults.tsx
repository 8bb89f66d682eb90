/** What the recorder could not see by a fault of its own, in plain sight. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { cellFaults, isHidden, notebookFaults } from '../faults';
import type { Diagnostic } from '../record';
import type { ICellView, NotebookView } from '../views';

interface IProps {
  readonly trans: TranslationBundle;
  readonly cells: readonly ICellView[];
  readonly view: NotebookView;
}

/** That the record is incomplete, and where; nothing where it is not. */
export function Incomplete({
  trans,
  cells,
  view
}: IProps): React.ReactElement | null {
  const hidden = cells.filter(isHidden).map(({ index }) => index + 1);
  const said = notebookFaults(view.record);
  if (!hidden.length && !said.length) {
    return null;
  }
  return (
    <div role="note" className="jp-aiprov-Faults">
      <p>
        {hidden.length
          ? trans.__(
              'The record is incomplete: a fault of the recorder hid what happened, or what results rest on, in cells %1.',
              hidden.join(', ')
            )
          : trans.__('The record may be incomplete: the recorder had faults.')}
      </p>
      <Told said={said} />
    </div>
  );
}

/** The faults in a cell's last run. */
export function CellFaults({
  cell
}: {
  readonly cell: ICellView;
}): React.ReactElement {
  return <Told said={cellFaults(cell.record)} />;
}

function Told({
  said
}: {
  readonly said: readonly Diagnostic[];
}): React.ReactElement | null {
  if (!said.length) {
    return null;
  }
  return (
    <ul className="jp-aiprov-Notes">
      {said.map(({ code, message }) => (
        <li key={`${code} ${message}`}>
          <code>{code}</code> {message}
        </li>
      ))}
    </ul>
  );
}
