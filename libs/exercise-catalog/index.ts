/**
 * exercise-catalog: exercise folders and tracks, from files to checked values: manifest, lint with line and column,
 * content hash, and the rules that make an exercise proven. It reads folders and
 * nothing else; it must never know how a submission is run, stored or shown.
 */
export type {
  Exercise,
  HintLadder,
  LintProblem,
  ReferenceSolution,
  Solution,
  Walkthrough,
} from './exercise.js';
export { hashExercise, type HashedFile } from './hash-exercise.js';
export { SCHEMA_FILES } from './json-schemas.js';
export { DEFAULT_LIMITS, ExerciseManifest, GroupManifest, RejectedExpectation } from './manifest.js';
export {
  lintExercise,
  loadExercise,
  loadExerciseFiles,
  readExerciseFiles,
  type LoadedExercise,
} from './load-exercise.js';
export { loadCatalog, type Catalog, type KnownExercise } from './load-catalog.js';
export { TrackManifest, TrackStage, type Track } from './track.js';
export {
  buildMatrix,
  isExpectedMark,
  type Mark,
  type MatrixRow,
  type ProofMatrix,
} from './proof/build-matrix.js';
export { locateProblems, type LocatedProblem } from './proof/locate-problems.js';
export { TIGHT_SHARE, type HeadRoom } from './proof/measure-head-room.js';
export {
  labelProgram,
  ranAndFailed,
  type ObservedRun,
  type ProgramRuns,
  type ProofProgram,
} from './proof/observed-run.js';
export type { ProofProblem } from './proof/proof-problem.js';
export { proveExercise, type ExerciseProof } from './proof/prove-exercise.js';
