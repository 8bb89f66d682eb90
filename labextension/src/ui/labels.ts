/** How things are called: every word that more than one surface shows. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Activity, Evidence, Quantity, System } from '../record';
import { scaled } from '../record/figures';
import type { ReviewState } from '../record/review';
import type { CellOrigin } from '../record/spans';
import type { Outcomes } from '../report';
import type { ICellView } from '../cellview';
import { capitalised, word } from './vocabulary';

export const DOMAIN = 'jupyter_aiprov';

/** A cell's origin, in full. */
export function originWord(origin: CellOrigin): string {
  return capitalised(word('origin', origin));
}

/** A cell's origin where there is little room; never told by colour alone. */
export function originMark(origin: CellOrigin): string {
  return word('origin', origin, 'short');
}

/** A review's state, in full. */
export function reviewWord(state: ReviewState): string {
  return word('review', state, 'long');
}

/** How something is known. */
export function evidenceWord(evidence: Evidence): string {
  return word('evidence', evidence);
}

/** Who reviewed a cell and when, and once the server has told it, what was said; a line each. */
export function reviewLines({ record, shown }: ICellView): string[] {
  if (!record.review) {
    return [];
  }
  const { by, time } = record.review;
  const isTold = shown?.review?.time === time;
  return [
    `${by.name} · ${dateWord(time)}`,
    ...(isTold ? shown.review.lines : [])
  ];
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
    evidenceWord(activity.evidence)
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
  { accepted, edited, rejected }: Outcomes
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
    originWord(view.origin),
    ...source.slice(-3).map(activity => activityWord(trans, activity)),
    ...(view.review === 'none'
      ? []
      : [trans.__('Review: %1', reviewWord(view.review))])
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
