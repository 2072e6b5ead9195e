import type { ExerciseManifest } from '../manifest.js';
import { buildMatrix, type ProofMatrix } from './build-matrix.js';
import { checkProgram } from './check-program.js';
import { findDifferences } from './find-differences.js';
import { measureHeadRoom, type HeadRoom } from './measure-head-room.js';
import { labelProgram, listFailed, type ProgramRuns } from './observed-run.js';
import { finding, type ProofProblem } from './proof-problem.js';

/** Whether an exercise's own solutions prove its hidden tests, and everything that speaks against it. */
export interface ExerciseProof {
  readonly proven: boolean;
  readonly problems: readonly ProofProblem[];
  readonly matrix: ProofMatrix;
  /** Hidden tests that no rejected solution fails as promised in every run. Empty when only some solutions ran. */
  readonly unproven: readonly string[];
  /** Programs whose runs came to different things. */
  readonly flaky: readonly string[];
  readonly headRoom: readonly HeadRoom[];
  /** Some run ended in a fault of the platform: this says nothing about the exercise. */
  readonly incomplete: boolean;
}

export interface ProofRequest {
  readonly manifest: ExerciseManifest;
  readonly programs: readonly ProgramRuns[];
  /** False when only some of the solutions ran: tests that none of them fails are then no problem. */
  readonly whole: boolean;
}

/**
 * Judges an exercise by the observed runs of its own programs: starters stay at or below their floor, accepted
 * solutions get full marks, each rejected one fails exactly the tests it should with the outcome and the message
 * promised, every hidden test kills at least one rejected solution, and repeats agree.
 */
export function proveExercise({ manifest, programs, whole }: ProofRequest): ExerciseProof {
  const matrix = buildMatrix(programs);
  const unproven = whole ? findUnproven(programs, matrix.tests) : [];
  const problems = [
    ...programs.flatMap((entry) =>
      checkProgram(entry, manifest.starterFloor).map((found) => ({
        ...found,
        program: labelProgram(entry.program),
      })),
    ),
    ...unproven.map((test) => ({
      ...finding(`“${test}” fails no rejected solution: write one that it catches`, { test }),
      program: null,
    })),
  ];
  return {
    proven: problems.length === 0,
    problems,
    matrix,
    unproven,
    flaky: programs.filter(isFlaky).map(({ program }) => labelProgram(program)),
    headRoom: measureHeadRoom(programs, manifest),
    incomplete: programs.some(({ runs }) => runs.some((run) => run.outcome === 'system-error')),
  };
}

/** A fault of ours makes no program flaky. */
function isFlaky({ runs }: ProgramRuns): boolean {
  return findDifferences(runs.filter((run) => run.outcome !== 'system-error')).length > 0;
}

/** A kill counts only where the author meant it and every repeat agrees. */
function findUnproven(programs: readonly ProgramRuns[], tests: readonly string[]): string[] {
  const rejected = programs.filter(({ program }) => program.role === 'rejected');
  return tests.filter((id) => !rejected.some((entry) => kills(entry, id)));
}

function kills({ program, runs }: ProgramRuns, id: string): boolean {
  return (
    program.expectation?.fails.includes(id) === true && runs.every((run) => listFailed(run).includes(id))
  );
}
