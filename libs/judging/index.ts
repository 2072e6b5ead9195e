/**
 * judging: submission + exercise → pod plan → observations → outcome → what the learner may see. Owns the
 * PodRunner port. It must never know Docker, SQL, Redis, Nest or how points are counted.
 */
export { judge } from './judge.js';
export type { OperatorCaps } from './plan-pod.js';
export type {
  PodLimits,
  PodObservation,
  PodPlan,
  PodReport,
  PodRunner,
  PodStop,
  SubjectExit,
} from './pod-runner.js';
export { showVerdict } from './show-verdict.js';
export { systemErrorVerdict } from './system-error-verdict.js';
