import { invariant } from '#contracts';
import type { ChaosPlatform, ChaosWorker } from './chaos-platform.js';
import { OwnClock } from './own-clock.js';
import { OwnEngine } from './own-engine.js';
import type { Program } from './program.js';

/** Least and most between a fault and its end. */
export type HoldMs = readonly [least: number, most: number];

/** Does the harm. @returns ends it; what was killed is started again by whoever calls this */
type Inject = (platform: ChaosPlatform, victim: ChaosWorker) => Promise<() => Promise<void>>;

interface Fault {
  readonly holdMs: HoldMs;
  readonly inject: Inject;
  /** What it takes that is not everywhere. */
  readonly needs?: Need;
}

/** In words that say how to get it. */
type Need = keyof typeof NEEDS;
const NEEDS = {
  'root, and dockerd on this machine': () => OwnEngine.isPossible,
  'libfaketime (package faketime)': () => OwnClock.isPossible,
} as const;

const SHORT: HoldMs = [500, 4_000];
/** Longer than the lease of a claim. */
const PAST_LEASE: HoldMs = [7_000, 11_000];
/** Longer than Bull's lock on a job. */
const PAST_JOB_LOCK: HoldMs = [62_000, 70_000];

const ENGINE: Need = 'root, and dockerd on this machine';
const CLOCK: Need = 'libfaketime (package faketime)';
const AN_HOUR = 3_600;

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
  'engine-killed': {
    holdMs: SHORT,
    needs: ENGINE,
    inject: async (platform) => {
      const engine = engineOf(platform);
      await engine.kill();
      return () => engine.revive();
    },
  },
  'engine-disk-full': {
    holdMs: [5_000, 15_000],
    needs: ENGINE,
    inject: async (platform) => {
      const engine = engineOf(platform);
      await engine.fillDisk();
      return () => engine.emptyDisk();
    },
  },
  'worker-clock-ahead': {
    holdMs: PAST_LEASE,
    needs: CLOCK,
    inject: (_, { program }) => setWrong(program, AN_HOUR),
  },
  'worker-clock-back': {
    holdMs: PAST_LEASE,
    needs: CLOCK,
    inject: (_, { program }) => setWrong(program, -AN_HOUR),
  },
  'api-clock-ahead': { holdMs: PAST_LEASE, needs: CLOCK, inject: ({ api }) => setWrong(api, AN_HOUR) },
  'api-clock-back': { holdMs: PAST_LEASE, needs: CLOCK, inject: ({ api }) => setWrong(api, -AN_HOUR) },
} as const satisfies Record<string, Fault>;

export type FaultKind = keyof typeof FAULTS;

export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

/** What a kind takes that this machine does not have; null when it can be done here. */
export function findMissing(kind: FaultKind): string | null {
  const { needs }: Fault = FAULTS[kind];
  return needs === undefined || NEEDS[needs]() ? null : needs;
}

function engineOf({ engine }: ChaosPlatform): OwnEngine {
  invariant(engine !== null, 'a fault of the engine is planned where there is one');
  return engine;
}

/** The clock goes back by itself when everything is mended. */
function setWrong({ clock }: Program, seconds: number): Promise<() => Promise<void>> {
  clock.shift(seconds);
  return Promise.resolve(nothing);
}

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
