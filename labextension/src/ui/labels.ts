/** How things are called: every word that more than one surface shows. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Activity, Evidence, Quantity, Review, System } from '../record';
import { scaled } from '../record/figures';
import type { IOutcomes } from '../record/outcomes';
import type { ReviewState } from '../record/review';
import type { CellOrigin } from '../record/spans';
import type { ICellView } from '../views';

export const DOMAIN = 'jupyter_aiprov';

/** A cell's origin, in full. */
export function originWord(
  trans: TranslationBundle,
  origin: CellOrigin
): string {
  return {
    'ai-generated': trans.__('AI-generated'),
    'ai-assisted': trans.__('AI-assisted'),
    human: trans.__('Human'),
    unknown: trans.__('Unknown')
  }[origin];
}

/** A cell's origin where there is little room; never told by colour alone. */
export function originMark(
  trans: TranslationBundle,
  origin: CellOrigin
): string {
  return {
    'ai-generated': trans._p('badge', 'AI'),
    'ai-assisted': trans._p('badge', 'AI+'),
    human: trans._p('badge', 'H'),
    unknown: '?'
  }[origin];
}

/** A review's state, in full. */
export function reviewWord(
  trans: TranslationBundle,
  state: ReviewState
): string {
  return {
    none: trans.__('not reviewed'),
    stale: trans.__('review out of date: the cell changed since'),
    unknown: trans.__(
      'reviewed; the command line tells whether it still holds'
    ),
    verified: trans.__('verified'),
    corrected: trans.__('corrected'),
    rejected: trans.__('rejected')
  }[state];
}

/** How something is known. */
export function evidenceWord(
  trans: TranslationBundle,
  evidence: Evidence
): string {
  return {
    observed: trans.__('observed'),
    imported: trans.__('imported'),
    declared: trans.__('declared'),
    inferred: trans.__('inferred')
  }[evidence];
}

/** How a cell may be checked. */
export function methodWord(trans: TranslationBundle, method: string): string {
  const words: Record<string, string> = {
    'read-line-by-line': trans.__('read line by line'),
    tested: trans.__('tested'),
    'other-dataset': trans.__('compared with another dataset'),
    'other-algorithm': trans.__('compared with another algorithm'),
    'other-model': trans.__('compared with another model'),
    reference: trans.__('against a reference')
  };
  return words[method] ?? method;
}

/** What is asked for of a method that compares. */
export function againstWord(trans: TranslationBundle, method: string): string {
  const words: Record<string, string> = {
    'other-dataset': trans.__('Which dataset'),
    'other-algorithm': trans.__('Which algorithm'),
    'other-model': trans.__('Which model'),
    reference: trans.__('Which reference')
  };
  return words[method] ?? trans.__('With what');
}

/** Who reviewed, when and how, with what was compared and noted; one line each. */
export function reviewLines(
  trans: TranslationBundle,
  { by, time, method = [], compared = [], note }: Review
): string[] {
  const told = new Map(compared.map(one => [one.method, one]));
  const ways = [...new Set([...method, ...told.keys()])].map(way => {
    const { against, result } = told.get(way) ?? {};
    const word = methodWord(trans, way);
    const named = against ? `${word} (${against})` : word;
    return result ? trans.__('%1: %2', named, result) : named;
  });
  const lines = [`${by.name} · ${dateWord(time)}`, ...ways];
  return note ? [...lines, note] : lines;
}

/** An AI system in a line: model and version, provider, tool. */
export function systemWord(
  trans: TranslationBundle,
  system: System | null | undefined
): string {
  const { provider, model, model_version, tool, tool_version } = system ?? {};
  const named = [[model, model_version], [provider], [tool, tool_version]]
    .map(parts => parts.filter(Boolean).join(' '))
    .filter(Boolean);
  return [...new Set(named)].join(', ') || trans.__('unnamed AI system');
}

/** What is said of a cell by one activity: who, when, how it is known. */
export function activityWord(
  trans: TranslationBundle,
  activity: Activity
): string {
  const parts = [
    activity.origin === 'human'
      ? trans.__('a person')
      : systemWord(trans, activity.system),
    activity.time && dateWord(activity.time),
    evidenceWord(trans, activity.evidence)
  ];
  return parts.filter(Boolean).join(' · ');
}

/** A count as the reader writes numbers. */
export function countWord(count: number): string {
  return count.toLocaleString(document.documentElement.lang || undefined);
}

/** Suggestions by what became of them. */
export function outcomesWord(
  trans: TranslationBundle,
  { accepted, edited, rejected }: IOutcomes
): string {
  const parts = [
    accepted &&
      trans._n('%1 accepted as it was', '%1 accepted as they were', accepted),
    edited && trans._n('%1 edited', '%1 edited', edited),
    rejected && trans._n('%1 rejected', '%1 rejected', rejected)
  ];
  return trans.__('Suggestions: %1', parts.filter(Boolean).join(', '));
}

/** A moment in the reader's own zone. */
export function dateWord(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.valueOf())
    ? time
    : timeFormat(document.documentElement.lang).format(date);
}

/** A format is dear to make: one a language. */
function timeFormat(language: string): Intl.DateTimeFormat {
  const made =
    timeFormats.get(language) ??
    new Intl.DateTimeFormat(language || undefined, {
      dateStyle: 'medium',
      timeStyle: 'short'
    });
  timeFormats.set(language, made);
  return made;
}

const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** All that a badge says of a cell, one line each. */
export function cellLines(trans: TranslationBundle, view: ICellView): string[] {
  const source = (view.record.records ?? []).filter(
    ({ kind }) => kind !== 'model-call' && kind !== 'synthetic-data'
  );
  return [
    originWord(trans, view.origin),
    ...source.slice(-3).map(activity => activityWord(trans, activity)),
    ...(view.review === 'none'
      ? []
      : [trans.__('Review: %1', reviewWord(trans, view.review))])
  ];
}

/** Energy or carbon with a unit a person can read; a range where there is one. */
export function quantityWord(
  trans: TranslationBundle,
  quantity: Quantity | null | undefined
): string {
  if (!quantity) {
    return trans.__('not available');
  }
  const [name, factor] = scaled(quantity);
  const unit = name.replace(/CO2eq$/, ' CO₂e');
  const show = (value: number): string =>
    (value * factor).toLocaleString(
      document.documentElement.lang || undefined,
      { maximumSignificantDigits: 2 }
    );
  const [low, high] = [show(quantity.min), show(quantity.max)];
  return `${low === high ? high : `${low}–${high}`}\u00a0${unit}`;
}

/** A share in whole per cent; what is there is never shown as nothing, nor as all. */
export function percent(part: number, whole: number): string {
  const language = document.documentElement.lang || undefined;
  const show = (share: number): string =>
    share.toLocaleString(language, { style: 'percent' });
  if (!whole || !part) {
    return show(0);
  }
  const share = part / whole;
  if (share < 0.01) {
    return `< ${show(0.01)}`;
  }
  return share < 1 && share > 0.99 ? `> ${show(0.99)}` : show(share);
}
