import { describe, expect, it } from '@jest/globals';
import { aJudgedDetail, aVisibleTest } from '../../test/a-judged-detail.js';
import { writeGradescope } from './write-gradescope.js';

const write = (...verdict: Parameters<typeof aJudgedDetail>) =>
  JSON.parse(writeGradescope(aJudgedDetail(...verdict)));

describe('writeGradescope', () => {
  it('has the score of the whole, the points of each group, and tests that have none of their own', () => {
    const failed = aVisibleTest({ title: 'refuses', status: 'failed', message: 'expected 400' });

    const results = write({ tests: [aVisibleTest(), failed] });

    expect(results).toMatchObject({
      score: 50,
      execution_time: 0.9,
      output: '1 of 2 tests failed.\nRead what it expected.',
      visibility: 'visible',
      stdout_visibility: 'hidden',
      extra_data: { exercise: 'echo-service', outcome: 'partial' },
    });
    expect(results.tests).toEqual([
      {
        name: 'Basics',
        score: 5,
        max_score: 10,
        status: 'failed',
        output: '1 of 2 tests passed.',
        output_format: 'text',
      },
      { name: 'Basics › answers', status: 'passed', output: '', output_format: 'text' },
      { name: 'Basics › refuses', status: 'failed', output: 'expected 400', output_format: 'text' },
    ]);
  });

  it('gives a group with all its tests as passed', () => {
    const groups = [{ name: 'Basics', points: 10, earned: 10, passed: 2, total: 2 }];

    expect(write({ groups, tests: [] }).tests).toMatchObject([{ status: 'passed', score: 10 }]);
  });

  it('writes a number as the score of what was never judged, which the format demands', () => {
    const results = write({ outcome: 'system-error', score: null, usage: null, groups: [], tests: [] });

    expect(results).toMatchObject({ score: 0, tests: [], extra_data: { outcome: 'system-error' } });
    expect(results).not.toHaveProperty('execution_time');
  });

  it('names a withheld test by its place, and says nothing about it', () => {
    const hidden = aVisibleTest({ title: null, status: 'failed' });

    expect(write({ groups: [], tests: [hidden] }).tests).toEqual([
      { name: 'Basics › hidden test 1', status: 'failed', output: '', output_format: 'text' },
    ]);
  });
});
