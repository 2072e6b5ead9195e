import type { ProofMatrix, ProofReport, ProofRow, SubmissionFile } from '#contracts';
import {
  buildMatrix,
  labelProgram,
  locateProblems,
  type ExerciseProof,
  type LintProblem,
  type ProgramRuns,
} from '#exercise-catalog';

/** More than these tell an author nothing that the first ones did not. */
const MAX_PROBLEMS = 300;
const MAX_MESSAGE_LENGTH = 2_000;

export interface ProofFacts {
  readonly repeats: number;
  readonly tookMs: number;
}

/** Programs that have not run yet are rows without cells. */
export function toMatrix(programs: readonly ProgramRuns[]): ProofMatrix {
  const started = programs.filter(({ runs }) => runs.length > 0);
  const { tests, rows } = buildMatrix(started);
  const byProgram = new Map(rows.map((row) => [row.program, row]));
  return {
    tests: [...tests],
    rows: programs.map(({ program, runs }): ProofRow => {
      const label = labelProgram(program);
      const row = byProgram.get(label);
      const known = row === undefined ? NOTHING_YET : { ...row, cells: [...row.cells] };
      return { ...known, program: label, role: program.role, runs: runs.length };
    }),
  };
}

const NOTHING_YET = { outcome: null, score: null, expected: true, cells: [] };

export function toReport(
  proof: ExerciseProof,
  programs: readonly ProgramRuns[],
  files: readonly SubmissionFile[],
  { repeats, tookMs }: ProofFacts,
): ProofReport {
  const { proven, unproven, flaky, headRoom } = proof;
  return {
    proven,
    repeats,
    tookMs,
    matrix: toMatrix(programs),
    problems: locateProblems(proof.problems.slice(0, MAX_PROBLEMS), files).map(
      ({ program, test, message, file, line, column }) => ({
        program,
        test,
        message: message.slice(0, MAX_MESSAGE_LENGTH),
        file,
        line,
        column,
      }),
    ),
    unproven: [...unproven],
    flaky: [...flaky],
    headRoom: headRoom.map((entry) => ({ ...entry })),
  };
}

/** What lint has found by rules that are stricter than when the candidate was sent: nothing was run. */
export function toLintReport(problems: readonly LintProblem[], facts: ProofFacts): ProofReport {
  const errors = problems.filter(({ severity }) => severity === 'error');
  return {
    proven: false,
    ...facts,
    matrix: { tests: [], rows: [] },
    problems: errors.slice(0, MAX_PROBLEMS).map(({ severity: _, ...problem }) => ({
      ...problem,
      program: null,
      test: null,
    })),
    unproven: [],
    flaky: [],
    headRoom: [],
  };
}
