import type { Fault, Attempt } from '#persistence';
import type {
  ExerciseVersion,
  LiveEvent,
  RuntimeName,
  Seed,
  SubmissionFile,
  SubmissionMode,
  Verdict,
} from '#contracts';

/** What is to be judged, once it was claimed. */
export interface AttemptTask extends Attempt<string> {
  readonly tries: number;
  readonly faultCode: string | null;
  readonly deadWorkers: number;
  readonly exerciseVersion: ExerciseVersion;
  readonly runtime: RuntimeName;
  readonly mode: SubmissionMode;
  readonly seed: Seed;
  readonly files: readonly SubmissionFile[];
}

/**
 * A claimed attempt, of a submission or of an item of a batch: both go the same road. Every step is refused (false)
 * once another attempt has taken over.
 */
export interface HeldAttempt {
  /** What the log calls it. */
  readonly name: string;
  readonly task: AttemptTask;
  /** Nobody waits for its verdict in front of a screen. */
  readonly aside: boolean;
  /** When a learner sent it; null for what no learner waits for. */
  readonly sentAt: Date | null;
  extendLease(leaseMs: number): Promise<boolean>;
  record(verdict: Verdict): Promise<boolean>;
  release(fault: Fault, notBeforeMs: number): Promise<boolean>;
  /** Gives up after the last try. */
  park(verdict: Verdict, fault: Fault): Promise<boolean>;
}

/** Whom the steps of an attempt are told. */
export interface Teller {
  tell(event: LiveEvent): void;
  /** Settles when everything said so far was sent or given up. */
  flush(): Promise<void>;
}
