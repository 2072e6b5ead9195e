import { randomUUID } from 'node:crypto';
import type { UserId } from '#contracts';
import type { NewCohort } from '../cohorts/cohort-record.js';

/** A cohort without terms, with a join code of its own. */
export const aCohort = (createdBy: UserId, overrides: Partial<NewCohort> = {}): NewCohort => ({
  name: 'Autumn',
  summary: '',
  trackSlug: null,
  startsAt: null,
  dueAt: null,
  closesAt: null,
  latePenaltyPercent: null,
  attemptCap: null,
  coolDownSeconds: null,
  feedbackRelease: 'exercise',
  boardMode: 'cohort',
  joinCode: randomUUID(),
  joinOpen: true,
  createdBy,
  exerciseIds: [],
  ...overrides,
});
