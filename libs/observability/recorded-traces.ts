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
import {
  SubmissionTraces,
  type AttemptEnd,
  type AttemptTrace,
  type ClaimedAttempt,
} from './submission-traces.js';

const SPANS_SENT_WITHIN_MS = 2_000;
const COLLECTOR_MS = 2_000;

/** @param url of a collector that takes OTLP over HTTP */
export function openCollector(url: string): SpanExporter {
  return new OTLPTraceExporter({ url, timeoutMillis: COLLECTOR_MS });
}

/**
 * One OpenTelemetry trace for each submission, from its request to its verdict. Its id is the submission's, without the
 * dashes, so that everybody who takes part can add to it and an operator finds it by the id in a log or a message:
 * nothing has to travel with the submission. Never fails, and keeps at most a few thousand spans for a collector that is away.
 */
export class RecordedTraces extends SubmissionTraces {
  private readonly ids = new DerivedIds();
  private readonly provider: TracerProvider;

  /** @param exporter where spans go */
  constructor(service: string, exporter: SpanExporter) {
    super();
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': service }),
      idGenerator: this.ids,
      spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: SPANS_SENT_WITHIN_MS })],
    });
  }

  override recordIntake(submissionId: string, startedAtMs: number, attributes: Attributes): void {
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

  override beginAttempt(
    { submissionId, sentAtMs, attempt }: ClaimedAttempt,
    attributes: Attributes,
  ): AttemptTrace {
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

  override async flush(): Promise<void> {
    await this.provider.forceFlush();
  }

  override async onApplicationShutdown(): Promise<void> {
    const late = new Promise<void>((resolve) => setTimeout(resolve, COLLECTOR_MS).unref());
    await Promise.race([this.provider.shutdown().catch(() => undefined), late]);
  }

  private get tracer() {
    return this.provider.getTracer('touchstone');
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
