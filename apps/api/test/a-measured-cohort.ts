import { randomUUID } from 'node:crypto';
import { UserId, type ProgressCell } from '#contracts';
import type { CohortRecord, ExerciseRecord } from '#persistence';
import { anExercise } from '#testing';
import type { MeasuredCohort } from '../src/progress/cohort-progress.service.js';

export const aCell = (overrides: Partial<ProgressCell> = {}): ProgressCell => ({
  state: 'passed',
  bestScore: 100,
  points: 100,
  late: false,
  attempts: 1,
  firstAt: '2026-03-01T10:00:00.000Z',
  lastAt: '2026-03-01T10:00:00.000Z',
  secondsToPass: 0,
  stuckOn: null,
  ...overrides,
});

/** A cohort with one exercise, `echo-service`, and a learner for each cell; null: nothing handed in. */
export function aMeasuredCohort(...cells: (ProgressCell | null)[]): MeasuredCohort {
  const exercise = anExercise() as unknown as ExerciseRecord;
  return {
    cohort: {
      id: 'c0c0c0c0-0000-4000-8000-000000000001',
      name: 'Autumn',
      startsAt: new Date('2026-02-01T00:00:00Z'),
      createdAt: new Date('2026-01-01T00:00:00Z'),
    } as CohortRecord,
    exercises: [exercise],
    rows: cells.map((cell, index) => ({
      learner: {
        userId: UserId.parse(randomUUID()),
        name: `Learner ${index + 1}`,
        email: `learner-${index + 1}@example.org`,
        externalId: index === 0 ? 'N-1' : null,
      },
      cells: new Map(cell === null ? [] : [[exercise.manifest.id, cell]]),
    })),
  };
}
