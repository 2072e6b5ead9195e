import { describe, expect, it } from '@jest/globals';
import { tellTerms } from './tell-terms.js';

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
