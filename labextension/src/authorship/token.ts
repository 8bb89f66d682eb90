/** What other features, and other extensions, ask of the tracking of authors. */

import type { ICellModel } from '@jupyterlab/cells';
import type { INotebookModel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';

import type { Activity } from '../record';

/** Who wrote which characters in open notebooks. */
export interface IAuthorship {
  /** Write down what is known of a notebook now, rather than in a moment. */
  flush(notebook: INotebookModel): void;

  /**
   * Say that `[from, to)` of a cell's source, in UTF-16 units, is by an AI
   * system or a person, whatever was seen of it; null makes it unknown.
   *
   * The activity, if any, is added to the cell's record.
   */
  attribute(
    cell: ICellModel,
    range: readonly [number, number],
    by: 'ai' | 'human' | null,
    activity?: Activity
  ): boolean;

  /**
   * Say that `text`, which a program is about to make the text of a cell, comes
   * from an activity.
   */
  announce(text: string, activity: Activity): void;
}

export const IAuthorship = new Token<IAuthorship>(
  'jupyter-aiprov:IAuthorship',
  'Who wrote which characters in open notebooks.'
);
