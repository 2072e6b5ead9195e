import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { countTests, type JestReport } from './run-stage.js';
import { cloneFolder } from './state-folder.js';

const jestReport = (counts: Partial<JestReport>) =>
  JSON.stringify({
    numPassedTests: 0,
    numFailedTests: 0,
    numRuntimeErrorTestSuites: 0,
    testResults: [],
    ...counts,
  });
const aFile = (over: Partial<JestReport['testResults'][number]>) => ({
  name: join(cloneFolder, 'libs/a/test/b.spec.ts'),
  message: '',
  assertionResults: [],
  ...over,
});

describe('countTests', () => {
  it('takes the counts of jest and tells what failed, and how', () => {
    const assertionResults = [
      { status: 'passed', fullName: 'a queue takes', failureMessages: [] },
      { status: 'failed', fullName: 'a queue gives', failureMessages: ['\x1b[31mexpected 1\x1b[39m\ngot 2'] },
    ];
    const report = jestReport({
      numPassedTests: 12,
      numFailedTests: 1,
      testResults: [aFile({ assertionResults })],
    });

    expect(countTests(1, report)).toEqual({
      passed: 12,
      failed: 1,
      failures: ['libs/a/test/b.spec.ts › a queue gives\nexpected 1\ngot 2'],
    });
  });

  it('counts a test file that could not be loaded as a failure', () => {
    const report = jestReport({
      numPassedTests: 3,
      numRuntimeErrorTestSuites: 1,
      testResults: [aFile({ message: 'Cannot find module' })],
    });

    expect(countTests(1, report)).toEqual({
      passed: 3,
      failed: 1,
      failures: ['libs/a/test/b.spec.ts\nCannot find module'],
    });
  });

  it('lets no exit code other than 0 pass, even when every test did', () => {
    expect(countTests(1, jestReport({ numPassedTests: 3 }))).toEqual({
      passed: 3,
      failed: 1,
      failures: ['jest ended with 1 though no test failed'],
    });
  });

  it('counts a stage without a report as one test and shows its last lines', () => {
    const printed = Array.from({ length: 30 }, (_, line) => `line ${line}\n`).join('');

    expect(countTests(0, null, printed)).toEqual({ passed: 1, failed: 0, failures: [] });
    const failed = countTests(1, null, printed);
    expect(failed).toMatchObject({ passed: 0, failed: 1 });
    expect(failed.failures[0]).toMatch(/^line 10\n[^]*line 29$/);
  });

  it('counts a jest that died before its report as a failure', () => {
    expect(countTests(null, null)).toMatchObject({ passed: 0, failed: 1 });
  });
});
