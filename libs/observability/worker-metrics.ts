import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Outcome, PlatformFaultCode } from '#contracts';
import { LabelBudget } from './label-budget.js';

/** Asked at each scrape. */
interface WorkerMetricsSources {
  readonly slots: () => number;
  readonly running: () => number;
  readonly podsReady: () => number;
  /** 1 while it takes submissions. */
  readonly isOpen: () => boolean;
  /** Since the worker started. */
  readonly swept: () => number;
  readonly orphansRemoved: () => number;
}

export type JudgePhase = 'queued' | 'preparing' | 'building' | 'starting' | 'testing' | 'total';

interface CountedVerdict {
  readonly exercise: string;
  readonly version: string;
  readonly outcome: Outcome;
}

/** What a worker does, as counts. */
export interface JudgingMetrics {
  countVerdict(verdict: CountedVerdict): void;
  /** An attempt that a fault of ours voided. */
  countSystemError(code: PlatformFaultCode): void;
  observePhase(phase: JudgePhase, durationMs: number): void;
  /** Rows that were kept for long enough, by what they were. */
  countForgotten(what: string, rows: number): void;
  /** A run got its pod. */
  countPod(made: 'ahead' | 'now'): void;
  /** A pod was made ahead. */
  observeRefill(durationMs: number): void;
}

export interface WorkerMetrics extends JudgingMetrics {
  /** Once the parts of the worker are there. */
  watch(sources: WorkerMetricsSources): void;
  /** The page for Prometheus. */
  render(): Promise<string>;
  readonly contentType: string;
}

const PHASE_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256];
const REFILL_BUCKETS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32];
/** Versions come and go while a worker lives; twelve digits of a hash tell them apart. */
const MOST_VERSIONS = 500;
const VERSION_DIGITS = 12;

/** The metrics of one worker, with its memory, CPU and event loop. Every call makes a registry of its own. */
export function registerWorkerMetrics(): WorkerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const versions = new LabelBudget(MOST_VERSIONS);
  const registers = [registry];
  const verdicts = new Counter({
    name: 'touchstone_verdicts_total',
    help: 'Verdicts recorded, by exercise, its version and outcome.',
    labelNames: ['exercise', 'version', 'outcome'],
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
    help: 'How long the phases of judging took; queued and total begin when a submission is stored.',
    labelNames: ['phase'],
    buckets: PHASE_BUCKETS,
    registers,
  });
  const forgotten = new Counter({
    name: 'touchstone_forgotten_total',
    help: 'Rows forgotten because they were kept for as long as configured, by what they were.',
    labelNames: ['what'],
    registers,
  });
  const pods = new Counter({
    name: 'touchstone_pods_taken_total',
    help: 'Pods that runs got: made ahead (a hit of the warm pool), or made now (a miss).',
    labelNames: ['made'],
    registers,
  });
  const refills = new Histogram({
    name: 'touchstone_warm_pod_refill_seconds',
    help: 'How long it took to make a pod ahead.',
    buckets: REFILL_BUCKETS,
    registers,
  });

  return {
    countVerdict: ({ exercise, version, outcome }) => {
      const label = versions.admit(`${exercise} ${version.slice(0, VERSION_DIGITS)}`);
      const [slug = label, digits = label] = label.split(' ');
      verdicts.inc({ exercise: slug, version: digits, outcome });
    },
    countSystemError: (code) => systemErrors.inc({ code }),
    observePhase: (phase, durationMs) => phases.observe({ phase }, durationMs / 1000),
    countForgotten: (what, rows) => forgotten.inc({ what }, rows),
    countPod: (made) => pods.inc({ made }),
    observeRefill: (durationMs) => refills.observe(durationMs / 1000),
    watch: (sources) => registerSources(registry, sources),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function registerSources(registry: Registry, sources: WorkerMetricsSources): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  gauge('touchstone_slots', 'Submissions this worker judges at a time.', sources.slots);
  gauge('touchstone_runs', 'Runs under way, proofs and batches included.', sources.running);
  gauge('touchstone_warm_pods', 'Pods made ahead that wait for a run.', sources.podsReady);
  gauge('touchstone_worker_open', '1 while this worker takes submissions.', () => Number(sources.isOpen()));
  counter('touchstone_swept_total', 'Rows that the sweeper put back into the queue.', sources.swept);
  counter(
    'touchstone_orphans_removed_total',
    'Containers of dead workers that the janitor removed.',
    sources.orphansRemoved,
  );
}
