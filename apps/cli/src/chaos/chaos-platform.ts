import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { Redis } from 'ioredis';
import { invariant } from '#contracts';
import { openDatabase, migrate } from '#persistence';
import { listLives } from '#sandbox';
import { findFreePort } from '../up/free-port.js';
import { containerNameOf } from '../up/managed-service.js';
import { engineSocket } from '../up/open-docker.js';
import { startManagedService, stopManagedServices } from '../up/managed-services.js';
import { waitUntilAnswers } from '../up/wait-until-answers.js';
import { waitUntilReady } from '../up/wait-until-ready.js';
import { Link } from './link.js';
import { OwnEngine } from './own-engine.js';
import { Program } from './program.js';

const READY_MS = 120_000;
/** The least there may be, so that a lost worker costs seconds. */
const LEASE_MS = 5_000;

export interface ChaosWorker {
  readonly program: Program;
  readonly links: { readonly postgres: Link; readonly redis: Link; readonly engine: Link };
}

/** A platform of its own to do harm to: services, an API, and workers at the ends of wires that can be cut. */
export class ChaosPlatform {
  private constructor(
    private readonly docker: Docker,
    readonly urls: { readonly api: string; readonly postgres: string; readonly redis: string },
    readonly api: Program,
    readonly workers: readonly ChaosWorker[],
    /** Of the workers alone; null where one cannot be had, and they use the one that everything else is on. */
    readonly engine: OwnEngine | null,
  ) {}

  static async start(docker: Docker, workers: number, exercisesDir: string): Promise<ChaosPlatform> {
    await stopManagedServices(docker, 'chaos');
    const [postgres, redis] = await Promise.all([
      startManagedService(docker, 'postgres', 'chaos'),
      startManagedService(docker, 'redis', 'chaos'),
    ]);
    const dataSource = await openDatabase({ url: postgres });
    await migrate(dataSource);
    await dataSource.destroy();
    const port = await findFreePort();
    const env = makeEnv(port, exercisesDir);
    const urls = { api: `http://127.0.0.1:${port}/api/v1`, postgres, redis };
    const api = new Program('chaos-api', 'api', { ...env, DATABASE_URL: postgres, REDIS_URL: redis });
    const engine = await openEngine(docker);
    const socket = engine?.socketPath ?? engineSocket;
    const made = Array.from({ length: workers }, (_, index) => makeWorker(index, env, { ...urls, socket }));
    const platform = new ChaosPlatform(docker, urls, api, await Promise.all(made), engine);
    try {
      api.start();
      await platform.waitForApi();
      for (const { program } of platform.workers) program.start();
      return platform;
    } catch (error) {
      await platform.stop();
      throw error;
    }
  }

  get programs(): Program[] {
    return [this.api, ...this.workers.map(({ program }) => program)];
  }

  container(name: 'postgres' | 'redis') {
    return this.docker.getContainer(containerNameOf('chaos', name));
  }

  async waitForApi(): Promise<void> {
    const { port } = new URL(this.urls.api);
    await waitUntilReady(Number(port), READY_MS, () => this.api.running);
  }

  waitForService(name: 'postgres' | 'redis'): Promise<void> {
    return waitUntilAnswers(name, this.urls[name], READY_MS);
  }

  /** Past the wires, as who has the database at hand. */
  async query<Row>(sql: string, params: unknown[] = []): Promise<Row[]> {
    const dataSource = await openDatabase({ url: this.urls.postgres, poolSize: 1 });
    try {
      return await dataSource.query<Row[]>(sql, params);
    } finally {
      await dataSource.destroy();
    }
  }

  async withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.urls.redis, { maxRetriesPerRequest: 3 });
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }

  /** Everything as it should be again, whatever was done to it. */
  async mend(): Promise<void> {
    await this.engine?.emptyDisk();
    await this.engine?.revive();
    for (const program of this.programs) program.clock.shift(0);
    for (const { program, links } of this.workers) {
      program.signal('SIGCONT');
      for (const link of Object.values(links)) await link.mend();
    }
    for (const program of this.programs) program.start();
    await this.waitForApi();
  }

  /** In order: whatever is left of the workers' pods afterwards was left behind. */
  async stopPrograms(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.end('SIGTERM')));
  }

  async stop(): Promise<void> {
    for (const { program } of this.workers) program.signal('SIGCONT');
    await this.stopPrograms();
    for (const { links } of this.workers) for (const link of Object.values(links)) await link.cut();
    await this.engine?.stop();
    await stopManagedServices(this.docker, 'chaos');
  }

  /** Containers of pods, and pauses, that belong to one of these workers. */
  async countContainers(owners: ReadonlySet<string>): Promise<number> {
    const docker = this.engine?.docker ?? this.docker;
    const byEngine = await docker.listContainers({ all: true, filters: { label: ['touchstone.owner'] } });
    const theirs = [
      ...byEngine.map(({ Labels }) => Labels['touchstone.owner'] ?? ''),
      ...(await listOwners()),
    ];
    return theirs.filter((owner) => owners.has(owner)).length;
  }

  /** Containers, volumes and networks on an engine where nobody else could have made one. */
  async countOnOwnEngine(): Promise<number> {
    if (this.engine === null) return 0;
    const { docker } = this.engine;
    const [containers, { Volumes }, networks] = await Promise.all([
      docker.listContainers({ all: true }),
      docker.listVolumes(),
      docker.listNetworks({ filters: { type: ['custom'] } }),
    ]);
    return containers.length + Volumes.length + networks.length;
  }
}

/** Of each container that no engine has started. */
const listOwners = async (): Promise<string[]> => (await listLives()).map(({ owner }) => owner);

async function openEngine(docker: Docker): Promise<OwnEngine | null> {
  if (!OwnEngine.isPossible) return null;
  try {
    return await OwnEngine.start(docker);
  } catch (error) {
    await stopManagedServices(docker, 'chaos');
    throw error;
  }
}

type Env = Readonly<Record<string, string | undefined>>;

function makeEnv(port: number, exercisesDir: string): Env {
  return {
    ...process.env,
    NODE_ENV: 'production',
    PORT: String(port),
    TOUCHSTONE_SECRET: randomBytes(32).toString('hex'),
    TOUCHSTONE_EXERCISES_DIR: exercisesDir,
    TOUCHSTONE_SUBMISSIONS_PER_MINUTE: '10000',
    TOUCHSTONE_CONCURRENT_PER_USER: '1000',
    TOUCHSTONE_ACCESS_TOKEN_MINUTES: '1440',
    TOUCHSTONE_LEASE_MS: String(LEASE_MS),
    TOUCHSTONE_WORKER_CONCURRENCY: '2',
    // Faults come one after the other here: more of them than a submission meets in years.
    TOUCHSTONE_MAX_ATTEMPTS: '20',
  };
}

async function makeWorker(
  index: number,
  env: Env,
  urls: { readonly postgres: string; readonly redis: string; readonly socket: string },
): Promise<ChaosWorker> {
  const name = `chaos-worker-${index + 1}`;
  const enginePath = join(tmpdir(), `touchstone-${name}-${randomBytes(4).toString('hex')}.sock`);
  const [postgres, redis, engine] = await Promise.all([
    Link.toServer(urls.postgres),
    Link.toServer(urls.redis),
    Link.toSocket(urls.socket, enginePath),
  ]);
  invariant(postgres.url !== urls.postgres, 'a worker reaches its database by a wire');
  const own = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, TOUCHSTONE_DOCKER_SOCKET: enginePath };
  return {
    program: new Program(name, 'worker', { ...env, ...own }),
    links: { postgres: postgres.link, redis: redis.link, engine },
  };
}
