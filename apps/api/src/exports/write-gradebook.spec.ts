import { describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { aCell, aMeasuredCohort } from '../../test/a-measured-cohort.js';
import { packResults, writeGradebook } from './write-gradebook.js';

describe('writeGradebook', () => {
  it('has a line for each learner, with empty fields where nothing was handed in', () => {
    const cohort = aMeasuredCohort(aCell({ points: 90.5, late: true, attempts: 3 }), null);

    expect(writeGradebook(cohort).trim().split('\r\n')).toEqual([
      'name,email,external id,points,exercises passed,echo-service points,echo-service score,echo-service attempts',
      'Learner 1,learner-1@example.org,N-1,90.5,1,90.5,100,3',
      'Learner 2,learner-2@example.org,,0,0,,,0',
    ]);
  });

  it('adds points in whole tenths, so that sums are exact', () => {
    const cohort = aMeasuredCohort(null);
    const cells = new Map([0.1, 0.2, 0.3].map((points, index) => [`exercise ${index}`, aCell({ points })]));
    const rows = cohort.rows.map((row) => ({ ...row, cells: cells as unknown as typeof row.cells }));

    expect(writeGradebook({ ...cohort, rows })).toContain('Learner 1,learner-1@example.org,N-1,0.6,3,');
  });
});

describe('packResults', () => {
  it('has a results.json for each learner, whose tests are the exercises', () => {
    const cohort = aMeasuredCohort(
      aCell(),
      aCell({ state: 'trying', bestScore: 50, points: 45, late: true }),
      null,
    );

    const files = unzipSync(packResults(cohort));

    const results = cohort.rows.map(({ learner }) =>
      JSON.parse(strFromU8(files[`${learner.userId}/results.json`]!)),
    );
    expect(Object.keys(files)).toHaveLength(3);
    expect(results.map(({ score }) => score)).toEqual([100, 45, 0]);
    expect(results.map(({ tests }) => tests[0])).toMatchObject([
      {
        name: 'Echo service',
        score: 100,
        max_score: 100,
        status: 'passed',
        output: 'Best score 100 of 100.',
      },
      { score: 45, status: 'failed', extra_data: { exercise: 'echo-service', late: true } },
      { score: 0, status: 'failed', output: 'Not begun.' },
    ]);
    expect(results[0].extra_data).toMatchObject({ name: 'Learner 1', email: 'learner-1@example.org' });
  });
});
