import { describe, expect, it } from '@jest/globals';
import { tellDates, tellTerms } from './tell-terms.js';

const NONE = {
  latePenaltyPercent: null,
  attemptCap: null,
  coolDownMinutes: null,
  feedbackRelease: 'exercise',
} as const;

describe('tellTerms', () => {
  it('says nothing where there are no terms', () => {
    expect(tellTerms(NONE)).toEqual([]);
    expect(tellTerms({ ...NONE, latePenaltyPercent: 0 })).toEqual([]);
  });

  it('says what late work loses, and when it does not count', () => {
    expect(tellTerms({ ...NONE, latePenaltyPercent: 25 })).toEqual([
      'Work after the due date loses 25 % of its points.',
    ]);
    expect(tellTerms({ ...NONE, latePenaltyPercent: 100 })).toEqual([
      'Work after the due date does not count.',
    ]);
  });

  it('says how often and how fast, and what is kept back', () => {
    expect(
      tellTerms({ ...NONE, attemptCap: 3, coolDownMinutes: 10, feedbackRelease: 'after-due' }),
    ).toHaveLength(3);
  });
});

describe('tellDates', () => {
  it('tells of what lies behind as past, and nothing of what is not set', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    const [past, ahead] = ['2026-03-01T11:59:59Z', '2026-03-01T12:00:01Z'];

    const tell = (startsAt: string | null, dueAt: string | null, closesAt: string | null) =>
      tellDates({ startsAt, dueAt, closesAt }, now).map(({ word }) => word);

    expect(tell(null, null, null)).toEqual([]);
    expect(tell(past, ahead, ahead)).toEqual(['started', 'due', 'closes']);
    expect(tell(null, past, past)).toEqual(['was due', 'closed']);
  });
});
