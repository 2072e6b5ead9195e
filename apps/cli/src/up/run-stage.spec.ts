import { describe, expect, it } from '@jest/globals';
import { countTests } from './run-stage.js';

const jestReport = (counts: object) =>
  JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0, ...counts });

describe('countTests', () => {
  it('takes the counts of jest', () => {
    expect(countTests(1, jestReport({ numPassedTests: 12, numFailedTests: 2 }))).toEqual({
      passed: 12,
      failed: 2,
    });
  });

  it('counts a test file that could not be loaded as a failure', () => {
    expect(countTests(1, jestReport({ numPassedTests: 3, numRuntimeErrorTestSuites: 1 }))).toEqual({
      passed: 3,
      failed: 1,
    });
  });

  it('lets no exit code other than 0 pass, even when every test did', () => {
    expect(countTests(1, jestReport({ numPassedTests: 3 }))).toEqual({ passed: 3, failed: 1 });
  });

  it('counts a jest that died before its report as a failure', () => {
    expect(countTests(null, null)).toEqual({ passed: 0, failed: 1 });
  });

  it('counts a stage without a report as one test', () => {
    expect(countTests(0, null)).toEqual({ passed: 1, failed: 0 });
    expect(countTests(1, null)).toEqual({ passed: 0, failed: 1 });
  });
});
