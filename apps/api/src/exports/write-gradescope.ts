import { toCases, type JudgedDetail } from './report-submission.js';
import type { ReportCase } from './test-report.js';

/**
 * One submission as `results.json` of an autograder (https://gradescope-autograders.readthedocs.io/en/latest/specs/):
 * the score of the whole, then each group with its points, then the tests, which have none of their own.
 */
export function writeGradescope({ verdict, ...submission }: JudgedDetail): string {
  const { score, cause, nextStep, usage } = verdict;
  const results = {
    score: score ?? 0,
    ...(usage === null ? {} : { execution_time: usage.wallMs / 1000 }),
    output: `${cause}\n${nextStep}`,
    output_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: [
      ...verdict.groups.map(({ name, earned, points, passed, total }) => ({
        name,
        score: earned,
        max_score: points,
        status: passed === total ? 'passed' : 'failed',
        output: `${passed} of ${total} tests passed.`,
        output_format: 'text',
      })),
      ...toCases(verdict.tests).map(toTest),
    ],
    extra_data: { submission: submission.id, exercise: submission.exercise, outcome: verdict.outcome },
  };
  return JSON.stringify(results, null, 2);
}

const toTest = ({ suite, name, status, message }: ReportCase) => ({
  name: `${suite[0]} › ${name}`,
  status,
  output: message ?? '',
  output_format: 'text',
});
