/** The reader's language, for labels that are data and come in several. */

/** A label by language; one that is the same in all stands once, as English. */
export type Labels = Readonly<Record<string, string>>;

/** The two letters of the interface's language. */
export function language(): string {
  return document.documentElement.lang.slice(0, 2) || 'en';
}

/** The label a reader sees; English where their language has none. */
export function labelOf(labels: Labels): string {
  return labels[language()] ?? labels.en;
}
