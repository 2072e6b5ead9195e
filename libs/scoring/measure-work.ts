import { findCountingVerdict, type GradedWork } from './graded-work.js';
import { tallyExercise, tallyWork, type BestResult, type WorkTerms } from './tally-exercise.js';

/** A submission that counts and has a score. */
export interface ScoredRun {
  readonly submissionId: string;
  /** The attempt at judging it whose verdict counts. */
  readonly attempt: number;
  readonly passed: boolean;
}

/** What a learner did about one exercise, as far as it counts. */
export interface ExerciseWork {
  readonly best: BestResult | null;
  /** Submissions that count. */
  readonly attempts: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** From the first submission to the first that passed; 0 for who passed with the first, null for who has not. */
  readonly msToPass: number | null;
  /** Earliest first. */
  readonly runs: readonly ScoredRun[];
}

/** null for who has handed in nothing that counts. */
export function measureWork(work: readonly GradedWork[], terms: WorkTerms): ExerciseWork | null {
  const { counting } = tallyWork(work, terms);
  const [first, last] = [counting[0], counting.at(-1)];
  if (first === undefined || last === undefined) return null;
  const pass = counting.find(isPass);
  return {
    best: tallyExercise(work, terms).best,
    attempts: counting.length,
    firstAtMs: first.createdAtMs,
    lastAtMs: last.createdAtMs,
    msToPass: pass === undefined ? null : pass.createdAtMs - first.createdAtMs,
    runs: counting.flatMap(toRun),
  };
}

const isPass = (entry: GradedWork): boolean => findCountingVerdict(entry)?.score === 100;

function toRun(entry: GradedWork): ScoredRun[] {
  const verdict = findCountingVerdict(entry);
  if (verdict === null) return [];
  return [{ submissionId: entry.id, attempt: verdict.attempt, passed: verdict.score === 100 }];
}
