import type { Attributes } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace';

export interface TraceSettings {
  /** Where an OpenTelemetry collector takes traces over HTTP; null: none are made. */
  readonly url: string | null;
  /** `touchstone-api`, `touchstone-worker`. */
  readonly service: string;
}

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

/**
 * Loads OpenTelemetry, which is large, only where there is a collector.
 * @param exporter where spans go instead of to a collector, for tests
 */
export async function openSubmissionTraces(
  { url, service }: TraceSettings,
  exporter?: SpanExporter,
): Promise<SubmissionTraces> {
  if (url === null && exporter === undefined) return new NoTraces();
  const { RecordedTraces, openCollector } = await import('./recorded-traces.js');
  return new RecordedTraces(service, exporter ?? openCollector(url!));
}

/** Of what has no trace. */
export const UNTRACED: AttemptTrace = { enter: () => undefined, end: () => undefined };

class NoTraces extends SubmissionTraces {
  override recordIntake(): void {}

  override beginAttempt(): AttemptTrace {
    return UNTRACED;
  }

  override flush(): Promise<void> {
    return Promise.resolve();
  }

  override onApplicationShutdown(): Promise<void> {
    return Promise.resolve();
  }
}
