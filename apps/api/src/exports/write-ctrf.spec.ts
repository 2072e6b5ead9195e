import { describe, expect, it } from '@jest/globals';
import { validate } from 'ctrf';
import type { ReportCase, TestReport } from './test-report.js';
import { writeCtrf } from './write-ctrf.js';

const aCase = (overrides: Partial<ReportCase> = {}): ReportCase => ({
  suite: ['Basics'],
  name: 'answers',
  status: 'passed',
  kind: null,
  message: null,
  extra: {},
  ...overrides,
});
const aReport = (...cases: ReportCase[]): TestReport => ({
  name: 'echo-service',
  startedAt: new Date('2026-03-01T10:00:00Z'),
  endedAt: new Date('2026-03-01T10:00:05Z'),
  cases,
  extra: { outcome: 'partial' },
});

describe('writeCtrf', () => {
  it('writes what the schema of the format accepts, for every status', () => {
    const cases = (['passed', 'failed', 'pending', 'skipped', 'other'] as const).map((status) =>
      aCase({ status, kind: 'assertion', message: 'expected 400, received 500', extra: { score: 1 } }),
    );

    const report: unknown = JSON.parse(writeCtrf(aReport(...cases)));

    expect(validate(report)).toMatchObject({ valid: true });
    expect(validate(JSON.parse(writeCtrf(aReport())))).toMatchObject({ valid: true });
    expect(report).toMatchObject({
      results: { summary: { tests: 5, passed: 1, failed: 1, pending: 1, skipped: 1, other: 1 } },
    });
  });

  it('tells how a test failed, and nothing where nothing is shown', () => {
    const { results } = JSON.parse(
      writeCtrf(
        aReport(
          aCase({ status: 'failed', kind: 'timeout', message: 'no answer' }),
          aCase({ status: 'failed' }),
        ),
      ),
    );

    expect(results.tests).toEqual([
      {
        name: 'answers',
        status: 'failed',
        duration: 0,
        suite: ['Basics'],
        rawStatus: 'timeout',
        message: 'no answer',
      },
      { name: 'answers', status: 'failed', duration: 0, suite: ['Basics'] },
    ]);
  });
});
