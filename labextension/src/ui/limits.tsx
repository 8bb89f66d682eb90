/** What is not recorded or cannot be done here, and why, where people look for it. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { isNewer } from '../store';
import type { KernelState } from '../tokens';
import type { NotebookView } from '../views';

/** One sentence for each thing that does not work; none where all does. */
export function limits(
  trans: TranslationBundle,
  { model, isWritable, isAlone }: NotebookView,
  kernel: KernelState | null
): string[] {
  const said: string[] = [];
  if (isNewer(model)) {
    said.push(
      trans.__(
        'The records here are of a newer format: they are shown, nothing is kept. A newer jupyter-aiprov can add to them.'
      )
    );
  } else if (!isWritable) {
    said.push(
      trans.__('This notebook is read-only: it is shown, nothing is kept.')
    );
  }
  if (kernel === 'silent') {
    said.push(
      trans.__(
        'This kernel does not record what it runs: jupyter-aiprov is missing in its environment, or switched off. Who writes is followed all the same.'
      )
    );
  } else if (kernel === 'foreign') {
    said.push(
      trans.__(
        'What this kernel runs is not recorded: only kernels of Python do it. Who writes is followed all the same.'
      )
    );
  }
  if (isAlone) {
    said.push(
      trans.__(
        'The server’s part of jupyter-aiprov does not answer: no figures, no lineage, nothing on what is out of date, no appendix and no passport here. To enable it: %1',
        'jupyter server extension enable jupyter_aiprov'
      )
    );
  }
  return said;
}

export function Limits({
  said
}: {
  readonly said: readonly string[];
}): React.ReactElement {
  return (
    <>
      {said.map(sentence => (
        <p
          key={sentence}
          className="jp-aiprov-Section jp-aiprov-Quiet"
          role="note"
        >
          {sentence}
        </p>
      ))}
    </>
  );
}
