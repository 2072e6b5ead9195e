import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface MetricsSources {
  /** Submissions that wait for a worker, asked at each scrape; `oldestSeconds` is null when none does. */
  readonly waiting?: () => Promise<{ readonly length: number; readonly oldestSeconds: number | null }>;
}

export interface ServedRequest {
  readonly method: string;
  /** The pattern of the route, never the URL itself: labels must not grow with what clients ask for. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

export interface Metrics {
  observeRequest(request: ServedRequest): void;
  /** A board was counted from rows because Redis did not give it. */
  countUncachedBoard(): void;
  /** The page for Prometheus. */
  render(): Promise<string>;
  readonly contentType: string;
}

const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The metrics of one API process, with its memory, CPU and event loop. Every call makes a registry of its own. */
export function registerMetrics(sources: MetricsSources = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  registerSources(registry, sources);
  const requests = new Histogram({
    name: 'touchstone_http_request_duration_seconds',
    help: 'How long HTTP requests took.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers,
  });

  const uncachedBoards = new Counter({
    name: 'touchstone_uncached_boards_total',
    help: 'Boards counted from Postgres because Redis did not give them.',
    registers,
  });

  return {
    countUncachedBoard: () => uncachedBoards.inc(),
    observeRequest: ({ method, route, status, durationMs }) =>
      requests.observe({ method, route, status: String(status) }, durationMs / 1000),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

const UNKNOWN = { length: Number.NaN, oldestSeconds: Number.NaN };

function registerSources(registry: Registry, { waiting }: MetricsSources): void {
  if (waiting === undefined) return;
  const registers = [registry];
  let asked: ReturnType<typeof waiting> = Promise.resolve(UNKNOWN);
  new Gauge({
    name: 'touchstone_queue_depth',
    help: 'Submissions that wait for a worker.',
    registers,
    async collect() {
      // Not a number while the database is away: the rest of the page must still be served.
      asked = waiting().catch(() => UNKNOWN);
      this.set((await asked).length);
    },
  });
  new Gauge({
    name: 'touchstone_queue_oldest_seconds',
    help: 'How long the submission that has waited longest has been due; 0 when none waits.',
    registers,
    // After the one above, which has asked by then: metrics are collected in the order they are made in.
    async collect() {
      this.set((await asked).oldestSeconds ?? 0);
    },
  });
}
