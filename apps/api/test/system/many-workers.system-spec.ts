import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome, SubmissionFile } from '#contracts';
import { EngineProxy } from './engine-proxy.js';
import { Learner, readFiles, type SeenEvent } from './learner.js';
import { NetworkNamespace } from './network-namespace.js';
import { listPods, Platform, waitUntil, type PlatformProcess } from './platform.js';

const PROBE = join(import.meta.dirname, 'exercises/probe');
const solution = (path: string) => readFiles(join(PROBE, 'solutions', path));
const LEARNERS = 3;

/** A host, as far as its worker can tell: a network, a folder, and an engine with what images it has. */
interface Host {
  readonly network: NetworkNamespace;
  readonly engine: EngineProxy;
}

interface WorkerHost extends Host {
  readonly worker: PlatformProcess;
  /** As the worker calls itself in claims and on its containers. */
  readonly id: string;
}

interface Sent {
  readonly id: string;
  readonly needs: Needs;
  readonly expected: Outcome;
}
type Needs = 'node' | 'python' | 'postgres';

const exercises = mkdtempSync(join(tmpdir(), 'many-workers-'));
const machines: Host[] = [];
const hosts: WorkerHost[] = [];
let platform: Platform;

beforeAll(async () => {
  addExercise('probe', (manifest) => manifest);
  addExercise('probe-with-postgres', (manifest) =>
    manifest
      .replace(/^id: .*$/m, 'id: 5b1b6c52-6a5c-4d7e-9c58-4b9f3c1f7a10')
      .replace(/^(runtimes: .*)$/m, '$1\nservices: [postgres]'),
  );
  platform = await Platform.start({
    exercisesDir: exercises,
    workers: 0,
    env: { TOUCHSTONE_LEASE_MS: '5000', TOUCHSTONE_WORKER_CONCURRENCY: '1', TOUCHSTONE_WARM_PODS: '1' },
  });
}, 90_000);
afterAll(async () => {
  await platform.stop();
  for (const { network, engine } of machines) {
    await network.remove();
    await engine.cut();
  }
  rmSync(exercises, { recursive: true, force: true });
}, 60_000);

/** Probe, with so much time that a machine which makes pods for three workers does not make a program look slow. */
function addExercise(slug: string, change: (manifest: string) => string): void {
  cpSync(PROBE, join(exercises, slug), { recursive: true });
  const file = join(exercises, slug, 'exercise.yaml');
  const manifest = readFileSync(file, 'utf8')
    .replace(/startTimeoutMs: \d+/, 'startTimeoutMs: 30000')
    .replace(/testTimeoutMs: \d+/, 'testTimeoutMs: 5000')
    .replace(/wallTimeoutMs: \d+/, 'wallTimeoutMs: 120000');
  writeFileSync(file, change(manifest));
}

async function addHost(lacks: readonly string[]): Promise<WorkerHost> {
  const network = new NetworkNamespace();
  const engine = new EngineProxy({ hides: lacks });
  machines.push({ network, engine });
  await engine.mend();
  const before = await listWorkers();
  const env = {
    DATABASE_URL: await network.openTo(platform.env.DATABASE_URL!),
    REDIS_URL: await network.openTo(platform.env.REDIS_URL!),
    TOUCHSTONE_DOCKER_SOCKET: engine.path,
    // No disk is shared: what it judges, it has from the database.
    TOUCHSTONE_EXERCISES_DIR: '/nowhere',
    HOME: network.place.folder,
    TMPDIR: network.place.folder,
  };
  const worker = platform.startProcess('worker', env, network.place);
  let id: string | undefined;
  await waitUntil(
    async () => {
      id = (await listWorkers()).find((one) => !before.includes(one));
      return id !== undefined;
    },
    120_000,
    () => `the worker without ${lacks.join()} takes no work:\n${worker.log}`,
  );
  const host = { network, engine, worker, id: id! };
  hosts.push(host);
  return host;
}

/** Those that take work, by the names that their containers carry. */
async function listWorkers(): Promise<string[]> {
  const rows = await platform.query<{ id: string }>('SELECT id FROM workers WHERE gate_open');
  return rows.map(({ id }) => id);
}

const containersOf = ({ id }: WorkerHost): string[] =>
  execFileSync('docker', ['ps', '-aq', '--no-trunc', '--filter', `label=touchstone.owner=${id}`], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter(Boolean);

const isTesting = (seen: SeenEvent) => seen.event.type === 'status' && seen.event.status === 'testing';

/** What each learner sends in turn: right and wrong programs that not every worker has the images for. */
const WORK: readonly (readonly [Needs, readonly SubmissionFile[], Outcome])[] = [
  ['node', solution('node/accepted/plain'), 'accepted'],
  ['postgres', solution('python/accepted/plain'), 'accepted'],
  ['python', solution('python/rejected/syntax-error'), 'build-failed'],
  ['node', solution('node/rejected/crash-at-start'), 'start-failed'],
];

async function send(learner: Learner, [needs, files, expected]: (typeof WORK)[number]): Promise<Sent> {
  const exercise = needs === 'postgres' ? 'probe-with-postgres' : 'probe';
  const runtime = needs === 'node' ? 'node' : 'python';
  return { id: await learner.submit(exercise, runtime, files), needs, expected };
}

describe('three workers on networks of their own, with different images', () => {
  it('judge every submission once, each where it can run, also when one of them is lost in the middle', async () => {
    const whole = await addHost([]);
    await waitUntil(
      () => containersOf(whole).length > 0,
      30_000,
      () => `no pod is made ahead:\n${whole.worker.log}`,
    );
    const madeAhead = containersOf(whole);
    const noPostgres = await addHost(['postgres', 'redis', 'rabbitmq']);
    const noNode = await addHost(['node', 'nginx']);
    expect(containersOf(whole)).toEqual(expect.arrayContaining(madeAhead));

    const learners = await Promise.all(
      Array.from({ length: LEARNERS }, () => Learner.register(platform.url)),
    );
    const slow = await send(learners[0]!, ['node', solution('node/rejected/infinite-loop'), 'time-limit']);
    const sent = Promise.all(
      learners.map(async (learner) => {
        const own: Sent[] = [];
        for (const work of WORK) own.push(await send(learner, work));
        return own;
      }),
    );
    await learners[0]!.watch(slow.id, null, isTesting);
    const [lost] = hosts.filter(({ worker }) => listPods(worker.log).some((p) => p.submission === slow.id));
    lost!.network.cut();
    await lost!.worker.end('SIGKILL');
    const survivors = hosts.filter((host) => host !== lost);
    const everything = [slow, ...(await sent).flat()];
    // Somebody goes on sending while nobody knows yet that a worker is lost.
    everything.push(await send(learners[1]!, WORK[0]!), await send(learners[2]!, WORK[1]!));
    await waitUntil(
      async () => (await readVerdicts()).length === everything.length,
      150_000,
      () => platform.logs(),
    );

    const verdicts = await readVerdicts();
    expect(toPairs(verdicts)).toEqual(
      toPairs(everything.map(({ id, expected }) => ({ id, outcome: expected }))),
    );
    expect(hosts.indexOf(lost!)).toBeLessThan(2);
    const [taker] = survivors.filter(({ worker }) =>
      listPods(worker.log).some((p) => p.submission === slow.id),
    );
    expect(taker).toBeDefined();
    expect(platform.logs()).not.toContain('platform fault image-missing');
    const where = (host: WorkerHost) =>
      new Set(
        listPods(host.worker.log).map(
          ({ submission }) => everything.find(({ id }) => id === submission)!.needs,
        ),
      );
    expect([...where(noPostgres)]).not.toContain('postgres');
    expect([...where(noNode)]).not.toContain('node');
    expect(where(noNode).size).toBeGreaterThan(0);

    await waitUntil(
      () => containersOf(lost!).length === 0,
      70_000,
      () => `containers of the lost worker are left: ${containersOf(lost!).join()}`,
    );
    await waitUntil(
      () => survivors.every((survivor) => containersOf(survivor).length > 0),
      30_000,
      () => `survivors have no pod made ahead:\n${platform.logs()}`,
    );
    for (const { worker } of survivors) await worker.end();
    expect(hosts.flatMap(containersOf)).toEqual([]);
  }, 600_000);
});

const readVerdicts = () =>
  platform.query<{ id: string; outcome: Outcome }>('SELECT submission_id AS id, outcome FROM verdicts');

const toPairs = (verdicts: readonly { id: string; outcome: Outcome }[]) =>
  verdicts.map(({ id, outcome }) => `${id} ${outcome}`).toSorted();
