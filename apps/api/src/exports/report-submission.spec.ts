import { describe, expect, it } from '@jest/globals';
import { aJudgedDetail, aVisibleTest } from '../../test/a-judged-detail.js';
import { reportSubmission } from './report-submission.js';

describe('reportSubmission', () => {
  it('has a case for each test, under its group, with how it failed', () => {
    const failed = aVisibleTest({
      title: 'refuses',
      status: 'failed',
      category: 'assertion',
      message: 'expected 400',
    });

    const report = reportSubmission(aJudgedDetail({ tests: [aVisibleTest(), failed] }));

    expect(report).toMatchObject({
      name: 'echo-service',
      startedAt: new Date('2026-03-01T10:00:00Z'),
      endedAt: new Date('2026-03-01T10:00:05Z'),
      extra: { outcome: 'partial', score: 50, runtime: 'node', mode: 'graded' },
    });
    expect(report.cases).toEqual([
      { suite: ['Basics'], name: 'answers', status: 'passed', kind: null, message: null, extra: {} },
      {
        suite: ['Basics'],
        name: 'refuses',
        status: 'failed',
        kind: 'assertion',
        message: 'expected 400',
        extra: {},
      },
    ]);
  });

  it('names a test whose title is withheld by its place in its own group', () => {
    const tests = [
      aVisibleTest({ title: null }),
      aVisibleTest({ group: 'Limits', title: null }),
      aVisibleTest(),
      aVisibleTest({ title: null }),
    ];

    const { cases } = reportSubmission(aJudgedDetail({ tests }));

    expect(cases.map(({ suite, name }) => [suite[0], name])).toEqual([
      ['Basics', 'hidden test 1'],
      ['Limits', 'hidden test 1'],
      ['Basics', 'answers'],
      ['Basics', 'hidden test 3'],
    ]);
  });

  it('says of a fault of ours that no test failed', () => {
    const { cases } = reportSubmission(
      aJudgedDetail({ outcome: 'system-error', score: null, cause: 'The engine died.', tests: [] }),
    );

    expect(cases).toMatchObject([{ status: 'other', kind: 'system-error', message: 'The engine died.' }]);
  });

  it('tells nowhere how long a test took (B09)', () => {
    expect(JSON.stringify(reportSubmission(aJudgedDetail()))).not.toMatch(/duration|wallMs|Ms"/i);
  });
});
