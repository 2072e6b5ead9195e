import { takeTypesOut } from '#sandbox';
import { startBenchDatabase, type BenchDatabase } from './bench-database.js';
import type { Row } from './judge-goals.js';
import { measureInTurns, measureLoad, untilIdle, type Lane, type Measured } from './measure.js';
import { makeJestProject } from './jest-project.js';
import type { PlainJob } from './plain-judge.js';
import { preparePlainJudge, type PreparedJudge } from './plain-lane.js';
import type { PlatformLane } from './platform-lane.js';
import type { Workload } from './workloads.js';

/** Where plain judges run. */
export interface PlainPlaces {
  /** The image's files in a folder of the host. */
  readonly native: string;
  readonly image: string;
}

/** A port of the host for the database of the native lane. */
const NATIVE_DATABASE_PORT = 15_432;
const POD_DATABASE_PORT = 5_432;
const LOAD_PER_SLOT = 6;

/** Everything that is measured beside a platform with pods made ahead. */
export async function measureWarm(
  workload: Workload,
  {
    platform,
    places,
    slots,
    cores,
  }: { platform: PlatformLane; places: PlainPlaces; slots: number; cores: number },
  tell: (detail: string) => void,
): Promise<Omit<Row, 'cold'>> {
  const { slug } = workload.exercise;
  const judge = ours(workload, platform);
  const naiveLane = naively(workload, places);
  tell('one at a time, in turns');
  const { native, jest, naive, warm } = await measureInTurns(workload.rounds, {
    native: natively(workload, places),
    jest: throughJest(workload, places),
    naive: naiveLane,
    warm: judge,
  });
  const times = LOAD_PER_SLOT * slots;
  tell(`fresh containers, ${slots} at a time`);
  await untilIdle();
  const naiveLoad = await measureLoad({ times, atOnce: slots, cores }, naiveLane);
  tell(`Touchstone, ${2 * slots} at a time`);
  await untilIdle();
  const load2 = await measureLoad({ times, atOnce: 2 * slots, cores }, judge);
  tell(`Touchstone, ${8 * slots} at a time`);
  await untilIdle();
  const load8 = await measureLoad({ times: 16 * slots, atOnce: 8 * slots, cores }, judge);
  const { label, goals } = workload;
  return { slug, label, goals, native, jest, naive, warm, naiveLoad, load2, load8 };
}

/** One at a time beside a platform that makes no pods ahead. */
export async function measureCold(workload: Workload, platform: PlatformLane): Promise<Measured> {
  const rounds = Math.ceil(workload.rounds / 2);
  return (await measureInTurns(rounds, { cold: ours(workload, platform) })).cold;
}

function ours({ exercise, solution }: Workload, platform: PlatformLane): Lane {
  return () => Promise.resolve({ run: () => platform.judge(exercise.slug, solution.files) });
}

function natively(workload: Workload, { native }: PlainPlaces): Lane {
  return async () => {
    const database = await openDatabase(workload, 'host', NATIVE_DATABASE_PORT);
    const plain = await preparePlainJudge(nativeCommand(workload, native));
    return {
      run: () => plain.judge(toJob(workload, database)),
      close: () => clear(plain, database),
    };
  };
}

function throughJest(workload: Workload, { native }: PlainPlaces): Lane {
  return async () => {
    const database = await openDatabase(workload, 'host', NATIVE_DATABASE_PORT);
    const project = await makeJestProject(nativeCommand(workload, native), toJob(workload, database));
    return {
      run: () => project.run(),
      close: async () => {
        await Promise.all([project.remove(), database?.remove()]);
      },
    };
  };
}

function nativeCommand({ exercise }: Workload, folder: string): [string, ...string[]] {
  const judge = ['--no-warnings', '/opt/touchstone/plain-judge.js'];
  return ['chroot', folder, 'node', ...judge, ...exercise.manifest.services];
}

function naively(workload: Workload, { image }: PlainPlaces): Lane {
  return () => {
    let clearAway = (): Promise<void> => Promise.resolve();
    const run = async (): Promise<void> => {
      const database = await openDatabase(workload, 'none', POD_DATABASE_PORT);
      const network = database ? `container:${database.container}` : 'none';
      const flags = ['--rm', '-i', '--network', network, '--label', 'touchstone.managed=true'];
      const plain = await preparePlainJudge([
        'docker',
        'run',
        ...flags,
        image,
        ...workload.exercise.manifest.services,
      ]);
      clearAway = () => clear(plain, database);
      await plain.judge(toJob(workload, database));
    };
    return Promise.resolve({ run, close: () => clearAway() });
  };
}

async function clear(plain: PreparedJudge, database: BenchDatabase | null): Promise<void> {
  await Promise.all([plain.ended(), database?.remove()]);
}

async function openDatabase(
  { exercise }: Workload,
  network: 'host' | 'none',
  port: number,
): Promise<BenchDatabase | null> {
  return exercise.manifest.services.includes('postgres') ? startBenchDatabase(network, port) : null;
}

function toJob({ exercise, solution }: Workload, database: BenchDatabase | null): PlainJob {
  return {
    kind: exercise.manifest.kind,
    suite: takeTypesOut(exercise.hiddenSuite),
    files: solution.files,
    seed: '0123456789abcdef',
    testTimeoutMs: exercise.manifest.limits.testTimeoutMs,
    services: database ? [database.access] : [],
  };
}
