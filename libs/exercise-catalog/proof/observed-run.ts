import type { Outcome, ResourceUse, RuntimeName, TestResult } from '#contracts';
import type { RejectedExpectation } from '../manifest.js';

/** A program of the author's that was run to prove the exercise. */
export interface ProofProgram {
  readonly runtime: RuntimeName;
  readonly role: 'starter' | 'accepted' | 'rejected';
  /** The solution's folder name; `starter` for a starter. */
  readonly name: string;
  /** What a rejected solution must be rejected for; null for the others. */
  readonly expectation: RejectedExpectation | null;
}

/** What one run of a program came to: facts only, so that nothing here knows how it was run. */
export interface ObservedRun {
  readonly outcome: Outcome;
  readonly score: number;
  /** The full truth of every hidden test. */
  readonly tests: readonly TestResult[];
  /** Everything the learner may read of this verdict: messages and hints of failed tests, cause. */
  readonly readable: readonly string[];
  /** One sentence: what ended the run. */
  readonly cause: string;
  readonly usage: ResourceUse | null;
}

export interface ProgramRuns {
  readonly program: ProofProgram;
  /** One for each repeat, in order. */
  readonly runs: readonly ObservedRun[];
}

/** `node/rejected/forgets-expiry`, `python/starter`. */
export function labelProgram({ runtime, role, name }: ProofProgram): string {
  return role === 'starter' ? `${runtime}/starter` : `${runtime}/${role}/${name}`;
}

/** Whether the test itself ran and failed; one that never got its turn says nothing about the program. */
export function ranAndFailed(test: TestResult): boolean {
  return test.status === 'failed' && test.failure?.category !== 'not-run';
}

/** Ids of the tests that ran and failed. */
export function listFailed(run: ObservedRun): string[] {
  return run.tests.filter(ranAndFailed).map((test) => test.id);
}
