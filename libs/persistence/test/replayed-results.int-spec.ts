import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anExercise } from '#testing';
import { ExerciseRepository } from '../exercises/exercise.repository.js';
import { aVerdict, aVersion, JudgingWorld } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let world: JudgingWorld;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await JudgingWorld.create(database.dataSource);
});
afterAll(async () => database[Symbol.asyncDispose]());

const verdictsOf = (id: string) =>
  database.dataSource.query<{ attempt: number; score: number }[]>(
    'SELECT attempt, score FROM verdicts WHERE submission_id = $1 ORDER BY attempt',
    [id],
  );
const scoreOf = async (userId: Parameters<typeof world.submissions.bestScores>[0]) =>
  (await world.submissions.bestScores(userId)).get(world.exercise.manifest.id);
const full = () => aVerdict('accepted', 100);
const poor = () => aVerdict('wrong-answer', 10);

describe('a result that comes late', () => {
  it('from a worker whose lease ran out changes nothing, before and after the newer verdict (P18, P19)', async () => {
    const userId = await world.aUser();
    const { id } = await world.submit(userId);
    const late = await world.mustClaim(id);
    await world.expireLease(id);
    const { attempt } = await world.mustClaim(id, { workerId: 'worker-2' });

    const before = await world.submissions.record({ id, attempt: late.attempt, verdict: full() });
    await world.submissions.record({ id, attempt, verdict: poor() });
    const after = await world.submissions.record({ id, attempt: late.attempt, verdict: full() });

    expect([before, after]).toEqual([false, false]);
    expect(await verdictsOf(id)).toEqual([{ attempt, score: 10 }]);
    expect(await scoreOf(userId)).toBe(10);
  });

  it('of the run before a rejudge changes nothing while the new run waits, runs, and is over (P19)', async () => {
    const userId = await world.aUser();
    const { id } = await world.submit(userId);
    await world.judge(id, 'wrong-answer', 10);
    const replay = () => world.submissions.record({ id, attempt: 1, verdict: full() });

    await world.requeue(id);
    const waiting = await replay();
    const { attempt } = await world.mustClaim(id);
    const running = await replay();
    await world.submissions.record({ id, attempt, verdict: aVerdict('partial', 20) });
    const over = await replay();

    expect([waiting, running, over]).toEqual([false, false, false]);
    expect(await verdictsOf(id)).toEqual([
      { attempt: 1, score: 10 },
      { attempt: 2, score: 20 },
    ]);
    expect(await scoreOf(userId)).toBe(20);
  });

  it.each([0, -1, 2, 99, 2_147_483_647])(
    'with the attempt %i, that nobody is making, is no result (P19, P21)',
    async (attempt) => {
      const { id } = await world.submit(await world.aUser());
      await world.mustClaim(id);

      expect(await world.submissions.record({ id, attempt, verdict: full() })).toBe(false);

      expect(await verdictsOf(id)).toEqual([]);
    },
  );
});

describe('a verdict that was good once', () => {
  it('counts for no submission but the one it was reached for (P21, P22)', async () => {
    const userId = await world.aUser();
    const [passed, waiting] = [await world.submit(userId), await world.submit(userId)];
    await world.judge(passed.id, 'accepted', 100);

    const replays = await Promise.all(
      Array.from({ length: 10 }, () =>
        world.submissions.record({ id: waiting.id, attempt: 1, verdict: full() }),
      ),
    );

    expect(replays).not.toContain(true);
    expect((await world.submissions.findById(waiting.id))?.status).toBe('queued');
  });

  it('is taken once, however often it is sent at once and again (P18, P22)', async () => {
    const { id } = await world.submit(await world.aUser());
    const { attempt } = await world.mustClaim(id);
    const send = () => world.submissions.record({ id, attempt, verdict: full() });

    const sent = [...(await Promise.all(Array.from({ length: 20 }, send))), await send()];

    expect(sent.filter(Boolean)).toHaveLength(1);
    expect(await verdictsOf(id)).toHaveLength(1);
  });
});

describe('a score', () => {
  it('is the same for ten passes as for one, whatever they took (P23)', async () => {
    const userId = await world.aUser();
    for (let pass = 0; pass < 10; pass += 1) {
      const { id } = await world.submit(userId);
      const { attempt } = await world.mustClaim(id);
      const usage = { wallMs: 10 - pass, cpuMs: 0, peakMemoryBytes: 0 };
      await world.submissions.record({ id, attempt, verdict: aVerdict('accepted', 100, { usage }) });
    }

    expect(await world.submissions.bestScores(userId)).toEqual(new Map([[world.exercise.manifest.id, 100]]));
  });

  it('is derived: asked for twice, before and after a new suite, it is the same (P24)', async () => {
    const userId = await world.aUser();
    await world.judge((await world.submit(userId)).id, 'partial', 60);
    const before = [await scoreOf(userId), await scoreOf(userId)];

    await new ExerciseRepository(world.dataSource).publish(anExercise({ version: aVersion('d') }));
    const after = [await scoreOf(userId), await scoreOf(userId)];

    expect([...before, ...after]).toEqual([60, 60, 60, 60]);
    const columns = await database.dataSource.query<{ place: string }[]>(
      `SELECT table_name || '.' || column_name AS place FROM information_schema.columns
        WHERE column_name LIKE '%score%' AND table_schema = 'public'
          AND table_name NOT IN ('submissions', 'verdicts', 'rejudge_items') ORDER BY 1`,
    );
    // What was told to a learning platform, and when: nothing of ours is read from it.
    const told = ['sent_score', 'scored_at'];
    expect(columns.filter(({ place }) => !told.includes(place.split('.')[1]!))).toEqual([]);
  });

  it('names the version of the suite it was reached with (P24)', async () => {
    const userId = await world.aUser();
    const version = aVersion('e');
    await new ExerciseRepository(world.dataSource).publish(anExercise({ version }));
    const { id } = await world.submit(userId, { exerciseVersion: version });
    await world.judge(id, 'accepted', 100);

    await new ExerciseRepository(world.dataSource).publish(anExercise({ version: aVersion('f') }));
    await world.requeue(id);

    expect((await world.mustClaim(id)).exerciseVersion).toBe(version);
  });
});
