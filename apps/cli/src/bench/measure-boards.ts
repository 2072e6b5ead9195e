import { randomUUID } from 'node:crypto';
import { BoardCache, type BoardState } from '#board-cache';
import type { UserId } from '#contracts';
import { openDatabase } from '#persistence';
import type { Standing } from '#scoring';

const LEARNERS = 1_000_000;
const BATCH = 5_000;
const CACHED_READS = 2_000;
const SQL_READS = 7;
const NEIGHBOURS = 5;
const PAGE = 20;

interface ReadTimes {
  readonly medianMs: number;
  readonly p95Ms: number;
}

export interface BoardRow {
  readonly read: string;
  readonly cached: ReadTimes;
  readonly sql: ReadTimes;
}

export interface BoardFigures {
  readonly learners: number;
  /** From nothing until the board can be read. */
  readonly fillMs: number;
  readonly rows: readonly BoardRow[];
}

interface Services {
  /** `postgres://…` */
  readonly database: string;
  /** `redis://…` */
  readonly redis: string;
}

/** One board of a million learners, read from Redis as the API does, and from a plain table by a window function. */
export async function measureBoards({ database, redis }: Services): Promise<BoardFigures> {
  const standings = drawStandings();
  const board = `bench-${randomUUID()}`;
  const cache = new BoardCache({ url: redis, prefix: 'bench' });
  const dataSource = await openDatabase({ url: database, poolSize: 1 });
  try {
    const startedAt = performance.now();
    await cache.build(board, new Date(), inBatches(standings));
    const fillMs = performance.now() - startedAt;
    const state = (await cache.find(board))!;
    await fillTable((sql, parameters) => dataSource.query(sql, parameters), standings);
    const ask = (sql: string, userId: UserId) => dataSource.query(sql, sql.includes('$1') ? [userId] : []);
    const rows: BoardRow[] = [];
    for (const { read, cached, sql } of reads(cache, board, state)) {
      rows.push({
        read,
        cached: await time(CACHED_READS, () => cached(pick(standings))),
        sql: await time(SQL_READS, () => ask(sql, pick(standings))),
      });
    }
    return { learners: LEARNERS, fillMs, rows };
  } finally {
    // An empty board takes the place of the large one.
    await cache.build(board, new Date(), inBatches([]));
    cache.close();
    await dataSource.destroy();
  }
}

const RANKED = `SELECT user_id, points, rank() OVER (ORDER BY points DESC, reached_at) AS rank,
  row_number() OVER (ORDER BY points DESC, reached_at) AS place FROM bench_standings`;

const reads = (cache: BoardCache, board: string, state: BoardState) => [
  {
    read: 'rank',
    cached: (userId: UserId): Promise<unknown> => cache.readAround(board, state, userId, 0),
    sql: `SELECT * FROM (${RANKED}) AS ranked WHERE user_id = $1`,
  },
  {
    read: 'neighbours (± 5)',
    cached: (userId: UserId): Promise<unknown> => cache.readAround(board, state, userId, NEIGHBOURS),
    sql: `WITH ranked AS (${RANKED}), own AS (SELECT place FROM ranked WHERE user_id = $1)
      SELECT ranked.* FROM ranked, own WHERE ranked.place BETWEEN own.place - ${NEIGHBOURS} AND own.place + ${NEIGHBOURS}`,
  },
  {
    read: `page of ${PAGE}, anywhere`,
    cached: (userId: UserId): Promise<unknown> => readPageFrom(cache, board, state, userId),
    sql: `WITH ranked AS (${RANKED}), own AS (SELECT place FROM ranked WHERE user_id = $1)
      SELECT ranked.* FROM ranked, own WHERE ranked.place >= own.place ORDER BY ranked.place LIMIT ${PAGE}`,
  },
];

/** From about where somebody stands: a code near theirs. */
function readPageFrom(cache: BoardCache, board: string, state: BoardState, userId: UserId): Promise<unknown> {
  const code = (Number.parseInt(userId.slice(0, 8), 16) / 2 ** 32) * MOST_POINTS * 2 ** 31;
  return cache.readPage(board, state, { from: { code: Math.floor(code), skip: 0 }, limit: PAGE });
}

const MOST_POINTS = 20_000;

function drawStandings(): Standing[] {
  const from = Date.UTC(2026, 0, 1) / 1000;
  return Array.from({ length: LEARNERS }, () => ({
    userId: randomUUID() as UserId,
    points: 1 + Math.floor(Math.random() * MOST_POINTS),
    reachedAtSeconds: from + Math.floor(Math.random() * 10_000_000),
  }));
}

function* inBatches(standings: readonly Standing[]): Generator<readonly Standing[]> {
  for (let at = 0; at < standings.length; at += BATCH) yield standings.slice(at, at + BATCH);
}

/** On the one connection of the pool, so that the table goes with it. */
async function fillTable(
  query: (sql: string, parameters?: unknown[]) => Promise<unknown>,
  standings: readonly Standing[],
): Promise<void> {
  await query('CREATE TEMP TABLE bench_standings (user_id uuid PRIMARY KEY, points int, reached_at bigint)');
  for (const batch of inBatches(standings)) {
    await query(`INSERT INTO bench_standings SELECT * FROM unnest($1::uuid[], $2::int[], $3::bigint[])`, [
      batch.map(({ userId }) => userId),
      batch.map(({ points }) => points),
      batch.map(({ reachedAtSeconds }) => reachedAtSeconds),
    ]);
  }
  await query('CREATE INDEX ON bench_standings (points DESC, reached_at)');
  await query('ANALYZE bench_standings');
}

const pick = (standings: readonly Standing[]): UserId =>
  standings[Math.floor(Math.random() * standings.length)]!.userId;

/** The first reads are not counted: they fill caches. */
async function time(times: number, read: () => Promise<unknown>): Promise<ReadTimes> {
  await read();
  const durations: number[] = [];
  for (let run = 0; run < times; run += 1) {
    const startedAt = performance.now();
    await read();
    durations.push(performance.now() - startedAt);
  }
  durations.sort((left, right) => left - right);
  const at = (share: number) => durations[Math.min(times - 1, Math.floor(times * share))]!;
  return { medianMs: at(0.5), p95Ms: at(0.95) };
}
