/**
 * observability: how the platform tells operators what it does: structured logs that cannot be forged or leak
 * secrets, metrics, readiness. It must never know what the platform does, and nothing may depend on what it tells.
 */
export { checkReadiness, type Probe, type Readiness, type ReadinessCheck } from './check-readiness.js';
export { mayReadMetrics } from './may-read-metrics.js';
export { registerMetrics, type Metrics, type MetricsSources, type ServedRequest } from './metrics.js';
export {
  registerWorkerMetrics,
  type JudgePhase,
  type JudgingMetrics,
  type WorkerMetrics,
} from './worker-metrics.js';
export { openSubmissionTraces, type TraceSettings } from './open-submission-traces.js';
export { SubmissionTraces, UNTRACED, type AttemptEnd, type AttemptTrace } from './submission-traces.js';
export { OutageLog, type OutageSink } from './outage-log.js';
export {
  StructuredLogger,
  type LoggerSettings,
  type LogOutput,
  type LogThreshold,
} from './structured-logger.js';
