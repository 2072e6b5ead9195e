import type { LintProblem } from '../exercise.js';
import type { SolutionFolder } from '../folder/exercise-layout.js';
import { fileProblem } from '../folder/source-text.js';
import { RejectedExpectation } from '../manifest.js';
import { readYaml, type YamlReading } from './read-yaml.js';
import type { ScannedSuite, ScannedTest } from './scan-suite.js';
import { suggestName } from './suggest-name.js';

/** The expectation of a solution, or null when it is accepted or its expect.yaml has mistakes. */
export interface ReadExpectation {
  readonly expectation: RejectedExpectation | null;
  readonly problems: readonly LintProblem[];
}

const EDITOR_SCHEMA = '../../../../../.schema/expect.schema.json';

/** Reads and checks the `expect.yaml` that a rejected solution has and an accepted one has not. */
export function readExpectation(solution: SolutionFolder, hidden: readonly ScannedSuite[]): ReadExpectation {
  const source = solution.expectation;
  if (solution.verdict === 'accepted') {
    const problems =
      source === null ? [] : [source.problem(0, 'an accepted solution has no expect.yaml: remove it')];
    return { expectation: null, problems };
  }
  if (source === null) {
    const missing = fileProblem(
      `${solution.path}/expect.yaml`,
      'is missing: say what this solution is rejected for',
    );
    return { expectation: null, problems: [missing] };
  }
  const reading = readYaml(source, RejectedExpectation, EDITOR_SCHEMA);
  if (reading.value === null) return { expectation: null, problems: reading.problems };
  const problems = [...checkOutcome(reading.value, reading), ...checkFails(reading.value, reading, hidden)];
  return { expectation: reading.value, problems };
}

/** Outcomes of programs that never get as far as a test. */
const BEFORE_TESTS: readonly string[] = ['build-failed', 'start-failed'];
/** Outcomes that say nothing but that tests failed. */
const BY_TESTS: readonly string[] = ['partial', 'wrong-answer'];

function checkOutcome({ outcome, fails }: RejectedExpectation, reading: YamlReading<unknown>): LintProblem[] {
  if (BEFORE_TESTS.includes(outcome) && fails.length > 0) {
    return [reading.problemAt(['fails'], `after ${outcome} no test runs, so none can fail: write fails: []`)];
  }
  if (BY_TESTS.includes(outcome) && fails.length === 0) {
    return [reading.problemAt(['fails'], `${outcome} means that tests fail: list them`)];
  }
  return [];
}

function checkFails(
  { fails }: RejectedExpectation,
  reading: YamlReading<unknown>,
  hidden: readonly ScannedSuite[],
): LintProblem[] {
  const tests = hidden.flatMap((file) => file.tests);
  return fails.flatMap((id, index) => {
    if (fails.indexOf(id) !== index) return [reading.problemAt(['fails', index], 'is listed twice')];
    return tests.some((test) => test.id.test(id))
      ? []
      : [reading.problemAt(['fails', index], unknownTest(id, tests))];
  });
}

function unknownTest(id: string, tests: readonly ScannedTest[]): string {
  const known = tests.flatMap((test) => test.fixedId ?? []);
  const near = suggestName(id, known);
  const mend = near === null ? 'an id is "<group> › <title>"' : `did you mean ${JSON.stringify(near)}?`;
  return `tests/hidden has no test ${JSON.stringify(id)}; ${mend}`;
}

/** Every hidden test is failed by some rejected solution: what no mistake can fail proves nothing. */
export function findUnprovenTests(
  expectations: readonly RejectedExpectation[],
  hidden: readonly ScannedSuite[],
): LintProblem[] {
  const failed = expectations.flatMap((expectation) => expectation.fails);
  return hidden.flatMap(({ source, tests }) =>
    tests
      .filter((test) => !failed.some((id) => test.id.test(id)))
      .map((test) =>
        source.problem(test.offset, 'no rejected solution’s expect.yaml says that it fails this test'),
      ),
  );
}
