import { labelProgram, ranAndFailed, type ObservedRun, type ProgramRuns } from './observed-run.js';

/** What a test came to for a program, over all repeats. `unstable`: not the same each time. */
export type Mark = 'passed' | 'failed' | 'not-run' | 'unstable';

export interface MatrixRow {
  readonly program: string;
  readonly role: ProgramRuns['program']['role'];
  readonly outcome: string;
  readonly score: number;
  /** The outcome is the one that the author promised. */
  readonly expected: boolean;
  /** In the order of the matrix's tests; `expected` is false where the author promised something else. */
  readonly cells: readonly { readonly mark: Mark; readonly expected: boolean }[];
}

/** Solution × test. */
export interface ProofMatrix {
  /** Ids of the hidden tests in the order of the suite. */
  readonly tests: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export function buildMatrix(programs: readonly ProgramRuns[]): ProofMatrix {
  const tests = [
    ...new Set(programs.flatMap(({ runs }) => runs.flatMap((run) => run.tests.map(({ id }) => id)))),
  ];
  return { tests, rows: programs.map((entry) => buildRow(entry, tests)) };
}

function buildRow({ program, runs }: ProgramRuns, tests: readonly string[]): MatrixRow {
  return {
    program: labelProgram(program),
    role: program.role,
    outcome: [...new Set(runs.map((run) => run.outcome))].join(' / '),
    score: Math.min(...runs.map((run) => run.score)),
    expected: runs.every((run) => isExpectedOutcome(run.outcome, program)),
    cells: tests.map((id) => {
      const mark = markOf(id, runs);
      return { mark, expected: isExpectedMark(id, mark, program) };
    }),
  };
}

function markOf(id: string, runs: readonly ObservedRun[]): Mark {
  const marks = new Set(runs.map((run) => markOfRun(id, run)));
  const [only] = marks;
  return marks.size === 1 && only !== undefined ? only : 'unstable';
}

function markOfRun(id: string, run: ObservedRun): Mark {
  const test = run.tests.find((entry) => entry.id === id);
  if (test?.status === 'passed') return 'passed';
  return test !== undefined && ranAndFailed(test) ? 'failed' : 'not-run';
}

function isExpectedOutcome(
  outcome: ObservedRun['outcome'],
  { role, expectation }: ProgramRuns['program'],
): boolean {
  if (role === 'starter') return outcome !== 'system-error';
  return outcome === (role === 'accepted' ? 'accepted' : expectation?.outcome);
}

/** Whether the author promised that the test comes to this for the program. */
export function isExpectedMark(
  id: string,
  mark: Mark,
  { role, expectation }: ProgramRuns['program'],
): boolean {
  if (role === 'starter') return mark !== 'unstable';
  if (role === 'accepted') return mark === 'passed';
  return expectation?.fails.includes(id) === true
    ? mark === 'failed'
    : mark === 'passed' || mark === 'not-run';
}
