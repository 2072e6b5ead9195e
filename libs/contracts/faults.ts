/** What can break on our side. The learner is never charged for one. */
export type PlatformFaultCode =
  | 'engine-unavailable'
  | 'image-missing'
  | 'pod-not-started'
  | 'service-not-ready'
  | 'grader-not-ready'
  | 'exercise-missing'
  | 'worker-lost'
  | 'shutdown'
  | 'internal';

/** A platform fault: the operator's to mend, retried, never a score. */
export class PlatformFault extends Error {
  override readonly name = 'PlatformFault';

  constructor(
    readonly code: PlatformFaultCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** States something that cannot be otherwise. A failure is a bug of ours. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}
