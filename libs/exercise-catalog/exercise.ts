import type { ExerciseSlug, ExerciseVersion, RuntimeName, SubmissionFile, SuiteFile } from '#contracts';
import type { ExerciseManifest, RejectedExpectation } from './manifest.js';

export interface HintLadder {
  readonly task: string;
  /** From a nudge to nearly the answer. */
  readonly steps: readonly string[];
}

/** What a learner may read once they have passed: how a solution of the author's is built, and the solution itself. */
export interface Walkthrough {
  /** Markdown. */
  readonly text: string;
  /** At most one for each runtime. */
  readonly solutions: readonly ReferenceSolution[];
}

export interface ReferenceSolution {
  readonly runtime: RuntimeName;
  readonly name: string;
  readonly files: readonly SubmissionFile[];
}

/** An exercise as the platform judges and shows it. Its version is the content hash of everything below. */
export interface Exercise {
  readonly slug: ExerciseSlug;
  readonly version: ExerciseVersion;
  readonly manifest: ExerciseManifest;
  /** Markdown. */
  readonly statement: string;
  readonly hints: readonly HintLadder[];
  readonly starters: Readonly<Partial<Record<RuntimeName, readonly SubmissionFile[]>>>;
  /** Paths are relative to the exercise folder, e.g. `tests/public/shape.test.ts`. */
  readonly publicSuite: readonly SuiteFile[];
  readonly hiddenSuite: readonly SuiteFile[];
  /** SECURITY: P06: in no answer before its reader has passed. null when the author wrote none. */
  readonly walkthrough: Walkthrough | null;
}

/** A solution that ships with an exercise to prove it. Only those that the walk-through names leave its author's hands. */
export interface Solution extends ReferenceSolution {
  /** null for an accepted solution. */
  readonly expectation: RejectedExpectation | null;
}

export interface LintProblem {
  /** Relative to the exercise folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units, as editors count. */
  readonly column: number;
  readonly message: string;
  /** An exercise with errors is not loaded; warnings are for its author. */
  readonly severity: 'error' | 'warning';
}
