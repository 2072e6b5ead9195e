import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { LiveEvent, SubmissionSummary, TokenPair, type SubmissionFile } from '#contracts';
import { migrate, openDatabase } from '#persistence';
import { createParser } from 'eventsource-parser';
import { KeptPrograms } from '../up/keep-programs.js';
import { startManagedService, stopManagedServices } from '../up/managed-services.js';
import { findFreePort } from '../up/free-port.js';
import { cloneFolder } from '../up/state-folder.js';
import type { Steps } from '../up/steps.js';
import { waitUntilReady } from '../up/wait-until-ready.js';

/** One may watch ten submissions at a time. */
const LEARNERS = 8;

/** A platform of its own with learners who submit in turns. */
export interface PlatformLane {
  /** Addresses of its Postgres and Redis. */
  readonly services: { readonly database: string; readonly redis: string };
  judge(exercise: string, files: readonly SubmissionFile[]): Promise<void>;
  stop(): Promise<void>;
}

interface PlatformOptions {
  /** Folder of exercises. */
  readonly exercises: string;
  readonly slots: number;
  readonly warmPods: number;
}

export async function openPlatformLane(
  docker: Docker,
  steps: Steps,
  options: PlatformOptions,
): Promise<PlatformLane> {
  const [database, redis] = await Promise.all([
    startManagedService(docker, 'postgres', 'test'),
    startManagedService(docker, 'redis', 'test'),
  ]);
  const dataSource = await openDatabase({ url: database });
  await migrate(dataSource);
  await dataSource.destroy();
  const port = await findFreePort();
  const programs = new KeptPrograms(listPrograms({ database, redis, port }, options), steps);
  await programs.start();
  await waitUntilReady(port, 60_000, () => programs.allRunning);
  const learners = Array.from({ length: LEARNERS }, () => new ApiLearner(`http://127.0.0.1:${port}/api/v1`));
  for (const learner of learners) await learner.register();
  let turn = 0;
  return {
    services: { database, redis },
    judge: (exercise, files) => learners[turn++ % LEARNERS]!.judge(exercise, files),
    stop: async () => {
      await programs.stop();
      await stopManagedServices(docker, 'test');
    },
  };
}

function listPrograms(
  { database, redis, port }: { readonly database: string; readonly redis: string; readonly port: number },
  { exercises, slots, warmPods }: PlatformOptions,
) {
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    PORT: String(port),
    DATABASE_URL: database,
    REDIS_URL: redis,
    TOUCHSTONE_SECRET: randomBytes(32).toString('hex'),
    TOUCHSTONE_SUBMISSIONS_PER_MINUTE: '10000',
    TOUCHSTONE_CONCURRENT_PER_USER: '1000',
    TOUCHSTONE_EXERCISES_DIR: exercises,
    TOUCHSTONE_WORKER_CONCURRENCY: String(slots),
    TOUCHSTONE_WARM_PODS: String(warmPods),
  };
  return (['api', 'worker'] as const).map((name) => ({
    name: `bench-${name}`,
    command: [process.execPath, `${cloneFolder}dist/apps/${name}/src/main.js`] as const,
    env,
  }));
}

class ApiLearner {
  private token = '';

  constructor(private readonly url: string) {}

  async register(): Promise<void> {
    const email = `bench-${randomBytes(6).toString('hex')}@example.org`;
    const body = { email, password: randomBytes(12).toString('hex'), displayName: 'Benchmark' };
    this.token = TokenPair.parse(await (await this.send('/auth/register', body)).json()).accessToken;
  }

  async judge(exercise: string, files: readonly SubmissionFile[]): Promise<void> {
    const submitted = await this.send(`/exercises/${exercise}/submissions`, { runtime: 'node', files });
    const { id } = SubmissionSummary.parse(await submitted.json());
    const verdict = await this.awaitVerdict(id);
    if (verdict.outcome !== 'accepted') throw new Error(`${exercise} was judged ${verdict.outcome}`);
  }

  private async awaitVerdict(id: string): Promise<Extract<LiveEvent, { type: 'judged' }>> {
    const response = await this.send(`/submissions/${id}/events`);
    const events: LiveEvent[] = [];
    const parser = createParser({ onEvent: ({ data }) => events.push(LiveEvent.parse(JSON.parse(data))) });
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      parser.feed(decoder.decode(chunk, { stream: true }));
      const last = events.at(-1);
      if (last?.type === 'judged') return last;
    }
    throw new Error(`the events of ${id} ended without a verdict`);
  }

  private async send(path: string, body?: object): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response;
  }
}
