import type { OperatorCaps } from '#judging';

/** What the operator decided about judging. Injected by this class as its token. */
export class JudgeSettings {
  constructor(
    /** Names this worker process in claims, pod labels and logs. */
    readonly workerId: string,
    readonly leaseMs: number,
    readonly maxTries: number,
    readonly caps: OperatorCaps,
    /** How often each program of a candidate is run to prove it. */
    readonly proofRepeats = 3,
    /** Pods made ahead; `auto` depends on how many run at a time. */
    readonly warmPods: number | 'auto' = 'auto',
  ) {}
}

/** Injection token of the JudgingMetrics, which are an interface. */
export const JUDGING_METRICS = Symbol('JudgingMetrics');

/** Injection token of the PodRunner, which is an interface. */
export const POD_RUNNER = Symbol('PodRunner');
