import { countCases, type ReportCase, type TestReport } from './test-report.js';

/** A report in the Common Test Report Format: https://ctrf.io/docs/specification/overview */
export function writeCtrf({ name, startedAt, endedAt, cases, extra }: TestReport): string {
  const report = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    timestamp: endedAt.toISOString(),
    generatedBy: 'Touchstone',
    results: {
      tool: { name: 'touchstone' },
      summary: {
        tests: cases.length,
        passed: countCases(cases, 'passed'),
        failed: countCases(cases, 'failed'),
        pending: countCases(cases, 'pending'),
        skipped: countCases(cases, 'skipped'),
        other: countCases(cases, 'other'),
        start: startedAt.getTime(),
        stop: endedAt.getTime(),
      },
      tests: cases.map(toTest),
      environment: { reportName: name },
      extra,
    },
  };
  return JSON.stringify(report, null, 2);
}

function toTest({ suite, name, status, kind, message, extra }: ReportCase) {
  return {
    name,
    status,
    // Not told, and the format wants a number.
    duration: 0,
    suite,
    ...(kind === null ? {} : { rawStatus: kind }),
    ...(message === null ? {} : { message }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}
