import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { CohortDetail, Leaderboard } from '#contracts';
import { openTcpGate, testRedisUrl, type TcpGate } from '#testing';
import { BoardWatchService } from '../src/boards/board-watch.service.js';
import { CountedBoards } from '../src/boards/counted-boards.service.js';
import { OpenBoards } from '../src/boards/open-boards.service.js';
import { aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, PASSWORD, type Account } from './api-world.js';
import { CohortWorld } from './cohort-world.js';
import { eventually } from './eventually.js';

let gate: TcpGate;
let world: ApiWorld;
let cohorts: CohortWorld;
let teacher: Account;
let cohort: CohortDetail;
const lines: string[] = [];
beforeAll(async () => {
  gate = await openTcpGate(testRedisUrl());
  const note = (message: unknown) => void lines.push(String(message));
  world = await ApiWorld.start({
    env: { REDIS_URL: gate.url },
    logger: { log: note, warn: note, error: note },
  });
  await world.publish();
  cohorts = new CohortWorld(world);
  world.app.get(BoardWatchService).recheckMs = 200;
  world.app.get(OpenBoards).lookAgainMs = 200;
  world.app.get(CountedBoards).keptMs = 500;
});
beforeEach(async () => {
  teacher = await world.account('instructor');
  cohort = await cohorts.create(teacher);
  await readCached();
});
afterEach(() => gate.open());
afterAll(async () => {
  await world.close();
  await gate.close();
});

const ask = (account: Account, query = '') => cohorts.ask('get', cohort.id, `/leaderboard${query}`, account);
const read = async (account: Account, query = ''): Promise<Leaderboard> =>
  (await ask(account, query).expect(200)).body;

/** Five learners with 20, 40, 60, 80 and 100 points. */
async function fiveLearners(): Promise<Account[]> {
  const learners = await cohorts.learners(cohort, 5);
  for (const [index, learner] of learners.entries()) {
    const points = 20 * (index + 1);
    await world.judge(
      await world.submit(learner),
      points === 100 ? aVerdict() : aPartialVerdict({ score: points }),
    );
  }
  return learners;
}

/** The board, once it is read in Redis. */
const readCached = (): Promise<Leaderboard> =>
  eventually(async () => {
    const board = await read(teacher);
    expect(board.revision).not.toMatch(/^rows/);
    return board;
  }, 20_000);

async function countUncached(): Promise<number> {
  const { text } = await world.http.get('/metrics').expect(200);
  return Number(/^touchstone_uncached_boards_total (\d+)$/m.exec(text)?.[1]);
}

const goAway = { shut: () => gate.shut(), freeze: () => Promise.resolve(gate.freeze()) };

describe('while Redis is away', () => {
  it.each(['shut', 'freeze'] as const)(
    'boards are counted from Postgres, as they were, within seconds (%s)',
    async (how) => {
      const [first] = await fiveLearners();
      const before = await read(first!);
      const counted = await countUncached();
      await goAway[how]();

      const startedAt = performance.now();
      const away = await read(first!);
      const tookMs = performance.now() - startedAt;

      expect({ ...away, revision: '' }).toEqual({ ...before, revision: '' });
      expect(away.items.map(({ points }) => points)).toEqual([100, 80, 60, 40, 20]);
      expect(away.neighbours.find(({ you }) => you)).toMatchObject({ rank: 5, points: 20 });
      expect(tookMs).toBeLessThan(10_000);
      expect(await countUncached()).toBeGreaterThan(counted);
      expect(lines).toContainEqual(expect.stringContaining('is counted from Postgres'));
    },
  );

  it('a page of a board goes on where the page before it ended, though Redis went away between', async () => {
    await fiveLearners();
    const top = await read(teacher, '?limit=2');
    await gate.shut();

    const middle = await read(teacher, `?limit=2&cursor=${top.nextCursor}`);
    await gate.open();
    const last = await read(teacher, `?limit=2&cursor=${middle.nextCursor}`);

    const points = [top, middle, last].map(({ items }) => items.map((item) => item.points));
    expect(points).toEqual([[100, 80], [60, 40], [20]]);
    expect(last.nextCursor).toBeNull();
  });

  it('who hides is on no board at once, and a new verdict is on it soon', async () => {
    const learners = await fiveLearners();
    await gate.shut();
    await read(teacher);

    await world.app
      .get(DataSource)
      .query(`UPDATE users SET board_visibility = 'hidden' WHERE id = $1`, [learners[4]!.id]);
    const hidden = await read(teacher);
    await world.judge(await world.submit(learners[0]!), aVerdict());

    expect(hidden.items.map(({ points }) => points)).toEqual([80, 60, 40, 20]);
    await eventually(async () => {
      expect((await read(teacher)).items.map(({ rank, points }) => [rank, points])).toEqual([
        [1, 100],
        [2, 80],
        [3, 60],
        [4, 40],
      ]);
    }, 15_000);
  }, 30_000);

  it('open pages are told of a verdict all the same', async () => {
    const [first] = await fiveLearners();
    await gate.shut();
    const stop = new AbortController();
    const response = await fetch(`${world.url}/api/v1/cohorts/${cohort.id}/leaderboard/events`, {
      headers: { authorization: teacher.bearer },
      signal: AbortSignal.any([stop.signal, AbortSignal.timeout(25_000)]),
    });

    const revisions: string[] = [];
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      for (const [, revision] of chunk.matchAll(/"revision":"([^"]+)"/g)) revisions.push(revision!);
      if (revisions.length === 1) await world.judge(await world.submit(first!), aVerdict());
      if (revisions.length > 1) break;
    }
    stop.abort();

    expect(new Set(revisions).size).toBe(2);
  }, 40_000);

  it('boards are kept in Redis again once it is back', async () => {
    await fiveLearners();
    await gate.shut();
    const away = await read(teacher);
    await gate.open();
    const back = await readCached();

    expect(away.revision).toMatch(/^rows/);
    expect(back.items).toEqual(away.items);
    expect(lines).toContainEqual(expect.stringContaining('boards are read in Redis again'));
  }, 30_000);

  it('guesses at a password are limited, and somebody else logs in (P03)', async () => {
    const [ada, bob] = [await world.account(), await world.account()];
    await gate.shut();
    const logIn = (email: string, password: string) =>
      world.http.post('/api/v1/auth/login').send({ email, password });

    const guesses: number[] = [];
    for (let n = 0; n < 11; n++) guesses.push((await logIn(ada.email, `guess number ${n}`)).status);
    const right = await logIn(ada.email, PASSWORD);
    const other = await logIn(bob.email, PASSWORD);

    expect(guesses).toEqual([...Array<number>(10).fill(401), 429]);
    expect(right.status).toBe(429);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(60);
    expect(other.status).toBe(200);
  });
});
