import type { ChaosPlatform, ChaosWorker } from './chaos-platform.js';

/** Least and most between a fault and its end. */
export type HoldMs = readonly [least: number, most: number];

/** Does the harm. @returns ends it; what was killed is started again by whoever calls this */
type Inject = (platform: ChaosPlatform, victim: ChaosWorker) => Promise<() => Promise<void>>;

interface Fault {
  readonly holdMs: HoldMs;
  readonly inject: Inject;
}

const SHORT: HoldMs = [500, 4_000];
/** Longer than the lease of a claim. */
const PAST_LEASE: HoldMs = [7_000, 11_000];
/** Longer than Bull's lock on a job. */
const PAST_JOB_LOCK: HoldMs = [62_000, 70_000];

const nothing = () => Promise.resolve();

export const FAULTS = {
  'api-killed': {
    holdMs: SHORT,
    inject: async ({ api }) => {
      await api.end('SIGKILL');
      return nothing;
    },
  },
  'worker-killed': {
    holdMs: SHORT,
    inject: async (_, { program }) => {
      await program.end('SIGKILL');
      return nothing;
    },
  },
  'all-workers-killed': {
    holdMs: SHORT,
    inject: async ({ workers }) => {
      await Promise.all(workers.map(({ program }) => program.end('SIGKILL')));
      return nothing;
    },
  },
  'worker-blocked-past-lease': { holdMs: PAST_LEASE, inject: (_, victim) => block(victim) },
  'worker-blocked-past-job-lock': { holdMs: PAST_JOB_LOCK, inject: (_, victim) => block(victim) },
  'redis-killed': { holdMs: SHORT, inject: (platform) => killService(platform, 'redis') },
  'redis-emptied': {
    holdMs: [0, 500],
    inject: async (platform) => {
      await platform.withRedis((redis) => redis.flushall());
      return nothing;
    },
  },
  'redis-paused': { holdMs: [2_000, 8_000], inject: (platform) => pauseService(platform, 'redis') },
  'postgres-killed': { holdMs: SHORT, inject: (platform) => killService(platform, 'postgres') },
  'postgres-restarted': {
    holdMs: [0, 500],
    inject: async (platform) => {
      await platform.container('postgres').restart({ t: 10 });
      return () => platform.waitForService('postgres');
    },
  },
  'postgres-paused': { holdMs: [2_000, 8_000], inject: (platform) => pauseService(platform, 'postgres') },
  'connections-cut': {
    holdMs: [0, 500],
    inject: async (platform) => {
      await platform.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      return nothing;
    },
  },
  'worker-loses-postgres': { holdMs: PAST_LEASE, inject: (_, victim) => cut(victim, 'postgres') },
  'worker-loses-redis': { holdMs: PAST_LEASE, inject: (_, victim) => cut(victim, 'redis') },
  'worker-loses-engine': { holdMs: SHORT, inject: (_, victim) => cut(victim, 'engine') },
  'wire-to-postgres-stalls': { holdMs: PAST_LEASE, inject: (_, victim) => stall(victim, 'postgres') },
  'wire-to-redis-stalls': { holdMs: PAST_LEASE, inject: (_, victim) => stall(victim, 'redis') },
  'rolling-restart': {
    holdMs: [0, 500],
    inject: async ({ workers, api }) => {
      for (const program of [...workers.map((worker) => worker.program), api]) {
        await program.end('SIGTERM');
        program.start();
      }
      return nothing;
    },
  },
} as const satisfies Record<string, Fault>;

export type FaultKind = keyof typeof FAULTS;

export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

function block({ program }: ChaosWorker): Promise<() => Promise<void>> {
  program.signal('SIGSTOP');
  return Promise.resolve(() => Promise.resolve(program.signal('SIGCONT')));
}

async function killService(
  platform: ChaosPlatform,
  name: 'postgres' | 'redis',
): Promise<() => Promise<void>> {
  await platform.container(name).kill();
  return async () => {
    await platform.container(name).start();
    await platform.waitForService(name);
  };
}

async function pauseService(
  platform: ChaosPlatform,
  name: 'postgres' | 'redis',
): Promise<() => Promise<void>> {
  await platform.container(name).pause();
  return () => platform.container(name).unpause() as Promise<void>;
}

async function cut({ links }: ChaosWorker, what: keyof ChaosWorker['links']): Promise<() => Promise<void>> {
  await links[what].cut();
  return () => links[what].mend();
}

function stall({ links }: ChaosWorker, what: 'postgres' | 'redis'): Promise<() => Promise<void>> {
  links[what].stall();
  return Promise.resolve(() => links[what].mend());
}
