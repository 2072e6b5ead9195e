import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { EngineProxy } from './engine-proxy.js';
import { Learner, readFiles, type SeenEvent } from './learner.js';
import { Platform, waitUntil } from './platform.js';

const EXERCISES = join(import.meta.dirname, 'exercises');
const ACCEPTED = readFiles(join(EXERCISES, 'probe/solutions/node/accepted/plain'));
const SLOW = readFiles(join(EXERCISES, 'probe/solutions/node/rejected/infinite-loop'));

const engine = new EngineProxy();
let platform: Platform;
let learner: Learner;

beforeAll(async () => {
  await engine.mend();
  platform = await Platform.start({
    exercisesDir: EXERCISES,
    env: { TOUCHSTONE_DOCKER_SOCKET: engine.path, TOUCHSTONE_LEASE_MS: '5000', TOUCHSTONE_MAX_ATTEMPTS: '2' },
  });
  learner = await Learner.register(platform.url);
}, 90_000);

afterAll(async () => {
  await platform.stop();
  await engine.cut();
}, 60_000);

const isJudged = (seen: SeenEvent) => seen.event.type === 'judged';
const isTesting = (seen: SeenEvent) => seen.event.type === 'status' && seen.event.status === 'testing';
const containersOf = (id: string): string[] =>
  platform.podsOf(id).flatMap((pod) =>
    execFileSync('docker', ['ps', '-aq', '--filter', `label=touchstone.pod=${pod}`], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean),
  );

describe('our fault is never the learner’s fault', () => {
  it('judges again after the Docker engine went away in the middle and came back', async () => {
    const id = await learner.submit('probe', 'node', SLOW);
    await learner.watch(id, null, isTesting);
    await engine.cut();
    await waitUntil(
      async () => (await learner.read(id)).status === 'queued',
      20_000,
      () => platform.logs(),
    );
    await engine.mend();

    const seen = await learner.watch(id, null, isJudged);

    expect(seen.map((entry) => entry.event.type)).toContain('retrying');
    expect((await learner.read(id)).outcome).toBe('time-limit');
    await waitUntil(
      () => containersOf(id).length === 0,
      70_000,
      () => `containers of ${id} are left`,
    );
  }, 120_000);

  it('leaves submissions in the queue, uncharged, while the engine stays away, and judges them when it is back', async () => {
    await engine.cut();
    await waitUntil(
      () => platform.logs().includes('until the engine'),
      20_000,
      () => platform.logs(),
    );
    const id = await learner.submit('probe', 'node', ACCEPTED);
    const during = await learner.read(id);
    await engine.mend();

    await learner.watch(id, null, isJudged);

    expect(during).toMatchObject({ status: 'queued', attempt: 0 });
    expect(await learner.read(id)).toMatchObject({ outcome: 'accepted', score: 100, attempt: 1 });
  }, 60_000);

  it('gives a submission to another worker when its worker is killed, with one verdict and nothing left behind', async () => {
    const [, worker] = platform.processes;
    const id = await learner.submit('probe', 'node', SLOW);
    await learner.watch(id, null, isTesting);
    await worker!.end('SIGKILL');
    platform.startProcess('worker');

    await learner.watch(id, null, isJudged);

    const detail = await learner.read(id);
    expect({ outcome: detail.outcome, attempt: detail.attempt }).toEqual({
      outcome: 'time-limit',
      attempt: 2,
    });
    const rows = await platform.query('SELECT 1 FROM verdicts WHERE submission_id = $1', [id]);
    expect(rows).toHaveLength(1);
    await waitUntil(
      () => containersOf(id).length === 0,
      70_000,
      () => `containers of ${id} are left`,
    );
  }, 120_000);

  it('finishes what it is judging and takes nothing new when it is told to stop', async () => {
    const worker = platform.processes.at(-1)!;
    const id = await learner.submit('probe', 'node', ACCEPTED);
    await learner.watch(id, null, (seen) => seen.event.type === 'status');

    const exitCode = await worker.end('SIGTERM');

    expect(exitCode).toBe(0);
    expect(await learner.read(id)).toMatchObject({ outcome: 'accepted', attempt: 1 });
    const waiting = await learner.submit('probe', 'node', ACCEPTED);
    expect((await learner.read(waiting)).status).toBe('queued');
    platform.startProcess('worker');
    await learner.watch(waiting, null, isJudged);
  }, 60_000);

  it('judges a waiting submission whose job Redis forgot', async () => {
    await platform.processes.at(-1)!.end('SIGTERM');
    const id = await learner.submit('probe', 'node', ACCEPTED);
    await platform.flushRedis();
    platform.startProcess('worker');

    const seen = await learner.watch(id, null, isJudged);

    expect(seen.at(-1)?.event).toEqual({ type: 'judged', outcome: 'accepted', score: 100 });
  }, 60_000);
});
