/**
 * scoring: outcome → score → progress and standings. Pure arithmetic on plain values. It must never know where
 * verdicts come from or where scores are stored.
 */
export { RunningPoints } from './running-points.js';
export { measureWork, type ExerciseWork, type ScoredRun } from './measure-work.js';
export { findMedian } from './find-median.js';
export { measureTrack, type BestScores, type StagePlan, type TrackProgress } from './measure-progress.js';
export { tallyAttempts, type Admission, type Attempt, type AttemptPolicy } from './attempts.js';
export { findStuck, type Streak } from './find-stuck.js';
export { seeUpTo, type GivenVerdict, type GradedWork, type LearnerWork } from './graded-work.js';
export {
  cutFor,
  rankBoard,
  rankStandings,
  totalStanding,
  type RankedStanding,
  type Standing,
} from './rank-standings.js';
export { scoreVerdict } from './score-verdict.js';
export { type Best, type ComparableResult, decideFate, toChange } from './compare-results.js';
export { listFlips } from './list-flips.js';
export { type BestChange, compareBests, countFlips, summariseRejudge } from './summarise-rejudge.js';
export { DISTRIBUTION_EDGES, FEWEST_LEARNERS, toDistribution, type StepCount } from './to-distribution.js';
export { tallyExercise, tallyWork, type ExerciseTally, type WorkTerms } from './tally-exercise.js';
