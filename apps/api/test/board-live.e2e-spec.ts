import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createParser } from 'eventsource-parser';
import { DataSource } from 'typeorm';
import { BoardCache } from '#board-cache';
import type { BoardEvent, CohortDetail } from '#contracts';
import { BoardKeeper } from '../src/boards/board-keeper.service.js';
import { BoardWatchService } from '../src/boards/board-watch.service.js';
import { FindBoardService } from '../src/boards/find-board.service.js';
import { aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { CohortWorld } from './cohort-world.js';
import { eventually } from './eventually.js';

let world: ApiWorld;
let replica: ApiWorld;
let cohorts: CohortWorld;
let teacher: Account;
let cohort: CohortDetail;
let exerciseId: string;
beforeAll(async () => {
  world = await ApiWorld.start();
  replica = await ApiWorld.start({ replicaOf: world });
  const exercise = await world.publish();
  exerciseId = exercise.manifest.id;
  cohorts = new CohortWorld(world);
  teacher = await world.account('instructor');
  cohort = await cohorts.create(teacher);
});
afterAll(async () => {
  await replica.close();
  await world.close();
});

/** Somebody who watches the board; `revisions` grows while they do. */
class Watcher {
  readonly revisions: string[] = [];
  readonly stop = new AbortController();
  ended = false;

  constructor(url: string, account: Account | null, id: string = cohort.id) {
    void this.read(`${url}/api/v1/cohorts/${id}/leaderboard/events`, account).catch(() => undefined);
  }

  private async read(url: string, account: Account | null): Promise<void> {
    const parser = createParser({
      onEvent: ({ data }) => void this.revisions.push((JSON.parse(data) as BoardEvent).revision),
    });
    const headers = account === null ? {} : { authorization: account.bearer };
    const response = await fetch(url, { headers, signal: this.stop.signal });
    if (response.status !== 200) throw new Error(`refused: ${response.status}`);
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) parser.feed(chunk);
    this.ended = true;
  }
}

/** As a worker does after `record`. */
async function score(account: Account): Promise<void> {
  await world.judge(await world.submit(account), aVerdict());
  await world.live.announceStandings(exerciseId as never);
}

function recheckEvery(ms: number): void {
  for (const { app } of [world, replica]) app.get(BoardWatchService).recheckMs = ms;
}

describe('watching a board, with nobody looking again by themselves', () => {
  beforeAll(() => recheckEvery(3_600_000));
  afterAll(() => recheckEvery(5_000));

  it('tells all of 200 watchers on two replicas of a verdict, and each reads the same board', async () => {
    const [ada, ...others] = await cohorts.learners(cohort, 21);
    // From now on it is cached: two replicas that first looked at once would each count it, and tell of the other's.
    await cohorts.ask('get', cohort.id, '/leaderboard', teacher).expect(200);
    // Ten streams an account is the limit.
    const watchers = Array.from(
      { length: 200 },
      (_, index) => new Watcher((index % 2 === 0 ? world : replica).url, others[index % 20]!),
    );
    await eventually(async () => {
      expect(watchers.filter(({ revisions }) => revisions.length > 0)).toHaveLength(200);
    }, 20_000);
    const before = new Set(watchers.flatMap(({ revisions }) => revisions));
    expect(before.size).toBe(1);

    await score(ada!);

    await eventually(async () => {
      const told = watchers.filter(({ revisions }) => revisions.some((revision) => !before.has(revision)));
      expect(told).toHaveLength(200);
    }, 20_000);
    expect(new Set(watchers.map(({ revisions }) => revisions.at(-1))).size).toBe(1);
    for (const { stop } of watchers) stop.abort();
  });

  it('tells of a batch that was applied', async () => {
    const [ada] = await cohorts.learners(cohort, 1);
    await world.judge(await world.submit(ada!), aVerdict({ outcome: 'partial', score: 50 }));
    const post = (path: string, body: object) =>
      world.http.post(`/api/v1/rejudge-batches${path}`).set('authorization', teacher.bearer).send(body);
    const { body: batch } = await post('', { exercise: 'echo-service', cohort: cohort.id }).expect(201);
    await world.judgeAside(aVerdict());
    const watcher = new Watcher(replica.url, teacher);
    await eventually(async () => expect(watcher.revisions).toHaveLength(1));

    await post(`/${batch.id}/apply`, { lowers: 'keep' }).expect(200);

    await eventually(async () => expect(watcher.revisions.length).toBeGreaterThan(1), 15_000);
    watcher.stop.abort();
  });
});

describe('a board that two replicas keep', () => {
  it('is never told as it was before the other replica took a verdict in', async () => {
    const [ada] = await cohorts.learners(cohort, 1);
    const caller = {
      ...teacher,
      displayName: '',
      role: 'instructor',
      via: 'token',
      sessionId: null,
    } as const;
    const board = await world.app.get(FindBoardService).ofCohort(caller, cohort.id);
    const before = await world.app.get(BoardKeeper).refresh(board);
    await world.judge(await world.submit(ada!), aVerdict());
    // The other one is faster by as much as lies between reading the state and asking what is new.
    const cache = world.app.get(BoardCache);
    const { listUnseen } = cache;
    cache.listUnseen = async (...asked) => {
      cache.listUnseen = listUnseen;
      await replica.app.get(BoardKeeper).refresh(board);
      return cache.listUnseen(...asked);
    };

    const after = await world.app.get(BoardKeeper).refresh(board);

    expect(after.revision).toBe(before.revision + 1);
  });
});

describe('watching a board', () => {
  it('makes up for a call that was lost', async () => {
    const [ada] = await cohorts.learners(cohort, 1);
    const watcher = new Watcher(world.url, teacher);
    await eventually(async () => expect(watcher.revisions).toHaveLength(1));

    await world.judge(await world.submit(ada!), aVerdict());

    await eventually(async () => expect(watcher.revisions.length).toBeGreaterThan(1), 15_000);
    watcher.stop.abort();
  });

  it('ends when its reader may look no longer (P33, P37)', async () => {
    const [ada] = await cohorts.learners(cohort, 1);
    const watcher = new Watcher(world.url, ada!);
    await eventually(async () => expect(watcher.revisions).toHaveLength(1));

    await cohorts.ask('delete', cohort.id, `/members/${ada!.id}`, teacher).expect(204);

    await eventually(async () => expect(watcher.ended).toBe(true), 15_000);
  });

  it('ends with the login (P02)', async () => {
    const [ada] = await cohorts.learners(cohort, 1);
    const watcher = new Watcher(world.url, ada!);
    await eventually(async () => expect(watcher.revisions).toHaveLength(1));

    await world.app.get(DataSource).query('DELETE FROM personal_tokens WHERE user_id = $1', [ada!.id]);

    await eventually(async () => expect(watcher.ended).toBe(true), 15_000);
  });

  it('is open to visitors of a public board alone', async () => {
    await world.http.get(`/api/v1/cohorts/${cohort.id}/leaderboard/events`).expect(404);
    const open = await cohorts.create(teacher, { boardMode: 'public' });

    const watcher = new Watcher(world.url, null, open.id);

    await eventually(async () => expect(watcher.revisions).toHaveLength(1));
    watcher.stop.abort();
  });
});
