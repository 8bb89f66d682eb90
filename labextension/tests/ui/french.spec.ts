/** The French of the interface: whole, in step with the English, and set as French is. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { messages, schemaMessages } from './messages';

const FILE = join(
  import.meta.dirname,
  '../../../jupyter_aiprov/locale/fr_FR/LC_MESSAGES/jupyter_aiprov.json'
);
const { '': _, ...french } = JSON.parse(readFileSync(FILE, 'utf-8')) as Record<
  string,
  string[]
>;
const wanted = [...messages(), ...schemaMessages()];

describe('the French interface', () => {
  it('has every text, and none that is not asked for', () => {
    const keys = wanted.map(({ id, context }) =>
      context ? `${context}\u0004${id}` : id
    );
    expect(Object.keys(french).sort()).toEqual([...new Set(keys)].sort());
  });

  it('has plurals where the English has them', () => {
    const plural = wanted.filter(message => message.plural);
    expect(plural.length).toBeGreaterThan(2);
    for (const { id } of plural) {
      expect(french[id], id).toHaveLength(2);
    }
  });

  it('keeps the places of values', () => {
    for (const [key, texts] of Object.entries(french)) {
      const places = (text: string): string[] =>
        (text.match(/%\d/g) ?? []).sort();
      for (const text of texts) {
        expect(places(text), key).toEqual(places(key));
      }
    }
  });

  it('fits into notifications, which Lab cuts after 140 characters', () => {
    const shown = Object.entries(french).filter(([key]) =>
      /^AI Provenance notes|nothing was declared/.test(key)
    );
    expect(shown).toHaveLength(2);
    for (const [key, [text]] of shown) {
      expect([key.length, text.length].every(long => long <= 140)).toBe(true);
    }
  });

  it('has narrow spaces before tall punctuation, and curled apostrophes', () => {
    for (const text of Object.values(french).flat()) {
      expect(text).not.toMatch(/[^\u202f][;:!?]|'/);
    }
  });
});
