/** What became of an AI system's suggestions: pure. */

import type { Activity } from './index';

export interface IOutcomes {
  /** As they were. */
  readonly accepted: number;
  readonly edited: number;
  readonly rejected: number;
}

const NONE: IOutcomes = { accepted: 0, edited: 0, rejected: 0 };

/** Suggestions by what became of them; an editor counts many in one activity. */
export function outcomesOf({ outcome, usage }: Activity): IOutcomes {
  const told = (name: keyof IOutcomes): number =>
    Math.trunc(usage?.[`aiprov.suggestions.${name}`] ?? 0);
  const [accepted, edited, rejected] = [
    told('accepted'),
    told('edited'),
    told('rejected')
  ];
  if (!accepted && !edited && !rejected) {
    return outcome ? { ...NONE, [outcome]: 1 } : NONE;
  }
  if (outcome === 'rejected') {
    // All that was accepted was taken out again.
    return { ...NONE, rejected: accepted + rejected };
  }
  return { accepted: Math.max(0, accepted - edited), edited, rejected };
}

/** Whether there is anything to tell. */
export function isAny({ accepted, edited, rejected }: IOutcomes): boolean {
  return accepted + edited + rejected > 0;
}

/** The sum over activities. */
export function allOutcomes(activities: readonly Activity[]): IOutcomes {
  return activities.map(outcomesOf).reduce(
    (sum, one) => ({
      accepted: sum.accepted + one.accepted,
      edited: sum.edited + one.edited,
      rejected: sum.rejected + one.rejected
    }),
    NONE
  );
}
