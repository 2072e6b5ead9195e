import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createParser } from 'eventsource-parser';
import type { BoardEvent, CohortDetail, ExerciseId, Leaderboard } from '#contracts';
import { BoardWatchService } from '../src/boards/board-watch.service.js';
import { aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { CohortWorld } from './cohort-world.js';
import { eventually } from './eventually.js';

const LEARNERS = 200;
const VERDICTS = 12;
/** What is granted beside what the reads cost. */
const SOON_MS = 1_000;

let world: ApiWorld;
let replica: ApiWorld;
let exerciseId: ExerciseId;
let cohort: CohortDetail;
let learners: Account[];
let teacher: Account;
beforeAll(async () => {
  world = await ApiWorld.start();
  replica = await ApiWorld.start({ replicaOf: world });
  // Nobody is told by looking again: what a call does not tell is missed.
  for (const { app } of [world, replica]) app.get(BoardWatchService).recheckMs = 3_600_000;
  exerciseId = (await world.publish()).manifest.id;
  teacher = await world.account('instructor');
  const cohorts = new CohortWorld(world);
  cohort = await cohorts.create(teacher);
  learners = await cohorts.learners(cohort, LEARNERS);
  // From now on it is cached.
  await cohorts.ask('get', cohort.id, '/leaderboard', teacher).expect(200);
}, 120_000);
afterAll(async () => {
  await replica.close();
  await world.close();
});

const pathOf = (url: string) => `${url}/api/v1/cohorts/${cohort.id}/leaderboard`;

/** What the page does in a browser: holds the stream, and reads the board again with every hint, by its ETag. */
class BoardBrowser {
  board: Leaderboard | null = null;
  boardAtMs = 0;
  readonly seen: string[] = [];
  readonly statuses: number[] = [];
  readonly troubles: string[] = [];
  private etag = '';
  private reading: Promise<void> = Promise.resolve();
  private readonly stop = new AbortController();

  constructor(
    private readonly url: string,
    private readonly account: Account,
  ) {
    void this.watch();
  }

  /** Resolves once what was being read is read. */
  async close(): Promise<void> {
    this.stop.abort();
    await this.reading;
  }

  private async watch(): Promise<void> {
    try {
      const headers = { authorization: this.account.bearer };
      const response = await fetch(`${pathOf(this.url)}/events`, { headers, signal: this.stop.signal });
      if (response.status !== 200) throw new Error(`the stream was refused: ${response.status}`);
      const parser = createParser({
        onEvent: ({ data }) => {
          this.seen.push((JSON.parse(data) as BoardEvent).revision);
          this.reading = this.reading
            .then(() => this.read())
            .catch((error: unknown) => void this.troubles.push(`a read failed: ${String(error)}`));
        },
      });
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) parser.feed(chunk);
      this.troubles.push('the stream ended');
    } catch (error) {
      if (!this.stop.signal.aborted) this.troubles.push(String(error));
    }
  }

  private async read(): Promise<void> {
    const headers = { authorization: this.account.bearer, 'if-none-match': this.etag };
    const response = await fetch(pathOf(this.url), { headers });
    this.statuses.push(response.status);
    if (response.status === 304) return;
    if (response.status !== 200) return void this.troubles.push(`a read was refused: ${response.status}`);
    this.board = (await response.json()) as Leaderboard;
    this.etag = response.headers.get('etag') ?? '';
    this.boardAtMs = performance.now();
  }
}

/** What as many first reads at once take here and now: how busy the machine is besides. */
async function timeReads(): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(
    learners.map(async ({ bearer }, index) => {
      const { url } = index % 2 === 0 ? world : replica;
      const response = await fetch(pathOf(url), { headers: { authorization: bearer } });
      expect(response.status).toBe(200);
      await response.text();
    }),
  );
  return performance.now() - startedAt;
}

const namesOf = (board: Leaderboard | null) =>
  board?.items.map(({ rank, name, points, reachedAt }) => ({ rank, name, points, reachedAt }));

describe('200 learners’ browsers at one board', () => {
  it('all get the final board because they are told of it, and none misses a verdict', async () => {
    const browsers = learners.map(
      (account, index) => new BoardBrowser((index % 2 === 0 ? world : replica).url, account),
    );
    await eventually(async () => {
      expect(browsers.flatMap(({ troubles }) => troubles)).toEqual([]);
      expect(browsers.filter(({ board }) => board !== null)).toHaveLength(LEARNERS);
    }, 45_000);

    // Verdicts arrive while the browsers still read for the one before.
    for (const account of learners.slice(0, VERDICTS - 1)) {
      await world.judge(await world.submit(account), aVerdict({ outcome: 'partial', score: 50 }));
      await world.live.announceStandings(exerciseId);
    }
    await eventually(async () => {
      expect(browsers.filter(({ board }) => board?.total === VERDICTS - 1)).toHaveLength(LEARNERS);
    }, 45_000);
    const busyMs = await timeReads();
    const last = await world.submit(learners[VERDICTS - 1]!);
    await world.judge(last, aVerdict());
    const judgedAt = performance.now();
    await world.live.announceStandings(exerciseId);

    await eventually(async () => {
      expect(browsers.filter(({ board }) => board?.total === VERDICTS)).toHaveLength(LEARNERS);
    }, 45_000);
    const slowestMs = Math.max(...browsers.map(({ boardAtMs }) => boardAtMs)) - judgedAt;
    await Promise.all(browsers.map((browser) => browser.close()));

    const truth = (
      await world.http.get(new URL(pathOf(world.url)).pathname).set('authorization', teacher.bearer)
    ).body as Leaderboard;
    expect(truth.items[0]).toMatchObject({ rank: 1, points: 100 });
    for (const { board, seen, statuses, troubles } of browsers) {
      expect(troubles).toEqual([]);
      expect(namesOf(board)).toEqual(namesOf(truth));
      // Each was told of the last revision, and of none twice.
      expect(seen.at(-1)?.startsWith(truth.revision)).toBe(true);
      expect(new Set(seen).size).toBe(seen.length);
      expect(statuses.every((status) => status === 200 || status === 304)).toBe(true);
    }
    expect(new Set(browsers.map(({ seen }) => seen.at(-1))).size).toBe(1);
    const ranked = browsers.filter(({ board }) => board?.you === 'ranked');
    expect(ranked).toHaveLength(VERDICTS);
    // Telling everybody and their reading again is less than twice the work of their first reads.
    expect(slowestMs).toBeLessThan(SOON_MS + 2 * busyMs);
  }, 180_000);
});
