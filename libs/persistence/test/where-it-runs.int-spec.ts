import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RuntimeName, ServiceName } from '#contracts';
import { anExercise } from '#testing';
import { ExerciseRepository } from '../exercises/exercise.repository.js';
import { WorkerRepository, type WorkerNews } from '../operations/worker.repository.js';
import { aVersion, JudgingWorld } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';
import { RejudgeWorld } from './rejudge-world.js';

const ALWAYS = ['pause', 'grader'];

let database: OpenTestDatabase;
let world: JudgingWorld;
let workers: WorkerRepository;
beforeAll(async () => {
  database = await openTestDatabase();
  world = await JudgingWorld.create(database.dataSource);
  workers = new WorkerRepository(database.dataSource);
});
afterAll(async () => database[Symbol.asyncDispose]());
beforeEach(() => database.dataSource.query('DELETE FROM workers'));

function announce(id: string, images: readonly string[], news: Partial<WorkerNews> = {}): Promise<void> {
  return workers.announce({
    ...{ id, host: id, slots: 2, running: 0, runningAside: 0, gateOpen: true, trouble: null, mode: 'normal' },
    ...{ engine: null, swept: 0, orphansRemoved: 0 },
    images: images.map((name) => ({ name, id: `sha256:${name}` })),
    ...news,
  });
}

async function submitWith(runtime: RuntimeName, services: readonly ServiceName[] = []) {
  const version = aVersion(String(services.length));
  const { manifest, ...exercise } = anExercise();
  await new ExerciseRepository(database.dataSource).publish({
    ...exercise,
    version,
    manifest: { ...manifest, services: [...services] },
  });
  return world.submit(await world.aUser(), { runtime, exerciseVersion: version });
}

const claimAs = (workerId: string) => (id: Awaited<ReturnType<typeof submitWith>>['id']) =>
  world.claim(id, { workerId });
const isLeftBy = (workerId: string, { id }: Awaited<ReturnType<typeof submitWith>>) =>
  world.submissions.isLeftToOthers({ id, workerId });

describe('a submission', () => {
  it('is left to a worker that has its runtime', async () => {
    await announce('without', [...ALWAYS, 'python']);
    await announce('with', [...ALWAYS, 'python', 'node']);
    const submission = await submitWith('node');

    expect(await claimAs('without')(submission.id)).toBeNull();
    expect(await isLeftBy('without', submission)).toBe(true);
    expect(await claimAs('with')(submission.id)).toMatchObject({ attempt: 1 });
    expect(await isLeftBy('without', submission)).toBe(false);
  });

  it('is left to a worker that has all of its services', async () => {
    await announce('half', [...ALWAYS, 'node', 'redis']);
    await announce('whole', [...ALWAYS, 'node', 'redis', 'postgres']);
    const submission = await submitWith('node', ['redis', 'postgres']);

    expect(await claimAs('half')(submission.id)).toBeNull();
    expect(await claimAs('whole')(submission.id)).not.toBeNull();
  });

  it('is taken by any worker that has what it needs, whatever else others have', async () => {
    await announce('small', [...ALWAYS, 'node']);
    await announce('large', [...ALWAYS, 'node', 'python', 'postgres']);
    const submission = await submitWith('node');

    expect(await isLeftBy('small', submission)).toBe(false);
    expect(await claimAs('small')(submission.id)).not.toBeNull();
  });

  it('of files or SQL needs no image of a runtime', async () => {
    await announce('bare', ALWAYS);
    await announce('large', [...ALWAYS, 'node']);
    const submission = await submitWith('files');

    expect(await claimAs('bare')(submission.id)).not.toBeNull();
  });

  it.each<[string, Partial<WorkerNews>]>([
    ['is refused by its own gate', { gateOpen: false }],
    ['drains', { mode: 'draining' }],
  ])('is not kept for a worker that %s: who asks says what is missing', async (_, news) => {
    await announce('without', ALWAYS);
    await announce('with', [...ALWAYS, 'node'], news);
    const submission = await submitWith('node');

    expect(await claimAs('without')(submission.id)).not.toBeNull();
  });

  it('is not kept for a worker that is lost', async () => {
    await announce('without', ALWAYS);
    await announce('with', [...ALWAYS, 'node']);
    const submission = await submitWith('node');
    await database.dataSource.query(
      `UPDATE workers SET seen_at = now() - interval '21 seconds' WHERE id = 'with'`,
    );

    expect(await claimAs('without')(submission.id)).not.toBeNull();
  });

  it('is taken where nobody has what it needs, and by a worker that has not announced itself yet', async () => {
    await announce('one', ALWAYS);
    await announce('other', [...ALWAYS, 'python']);
    const [first, second] = [await submitWith('node'), await submitWith('node')];

    expect(await claimAs('one')(first.id)).not.toBeNull();
    expect(await claimAs('new')(second.id)).not.toBeNull();
  });
});

describe('an item of a batch', () => {
  it('is left to a worker that has its runtime, as a submission is', async () => {
    await announce('with', [...ALWAYS, 'node']);
    const batches = await RejudgeWorld.create(database.dataSource);
    await batches.judged(await world.aUser(), 'accepted', 100);
    await batches.start();
    await announce('worker-1', ALWAYS);

    const left = await batches.claimNext();
    await announce('worker-1', [...ALWAYS, 'node']);

    expect(left).toBeNull();
    expect(await batches.claimNext()).not.toBeNull();
  });
});
