import { describe, expect, it } from '@jest/globals';
import { CreateCohortRequest, type CohortDetail } from '#contracts';
import { EMPTY_DRAFT, toDraft, toTerms } from './cohort-draft.js';

describe('the terms of a cohort in a form', () => {
  it('are what the API takes', () => {
    const draft = {
      ...EMPTY_DRAFT,
      name: 'Autumn',
      exercises: 'echo-service greeting',
      dueAt: '2026-03-01T12:00',
      latePenaltyPercent: '25',
    };

    expect(CreateCohortRequest.parse(toTerms(draft))).toMatchObject({
      exercises: ['echo-service', 'greeting'],
      track: null,
      dueAt: new Date('2026-03-01T12:00').toISOString(),
      latePenaltyPercent: 25,
      attemptCap: null,
    });
  });

  it('leave to the schema what is none', () => {
    const draft = { ...EMPTY_DRAFT, name: 'Autumn', track: 'backend', attemptCap: 'many' };

    const { error } = CreateCohortRequest.safeParse(toTerms(draft));

    expect(error?.issues.map(({ path }) => path[0])).toEqual(['attemptCap']);
  });

  it('come back as they were', () => {
    const terms = {
      ...{ name: 'Autumn', summary: '', track: null, exercises: [{ slug: 'echo-service' }] },
      ...{ startsAt: null, dueAt: '2026-03-01T12:00:00.000Z', closesAt: '2026-03-08T22:59:59.000Z' },
      ...{ latePenaltyPercent: 25, attemptCap: 3, coolDownMinutes: null },
      ...{ feedbackRelease: 'after-due', boardMode: 'public' },
    };

    expect(toTerms(toDraft(terms as unknown as CohortDetail))).toEqual({
      ...terms,
      exercises: ['echo-service'],
    });
  });
});
