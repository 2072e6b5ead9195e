import { describe, expect, it } from '@jest/globals';
import { aCell, aMeasuredCohort } from '../../test/a-measured-cohort.js';
import { reportCohort } from './report-cohort.js';

const NOW = new Date('2026-03-02T00:00:00Z');

describe('reportCohort', () => {
  it('has a case for each learner at each exercise, passed with full marks only', () => {
    const cohort = aMeasuredCohort(
      aCell(),
      aCell({ state: 'trying', bestScore: 50, points: 50, attempts: 2, secondsToPass: null }),
      aCell({ state: 'stuck', bestScore: 0, points: 0, attempts: 1, secondsToPass: null }),
      aCell({ state: 'waiting', bestScore: null, points: null, secondsToPass: null }),
      null,
    );

    const report = reportCohort(cohort, NOW);

    expect(report).toMatchObject({
      name: 'Autumn',
      startedAt: new Date('2026-02-01T00:00:00Z'),
      endedAt: NOW,
      extra: { learners: 5, exercises: ['echo-service'] },
    });
    expect(
      report.cases.map(({ suite, name, status, kind, message }) => [suite[0], name, status, kind, message]),
    ).toEqual([
      ['Learner 1', 'echo-service', 'passed', null, null],
      ['Learner 2', 'echo-service', 'failed', 'trying', 'Best score 50 of 100 after 2 attempts.'],
      ['Learner 3', 'echo-service', 'failed', 'stuck', 'Best score 0 of 100 after 1 attempt.'],
      ['Learner 4', 'echo-service', 'pending', 'waiting', null],
      ['Learner 5', 'echo-service', 'skipped', null, null],
    ]);
  });

  it('begins when the cohort was made where it has no start', () => {
    const { cohort, ...rest } = aMeasuredCohort();

    expect(reportCohort({ ...rest, cohort: { ...cohort, startsAt: null } }, NOW).startedAt).toEqual(
      cohort.createdAt,
    );
  });

  it('says by their number in the roster who it is, and names no test that somebody is stuck on', () => {
    const stuckOn = {
      test: { group: 'Basics', title: 'the hidden title' },
      outcome: 'partial',
      times: 3,
    } as const;

    const report = reportCohort(aMeasuredCohort(aCell({ state: 'stuck', stuckOn })), NOW);

    expect(report.cases[0]?.extra).toMatchObject({ externalId: 'N-1', attempts: 1, bestScore: 100 });
    expect(JSON.stringify(report)).not.toContain('the hidden title');
  });
});
