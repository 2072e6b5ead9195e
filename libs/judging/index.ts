/**
 * judging: submission + exercise → pod plan → observations → outcome → what the learner may see; and the runs of an
 * author's own programs that prove an exercise. Owns the PodRunner port. It must never know Docker, SQL, Redis, Nest or how points are counted.
 */
export { judge } from './judge.js';
export { plainShape, type OperatorCaps } from './plan-pod.js';
export type {
  PodLimits,
  PodObservation,
  PodPlan,
  PodReport,
  PodRunner,
  PodShape,
  PodStop,
  SubjectExit,
} from './pod-runner.js';
export { listPrograms, type ProgramToRun } from './proof/list-programs.js';
export { runPrograms, type ProgramJudge, type ProgramOrder, type RunPlan } from './proof/run-programs.js';
export { decideRelease, NO_COHORTS, type Release } from './decide-release.js';
export { showVerdict } from './show-verdict.js';
export { systemErrorVerdict } from './system-error-verdict.js';
