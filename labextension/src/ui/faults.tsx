/** What the recorder could not see by a fault of its own, in plain sight. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Diagnostic } from '../record';
import type { Overview } from '../report';

interface IProps {
  readonly trans: TranslationBundle;
  readonly overview: Overview;
}

/** That the record is incomplete, and where; nothing where it is not. */
export function Incomplete({
  trans,
  overview
}: IProps): React.ReactElement | null {
  const hidden = overview.cells
    .filter(({ review_reasons: reasons }) => reasons.includes('fault'))
    .map(({ index }) => index + 1);
  const said = overview.faults;
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

/** Faults as they were told; nothing where there are none. */
export function Told({
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
