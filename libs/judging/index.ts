/**
 * judging: submission + exercise → pod plan → observations → outcome → what the learner may see. Owns the
 * PodRunner port. It must never know Docker, SQL, Redis, Nest or how points are counted.
 */
export { decideOutcome, type Decision } from './decide-outcome.js';
export { judge, type Judgement, type JudgeRequest } from './judge.js';
export { planPod, type OperatorCaps, type PodOrder } from './plan-pod.js';
export type {
  PodLimits,
  PodObservation,
  PodPlan,
  PodReport,
  PodRunner,
  PodStop,
  SubjectExit,
} from './pod-runner.js';
export { RunRecord } from './run-record.js';
export { showTest, showVerdict, type Viewing } from './show-verdict.js';
export { systemErrorVerdict } from './system-error-verdict.js';
