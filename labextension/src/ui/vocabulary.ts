/** The closed words of the record, as people read them; `spec/vocabulary.toml` says them. */

import { labelOf, type Labels } from './language';
import vocabulary from './vocabulary.json';

interface IWord {
  readonly label: Labels;
  readonly short?: Labels;
  readonly long?: Labels;
  readonly asked?: Labels;
}

const WORDS: Readonly<Record<string, Readonly<Record<string, IWord>>>> =
  vocabulary.words;

/** A word of a kind, as it stands in a record; one that is not closed is shown as it is. */
export function word(
  kind: keyof typeof vocabulary.words,
  value: string,
  form: keyof IWord = 'label'
): string {
  const found = WORDS[kind][value];
  return found ? labelOf(found[form] ?? found.label) : value;
}

/** Whether a method leaves open what the cell was compared with. */
export function comparesBy(method: string): boolean {
  return !!WORDS.method[method]?.asked;
}

/** A word at the beginning of a line. */
export function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
