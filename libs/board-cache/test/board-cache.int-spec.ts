import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { UserId } from '#contracts';
import { rankStandings, type Standing } from '#scoring';
import { testRedisUrl } from '#testing';
import { BoardCache, CountedBoard, type BoardPage, type BoardState, type BoardUpdate } from '../index.js';

const prefix = `board-test-${randomUUID()}`;
const T0 = Math.floor(Date.UTC(2026, 0, 1) / 1000);
let cache: BoardCache;
let redis: Redis;
let board: string;

beforeAll(() => {
  cache = new BoardCache({ url: testRedisUrl(), prefix });
  redis = new Redis(testRedisUrl());
});
beforeEach(() => {
  board = randomUUID();
});
afterAll(async () => {
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
  cache.close();
});

const aStanding = (points: number, second = 0): Standing => ({
  userId: UserId.parse(randomUUID()),
  points,
  reachedAtSeconds: T0 + second,
});

async function* inBatches(...batches: Standing[][]): AsyncGenerator<Standing[]> {
  yield* batches;
}

async function built(...standings: Standing[]): Promise<BoardState> {
  expect(await cache.build(board, new Date(), inBatches(standings))).toBe(true);
  return (await cache.find(board))!;
}

const anUpdate = (overrides: Partial<BoardUpdate>): BoardUpdate => ({
  standings: [],
  gone: [],
  seen: [],
  forgetBefore: new Date(0),
  asOf: new Date(),
  renamed: false,
  ...overrides,
});

async function readAll(state: BoardState, limit: number): Promise<BoardPage['rows']> {
  const rows: BoardPage['rows'][number][] = [];
  let from: BoardPage['next'] = null;
  do {
    const page: BoardPage = await cache.readPage(board, state, { from, limit });
    rows.push(...page.rows);
    from = page.next;
  } while (from !== null);
  return rows;
}

/** The whole board from Redis; what memory gives at each of its positions has to be the same. */
async function readBoth(state: BoardState, standings: readonly Standing[], limit: number) {
  const counted = new CountedBoard(standings);
  const rows: BoardPage['rows'][number][] = [];
  let from: BoardPage['next'] = null;
  do {
    const page: BoardPage = await cache.readPage(board, state, { from, limit });
    expect(counted.readPage({ from, limit })).toEqual(page);
    rows.push(...page.rows);
    from = page.next;
  } while (from !== null);
  for (const own of rows)
    expect(counted.readAround(own.userId, 2)).toEqual(await cache.readAround(board, state, own.userId, 2));
  return rows;
}

describe('a cached board', () => {
  it('is not there before it is built', async () => {
    expect(await cache.find(board)).toBeNull();
  });

  it('gives the ranks of the pure function, page by page and around everybody', async () => {
    const standings = fc.array(
      fc.record({
        userId: fc.uuid({ version: 4 }).map((id) => UserId.parse(id)),
        points: fc.integer({ min: 1, max: 3 }),
        reachedAtSeconds: fc.integer({ min: T0, max: T0 + 2 }),
      }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(standings, fc.integer({ min: 1, max: 7 }), async (list, limit) => {
        board = randomUUID();
        const expected = rankStandings(list);

        const state = await built(...list);

        expect(await readAll(state, limit)).toEqual(expected);
        expect(await readBoth(state, list, limit)).toEqual(expected);
        for (const [index, own] of expected.entries()) {
          expect(await cache.readAround(board, state, own.userId, 2)).toEqual({
            own,
            rows: expected.slice(Math.max(0, index - 2), index + 3),
          });
        }
      }),
      { numRuns: 25 },
    );
  });

  it('tells nothing around somebody who is not on it', async () => {
    const state = await built(aStanding(10));

    expect(await cache.readAround(board, state, aStanding(1).userId, 5)).toBeNull();
  });

  it('moves, adds and removes people, and says that it changed', async () => {
    const [first, second, third] = [aStanding(30), aStanding(20), aStanding(10)];
    const state = await built(first, second);

    const after = await cache.apply(
      board,
      state,
      anUpdate({ standings: [{ ...second, points: 40 }, third], gone: [first.userId] }),
    );

    expect(after).toMatchObject({ generation: state.generation, revision: state.revision + 1 });
    expect((await readAll(after!, 10)).map(({ userId, rank }) => [userId, rank])).toEqual([
      [second.userId, 1],
      [third.userId, 2],
    ]);
  });

  it('keeps its revision when nothing has moved, and not when somebody is called otherwise', async () => {
    const own = aStanding(30);
    const state = await built(own);

    const same = await cache.apply(board, state, anUpdate({ standings: [own] }));
    const renamed = await cache.apply(board, same!, anUpdate({ renamed: true }));

    expect(same?.revision).toBe(state.revision);
    expect(renamed?.revision).toBe(state.revision + 1);
  });

  it('refuses what was counted from a state that is no more', async () => {
    const own = aStanding(30);
    const state = await built(own);
    await cache.apply(board, state, anUpdate({ standings: [{ ...own, points: 50 }] }));

    const stale = await cache.apply(board, state, anUpdate({ standings: [{ ...own, points: 40 }] }));

    expect(stale).toBeNull();
    expect((await readAll((await cache.find(board))!, 10))[0]).toMatchObject({ points: 50 });
  });

  it('remembers which changes it has taken in, until it may forget them', async () => {
    const state = await built();
    const at = new Date(5_000);
    const after = await cache.apply(
      board,
      state,
      anUpdate({
        seen: [
          { key: 'a', at },
          { key: 'b', at },
        ],
      }),
    );

    expect(await cache.listUnseen(board, ['a', 'b', 'c'])).toEqual(new Set(['c']));
    await cache.apply(board, after!, anUpdate({ forgetBefore: new Date(6_000) }));
    expect(await cache.listUnseen(board, ['a'])).toEqual(new Set(['a']));
  });

  it('is replaced as a whole when it is built again, and leaves nothing behind', async () => {
    const before = await built(aStanding(10), aStanding(20));

    const state = await built(aStanding(30));

    expect(state.generation).not.toBe(before.generation);
    expect((await readAll(state, 10)).map(({ points }) => points)).toEqual([30]);
    expect(await redis.keys(`${prefix}:board:{${board}}:rows:*`)).toHaveLength(1);
  });

  it('is built by one at a time', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const slow = cache.build(
      board,
      new Date(),
      (async function* () {
        await held;
        yield [aStanding(1)];
      })(),
    );
    await redis.get('nothing');

    const second = await cache.build(board, new Date(), inBatches([aStanding(2)]));
    letGo();

    expect(second).toBe(false);
    expect(await slow).toBe(true);
  });

  it('leaves nothing when building fails, and can be built at once', async () => {
    const broken = cache.build(
      board,
      new Date(),
      (async function* () {
        yield [aStanding(1)];
        throw new Error('the source broke');
      })(),
    );

    await expect(broken).rejects.toThrow('the source broke');
    expect(await redis.keys(`${prefix}:board:{${board}}:*`)).toEqual([]);
    await built(aStanding(2));
  });

  it('is none when Redis has lost its rows', async () => {
    const { generation } = await built(aStanding(10));

    await redis.del(`${prefix}:board:{${board}}:rows:${generation}`);

    expect(await cache.find(board)).toBeNull();
  });

  it('is forgotten by itself', async () => {
    const state = await built(aStanding(10));

    for (const key of await redis.keys(`${prefix}:board:{${board}}:*`)) {
      const ttl = await redis.pttl(key);
      expect(ttl).toBeGreaterThan(0);
    }
    expect(state.revision).toBe(1);
  });
});
