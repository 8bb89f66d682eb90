/** What a person says of a cell, as a record. */

import type { ICellModel } from '@jupyterlab/cells';

import { newId, sha256Text, utcNow } from './record/digest';
import type {
  Activity,
  Content,
  ContentMode,
  Origin,
  Person,
  System
} from './record';
import { redact } from './record/redact';
import { lean } from './record/shapes';
import { claim, currentSpans, declare } from './record/spans';
import { codePoints } from './record/words';
import type { IAIProvStore } from './tokens';

/** A declaration as the form has it. */
export interface IDeclared {
  readonly origin: Origin;
  readonly system: System;
  readonly purpose: string;
  readonly prompt: string;
  readonly mode: ContentMode;
  readonly by: Person | null;
}

/** A part of a cell's source, in UTF-16 units as editors count. */
export interface ISelection {
  readonly start: number;
  readonly end: number;
}

/** What is kept of a prompt: its digest always, its text as far as `mode` allows. */
export function content(text: string, mode: ContentMode): Content {
  const kept = mode === 'full' ? text : mode === 'redacted' ? redact(text) : '';
  return {
    sha256: sha256Text(text),
    length: codePoints(text),
    ...(mode === 'hash' ? {} : { mode, text: kept })
  };
}

/** The activity that a declaration of this `source` amounts to. */
export function activityOf(
  { origin, system, purpose, prompt, mode, by }: IDeclared,
  source: string,
  isWhole: boolean
): Activity {
  const isHuman = origin === 'human';
  const named = lean(system, 'System');
  const activity: Activity = {
    id: newId(),
    kind: 'declaration',
    evidence: 'declared',
    channel: 'form',
    time: utcNow(),
    system: isHuman || !Object.keys(named).length ? null : named,
    purpose: purpose.trim() || null,
    origin: isWhole ? origin : null,
    by: by && lean(by, 'Person'),
    source_sha256: sha256Text(source),
    prompt: isHuman || !prompt.trim() ? null : content(prompt, mode)
  };
  return lean(activity, 'Activity');
}

/** Declare a whole cell. Whether it now stands in the record. */
export function declareCell(
  store: IAIProvStore,
  cell: ICellModel,
  declared: IDeclared
): boolean {
  const { source } = cell.sharedModel;
  const activity = activityOf(declared, source, true);
  const record = store.cellRecord(cell);
  const records = [...(record.records ?? []), activity];
  return store.setCell(cell, declare(source, { ...record, records }, activity));
}

/** Declare a part of a cell. Whether it now stands in the record. */
export function declareSelection(
  store: IAIProvStore,
  cell: ICellModel,
  { start, end }: ISelection,
  declared: IDeclared
): boolean {
  const { source } = cell.sharedModel;
  const activity = activityOf(declared, source, false);
  const record = store.cellRecord(cell);
  const by = declared.origin === 'human' ? 'human' : 'ai';
  const spans = claim(
    currentSpans(source, record.authorship),
    codePoints(source.slice(0, start)),
    codePoints(source.slice(0, end)),
    by,
    activity.id
  );
  return store.setCell(cell, {
    ...record,
    records: [...(record.records ?? []), activity],
    authorship: {
      ...record.authorship,
      source_sha256: sha256Text(source),
      spans
    }
  });
}

/** Take a declaration back: what it alone spoke for is unknown again. */
export function takeBack(
  store: IAIProvStore,
  cell: ICellModel,
  id: string
): boolean {
  const record = store.cellRecord(cell);
  const { authorship } = record;
  const spans = (authorship?.spans ?? []).filter(([, , , of]) => of !== id);
  return store.setCell(cell, {
    ...record,
    records: (record.records ?? []).filter(one => one.id !== id),
    ...(authorship ? { authorship: { ...authorship, spans } } : {})
  });
}
