/** A member that is declared gives an input, and what is chosen there lands in the record. */

import { act } from 'react';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { makeReview } from '../../src/record/review';
import {
  askedOf,
  inputAt,
  Inputs,
  kept,
  type Stated
} from '../../src/ui/inputs';

vi.mock('../../src/ui/fields.json', async original => {
  const { default: fields } = await original<{
    default: { Review: object };
  }>();
  const role = {
    label: { en: 'role', fr: 'rôle' },
    asked: { en: 'In which role', fr: 'À quel titre' }
  };
  return { default: { ...fields, Review: { ...fields.Review, role } } };
});

vi.mock('../../src/ui/vocabulary.json', async original => {
  const { default: known } = await original<{
    default: { members: object; words: object };
  }>();
  const supervisor = { label: { en: 'supervisor', fr: 'encadrant' } };
  return {
    default: {
      members: { ...known.members, 'Review.role': 'reviewer_role' },
      words: { ...known.words, reviewer_role: { supervisor } }
    }
  };
});

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const MEMBERS = askedOf(['status', 'method']);
let place: HTMLElement;
let stated: Stated;

function Form(): React.ReactElement {
  const [now, setNow] = React.useState<Stated>({});
  stated = now;
  return <Inputs members={MEMBERS} stated={now} onChange={setNow} />;
}

beforeEach(() => {
  place = document.createElement('div');
  document.body.replaceChildren(place);
  document.documentElement.lang = 'fr';
  act(() => createRoot(place).render(<Form />));
});

describe('inputs of a review', () => {
  it('are one for each declared member, in the language of Lab', () => {
    expect(MEMBERS).toEqual(['note', 'role']);
    const select = place.querySelector<HTMLSelectElement>('[name=review-role]');
    expect(select?.closest('label')?.textContent).toContain('Rôle');
    expect(select?.options[1].textContent).toBe('Encadrant');
    expect(inputAt('o')).toBe('review-note');
  });

  it('land in the record; a choice stays for the next cell', () => {
    const select =
      place.querySelector<HTMLSelectElement>('[name=review-role]')!;
    act(() => {
      select.value = 'supervisor';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    const review = makeReview('x = 1', [], {
      status: 'verified',
      by: { name: 'Ada' },
      method: [],
      compared: [],
      stated: { ...stated, note: '  ' }
    });
    expect(review).toMatchObject({ role: 'supervisor' });
    expect(review).not.toHaveProperty('note');
    expect(kept({ ...stated, note: 'n' })).toEqual({ role: 'supervisor' });
  });
});
