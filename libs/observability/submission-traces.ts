import { createHash } from 'node:crypto';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Span,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  RandomIdGenerator,
  TracerProvider,
  type IdGenerator,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';

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

const SPANS_SENT_WITHIN_MS = 2_000;
const COLLECTOR_MS = 2_000;

/**
 * One OpenTelemetry trace for each submission, from its request to its verdict. Its id is the submission's, without the
 * dashes, so that everybody who takes part can add to it and an operator finds it by the id in a log or a message:
 * nothing has to travel with the submission. Never fails, and keeps at most a few thousand spans for a collector that is away.
 */
export class SubmissionTraces {
  private readonly ids = new DerivedIds();
  private readonly provider: TracerProvider | null;

  /** @param exporter where spans go instead of to a collector, for tests */
  constructor({ url, service }: TraceSettings, exporter?: SpanExporter) {
    const sink =
      exporter ?? (url === null ? null : new OTLPTraceExporter({ url, timeoutMillis: COLLECTOR_MS }));
    this.provider =
      sink === null
        ? null
        : new TracerProvider({
            resource: resourceFromAttributes({ 'service.name': service }),
            idGenerator: this.ids,
            spanProcessors: [
              new BatchSpanProcessor({ exporter: sink, scheduledDelayMillis: SPANS_SENT_WITHIN_MS }),
            ],
          });
  }

  /** The submission was stored and queued: the root of its trace. */
  recordIntake(submissionId: string, startedAtMs: number, attributes: Attributes): void {
    if (this.provider === null) return;
    const span = this.ids.withNext(rootOf(submissionId), () =>
      this.tracer.startSpan('submit', {
        root: true,
        kind: SpanKind.SERVER,
        startTime: startedAtMs,
        attributes: { 'touchstone.submission': submissionId, ...attributes },
      }),
    );
    span.end();
  }

  /** An attempt was claimed. */
  beginAttempt({ submissionId, sentAtMs, attempt }: ClaimedAttempt, attributes: Attributes): AttemptTrace {
    if (this.provider === null) return UNTRACED;
    const root = trace.setSpanContext(ROOT_CONTEXT, {
      ...rootOf(submissionId),
      traceFlags: TraceFlags.SAMPLED,
      isRemote: true,
    });
    const claimedAtMs = Date.now();
    if (attempt === 1)
      this.tracer
        .startSpan('queued', { kind: SpanKind.CONSUMER, startTime: Math.min(sentAtMs, claimedAtMs) }, root)
        .end(claimedAtMs);
    const span = this.tracer.startSpan(
      'attempt',
      {
        kind: SpanKind.CONSUMER,
        startTime: claimedAtMs,
        attributes: { 'touchstone.submission': submissionId, 'touchstone.attempt': attempt, ...attributes },
      },
      root,
    );
    return new RecordedAttempt(span, (phase) =>
      this.tracer.startSpan(phase, {}, trace.setSpan(ROOT_CONTEXT, span)),
    );
  }

  /** Sends what there is. */
  async flush(): Promise<void> {
    await this.provider?.forceFlush();
  }

  /** Sends what is left; gives up on a collector that does not answer. Called by Nest. */
  async onApplicationShutdown(): Promise<void> {
    const late = new Promise<void>((resolve) => setTimeout(resolve, COLLECTOR_MS).unref());
    await Promise.race([this.provider?.shutdown().catch(() => undefined), late]);
  }

  private get tracer() {
    return this.provider!.getTracer('touchstone');
  }
}

class RecordedAttempt implements AttemptTrace {
  private phase: Span | null = null;

  constructor(
    private readonly span: Span,
    private readonly begin: (phase: string) => Span,
  ) {}

  enter(phase: string): void {
    this.phase?.end();
    this.phase = this.begin(phase);
  }

  end(end: AttemptEnd | null): void {
    this.phase?.end();
    this.phase = null;
    if (end === null) this.span.setAttribute('touchstone.superseded', true);
    else if ('outcome' in end) {
      this.span.setAttribute('touchstone.outcome', end.outcome);
      if (end.score !== null) this.span.setAttribute('touchstone.score', end.score);
    } else {
      this.span.setAttribute('touchstone.fault', end.fault);
      this.span.setStatus({ code: SpanStatusCode.ERROR, message: end.message });
    }
    this.span.end();
  }
}

/** Of what has no trace. */
export const UNTRACED: AttemptTrace = { enter: () => undefined, end: () => undefined };

interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** Random ids, unless the next span's are given. */
class DerivedIds implements IdGenerator {
  private next: SpanIds | null = null;
  private readonly random = new RandomIdGenerator();

  /** @param start starts one span */
  withNext<T>(ids: SpanIds, start: () => T): T {
    this.next = ids;
    try {
      return start();
    } finally {
      this.next = null;
    }
  }

  generateTraceId(): string {
    return this.next?.traceId ?? this.random.generateTraceId();
  }

  generateSpanId(): string {
    return this.next?.spanId ?? this.random.generateSpanId();
  }
}

/** A submission's id is a UUID: 128 bits, as a trace's id is. */
function rootOf(submissionId: string): SpanIds {
  return {
    traceId: submissionId.replaceAll('-', ''),
    spanId: createHash('sha256').update(submissionId).digest('hex').slice(0, 16),
  };
}
