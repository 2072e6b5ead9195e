import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Outcome, PlatformFaultCode } from '#contracts';

export interface MetricsSources {
  /** Submissions that wait for a worker; asked at each scrape. */
  readonly queueDepth?: () => Promise<number>;
  /** Pods that exist now; asked at each scrape. */
  readonly podsRunning?: () => number;
}

export type JudgePhase = 'queued' | 'preparing' | 'building' | 'starting' | 'testing' | 'total';

export interface ServedRequest {
  readonly method: string;
  /** The pattern of the route, never the URL itself: labels must not grow with what clients ask for. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

export interface Metrics {
  countVerdict(outcome: Outcome): void;
  countSystemError(code: PlatformFaultCode): void;
  observePhase(phase: JudgePhase, durationMs: number): void;
  observeRequest(request: ServedRequest): void;
  /** The page for Prometheus. */
  render(): Promise<string>;
  readonly contentType: string;
}

const PHASE_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256];
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The metrics of one process, with its memory, CPU and event loop. Every call makes a registry of its own. */
export function registerMetrics(sources: MetricsSources = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  registerSources(registry, sources);
  const verdicts = new Counter({
    name: 'touchstone_verdicts_total',
    help: 'Verdicts recorded, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const systemErrors = new Counter({
    name: 'touchstone_system_errors_total',
    help: 'Attempts voided by a platform fault, by its code.',
    labelNames: ['code'],
    registers,
  });
  const phases = new Histogram({
    name: 'touchstone_phase_duration_seconds',
    help: 'How long the phases of judging took.',
    labelNames: ['phase'],
    buckets: PHASE_BUCKETS,
    registers,
  });
  const requests = new Histogram({
    name: 'touchstone_http_request_duration_seconds',
    help: 'How long HTTP requests took.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers,
  });

  return {
    countVerdict: (outcome) => verdicts.inc({ outcome }),
    countSystemError: (code) => systemErrors.inc({ code }),
    observePhase: (phase, durationMs) => phases.observe({ phase }, durationMs / 1000),
    observeRequest: ({ method, route, status, durationMs }) =>
      requests.observe({ method, route, status: String(status) }, durationMs / 1000),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function registerSources(registry: Registry, { queueDepth, podsRunning }: MetricsSources): void {
  if (queueDepth) {
    new Gauge({
      name: 'touchstone_queue_depth',
      help: 'Submissions that wait for a worker.',
      registers: [registry],
      // Not a number while the database is away: the rest of the page must still be served.
      async collect() {
        this.set(await queueDepth().catch(() => Number.NaN));
      },
    });
  }
  if (podsRunning) {
    new Gauge({
      name: 'touchstone_pods_running',
      help: 'Pods of this worker that exist now.',
      registers: [registry],
      collect() {
        this.set(podsRunning());
      },
    });
  }
}
