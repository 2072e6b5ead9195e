import type { Attributes } from '@opentelemetry/api';

/** How an attempt ended, as its trace tells it. */
export type AttemptEnd =
  | { readonly outcome: string; readonly score: number | null }
  | { readonly fault: string; readonly message: string };

export interface ClaimedAttempt {
  readonly submissionId: string;
  /** When the learner sent the submission. */
  readonly sentAtMs: number;
  readonly attempt: number;
}

/** The part of a trace that one attempt adds. */
export interface AttemptTrace {
  /** The attempt is in this phase now; the one before is over. */
  enter(phase: string): void;
  /** @param end null when another attempt has taken over */
  end(end: AttemptEnd | null): void;
}

/** What the traces of submissions are told; most platforms have no collector, and theirs come to nothing. */
export abstract class SubmissionTraces {
  /** The submission was stored and queued: the root of its trace. */
  abstract recordIntake(submissionId: string, startedAtMs: number, attributes: Attributes): void;

  /** An attempt was claimed. */
  abstract beginAttempt(attempt: ClaimedAttempt, attributes: Attributes): AttemptTrace;

  /** Sends what there is. */
  abstract flush(): Promise<void>;

  /** Sends what is left; gives up on a collector that does not answer. Called by Nest. */
  abstract onApplicationShutdown(): Promise<void>;
}

/** Of what has no trace. */
export const UNTRACED: AttemptTrace = { enter: () => undefined, end: () => undefined };
