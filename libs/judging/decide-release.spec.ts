import { describe, expect, it } from '@jest/globals';
import { decideRelease, type ReleaseTerms } from './decide-release.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const PAST = new Date('2026-02-01T12:00:00Z');
const COMING = new Date('2026-04-01T12:00:00Z');
const aCohort = (overrides: Partial<ReleaseTerms> = {}): ReleaseTerms => ({
  startsAt: null,
  dueAt: null,
  closesAt: null,
  feedbackRelease: 'exercise',
  ...overrides,
});

describe('decideRelease', () => {
  it.each<[string, ReleaseTerms[], boolean | null]>([
    ['no cohort', [], null],
    ['cohorts without a date', [aCohort()], null],
    ['a due date that has passed', [aCohort({ dueAt: PAST })], true],
    ['a due date to come', [aCohort({ dueAt: COMING })], false],
    ['one of two still to come', [aCohort({ dueAt: PAST }), aCohort({ dueAt: COMING })], false],
    ['a cohort that closes without a due date', [aCohort({ closesAt: PAST })], true],
    ['one that has passed beside one without a date', [aCohort({ dueAt: PAST }), aCohort()], true],
  ])('with %s', (_, cohorts, due) => {
    expect(decideRelease(cohorts, NOW)).toEqual({ due, withheld: false });
  });

  it('withholds from the start of a cohort that says so until its due date', () => {
    const exam = (dates: Partial<ReleaseTerms>) => [
      aCohort({ feedbackRelease: 'after-due', ...dates }),
      aCohort(),
    ];

    expect(decideRelease(exam({ dueAt: COMING }), NOW).withheld).toBe(true);
    expect(decideRelease(exam({ startsAt: PAST, dueAt: NOW }), NOW).withheld).toBe(true);
    expect(decideRelease(exam({ startsAt: COMING, dueAt: COMING }), NOW).withheld).toBe(false);
    expect(decideRelease(exam({ dueAt: PAST }), NOW).withheld).toBe(false);
  });
});
