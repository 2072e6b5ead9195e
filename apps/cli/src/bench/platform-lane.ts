import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { invariant, type Outcome, type SubmissionFile, type SubmissionId } from '#contracts';
import { migrate, openDatabase } from '#persistence';
import { findFreePort } from '../up/free-port.js';
import { KeptPrograms } from '../up/keep-programs.js';
import { startManagedService, stopManagedServices } from '../up/managed-services.js';
import { serverProgram } from '../up/server-program.js';
import type { Steps } from '../up/steps.js';
import { StopSignal } from '../up/stop-signal.js';
import { waitUntilReady } from '../up/wait-until-ready.js';
import { ApiLearner } from './api-learner.js';

/** Most that are sent at a time, each by somebody else: what one sends before the last is judged counts as sent later. */
const SENDERS_PER_SLOT = 8;
/** With ten streams each, 2,000 together. */
const LEARNERS_WHO_SEND = 200;
const PATIENCE_MS = 60_000;
const LOOK_MS = 50;

interface Services {
  /** `postgres://…` */
  readonly database: string;
  /** `redis://…` */
  readonly redis: string;
}

/** From the start of API and worker, in ms. */
export interface StartFigures {
  readonly apiMs: number;
  /** Until a pod was made ahead; NaN where none are. */
  readonly podMs: number;
}

/** A platform of its own with learners each of whom waits for a verdict before the next submission. */
export interface PlatformLane {
  readonly services: Services;
  /** Of the API. */
  readonly port: number;
  readonly start: StartFigures;
  /** Of API and worker. */
  readonly pids: readonly number[];
  judge(exercise: string, files: readonly SubmissionFile[]): Promise<void>;
  /** Settles when it has arrived, whatever it is. */
  verdict(exercise: string, files: readonly SubmissionFile[]): Promise<Outcome>;
  /** As somebody who is none of them, and does not wait for the verdict. */
  submitAsOther(exercise: string, files: readonly SubmissionFile[]): Promise<SubmissionId>;
  stop(): Promise<void>;
}

/** An API that takes submissions which nobody judges. */
export interface IntakePlatform {
  readonly services: Services;
  readonly apiPid: number;
  readonly learners: readonly ApiLearner[];
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
  { exercises, slots, warmPods }: PlatformOptions,
): Promise<PlatformLane> {
  const metricsPort = await findFreePort();
  const {
    learners: [other, ...learners],
    ...platform
  } = await startPlatform(docker, steps, {
    programs: ['api', 'worker'],
    learners: 1 + SENDERS_PER_SLOT * slots,
    env: {
      TOUCHSTONE_EXERCISES_DIR: exercises,
      TOUCHSTONE_WORKER_CONCURRENCY: String(slots),
      TOUCHSTONE_WARM_PODS: String(warmPods),
      TOUCHSTONE_WORKER_METRICS_PORT: String(metricsPort),
    },
    ...(warmPods > 0 ? { podsAt: metricsPort } : {}),
  });
  const judgedBySomebody = async <T>(judge: (one: ApiLearner) => Promise<T>): Promise<T> => {
    const one = learners.shift();
    invariant(one, `at most ${SENDERS_PER_SLOT * slots} submissions are judged at a time`);
    return judge(one).finally(() => learners.push(one));
  };
  return {
    ...platform,
    pids: platform.programs.pids,
    judge: (exercise, files) => judgedBySomebody((one) => one.judge(exercise, files)),
    verdict: (exercise, files) => judgedBySomebody((one) => one.verdict(exercise, files)),
    submitAsOther: (exercise, files) => other!.submit(exercise, files),
  };
}

/** @param exercises folder of them */
export async function openIntakePlatform(
  docker: Docker,
  steps: Steps,
  exercises: string,
): Promise<IntakePlatform> {
  const { services, programs, learners, stop } = await startPlatform(docker, steps, {
    programs: ['api'],
    learners: LEARNERS_WHO_SEND,
    env: { TOUCHSTONE_EXERCISES_DIR: exercises, TOUCHSTONE_MOST_WAITING: '1000000' },
  });
  const [apiPid] = programs.pids;
  invariant(apiPid !== undefined, 'the API that has just answered runs');
  return { services, apiPid, learners, stop };
}

interface Parts {
  readonly programs: readonly ('api' | 'worker')[];
  readonly learners: number;
  readonly env: Readonly<Record<string, string>>;
  /** The port of the worker's metrics, when its first pod is to be waited for. */
  readonly podsAt?: number;
}

async function startPlatform(docker: Docker, steps: Steps, parts: Parts) {
  const [database, redis] = await Promise.all([
    startManagedService(docker, 'postgres', 'test'),
    startManagedService(docker, 'redis', 'test'),
  ]);
  const dataSource = await openDatabase({ url: database });
  await migrate(dataSource);
  await dataSource.destroy();
  const port = await findFreePort();
  const programs = new KeptPrograms(listPrograms({ database, redis, port }, parts), steps);
  const signal = new StopSignal(() => process.exit(130));
  const end = async () => {
    signal.forget();
    await programs.stop();
    await stopManagedServices(docker, 'test');
  };
  let ending: Promise<void> | undefined;
  // Whoever measures sees the API go, and asks for it as well.
  const stop = () => (ending ??= end());
  void signal.asked.then(() => stop().finally(() => process.exit(130)));
  try {
    const start = await startAndTime(programs, port, parts.podsAt);
    const learners = Array.from(
      { length: parts.learners },
      (_, index) => new ApiLearner(`http://127.0.0.1:${port}/api/v1`, `10.0.${index >> 8}.${index & 255}`),
    );
    for (const learner of learners) await learner.register();
    return { services: { database, redis }, port, programs, start, learners, stop };
  } catch (error) {
    // A worker that is left behind would judge what the next benchmark sends.
    await stop();
    throw error;
  }
}

/** @returns how long it took, from the start of both */
async function startAndTime(programs: KeptPrograms, port: number, podsAt?: number): Promise<StartFigures> {
  const startedAt = performance.now();
  const now = (): number => performance.now() - startedAt;
  await programs.start();
  const isAlive = (): boolean => programs.allRunning;
  const [apiMs, podMs] = await Promise.all([
    waitUntilReady(port, PATIENCE_MS, isAlive).then(now),
    podsAt === undefined ? Number.NaN : waitForPod(podsAt, isAlive).then(now),
  ]);
  return { apiMs, podMs };
}

/** @throws Error when there is none within the deadline, or a program ended */
async function waitForPod(metricsPort: number, isAlive: () => boolean): Promise<void> {
  for (const giveUpAt = performance.now() + PATIENCE_MS; performance.now() < giveUpAt && isAlive();) {
    const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`).catch(() => null);
    if (/^touchstone_warm_pods [1-9]/m.test((await answer?.text()) ?? '')) return;
    await delay(LOOK_MS);
  }
  throw new Error('the worker made no pod ahead');
}

function listPrograms(
  { database, redis, port }: Services & { readonly port: number },
  { programs, env }: Pick<Parts, 'programs' | 'env'>,
) {
  const everybody = {
    ...process.env,
    NODE_ENV: 'production',
    PORT: String(port),
    DATABASE_URL: database,
    REDIS_URL: redis,
    TOUCHSTONE_SECRET: randomBytes(32).toString('hex'),
    TOUCHSTONE_SUBMISSIONS_PER_MINUTE: '10000',
    TOUCHSTONE_CONCURRENT_PER_USER: '1000',
    // Registrations are limited by where they come from.
    TOUCHSTONE_TRUST_PROXY: '127.0.0.1',
  };
  return programs.map((name) => ({
    name: `bench-${name}`,
    command: serverProgram(name),
    env: { ...everybody, ...env },
  }));
}
