import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { SubmissionTraces, UNTRACED, type AttemptTrace } from './submission-traces.js';

export interface TraceSettings {
  /** Where an OpenTelemetry collector takes traces over HTTP; null: none are made. */
  readonly url: string | null;
  /** `touchstone-api`, `touchstone-worker`. */
  readonly service: string;
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
