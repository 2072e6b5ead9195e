import { getQueueToken } from '@nestjs/bull';
import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Job, Queue } from 'bull';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { type JudgeJob, SubmissionId } from '#contracts';
import { openTcpGate, testRedisUrl, until, type TcpGate } from '#testing';
import { JobQueueModule, JUDGE_QUEUE, JudgeQueue, passOn } from '../index.js';

/** A database of its own on the shared server, because these tests wipe it. */
const REDIS_DB = 7;

interface Program {
  readonly module: TestingModule;
  readonly judgeQueue: JudgeQueue;
  readonly bull: Queue<JudgeJob>;
}

let gate: TcpGate;
let programs: Program[];

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  const url = new URL(testRedisUrl());
  url.pathname = `/${REDIS_DB}`;
  gate = await openTcpGate(url.href);
  programs = [];
  await (await start()).bull.client.flushdb();
});
afterEach(async () => {
  await gate.open();
  await Promise.all(programs.map(({ module }) => module.close()));
  await gate.close();
});

/** One process: the API or a worker. */
async function start(): Promise<Program> {
  const module = await Test.createTestingModule({
    imports: [JobQueueModule.forRoot({ url: gate.url, prefix: 'queue-test' })],
  }).compile();
  await module.init();
  const program = {
    module,
    judgeQueue: module.get(JudgeQueue),
    bull: module.get<Queue<JudgeJob>>(getQueueToken(JUDGE_QUEUE)),
  };
  programs.push(program);
  return program;
}

const NOW = new Date();
const aSubmissionId = () => SubmissionId.parse(randomUUID());

/** As a restarted server has: the clients believe that their Lua scripts are still there. */
async function forgetScripts(): Promise<void> {
  const redis = new Redis(testRedisUrl());
  await redis.script('FLUSH');
  redis.disconnect();
}

/** A worker that notes what it is given. */
function listen({ bull }: Program, concurrency = 1): SubmissionId[] {
  const taken: SubmissionId[] = [];
  void bull.process(concurrency, (job: Job<JudgeJob>) => {
    taken.push(job.data.submissionId);
    return Promise.resolve();
  });
  return taken;
}

describe('JudgeQueue', () => {
  it('carries the id to a worker in another process, and leaves nothing behind', async () => {
    const [api, worker] = [programs[0]!, await start()];
    const taken = listen(worker);
    const submissionId = aSubmissionId();

    await api.judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW });

    await until(() => taken.length === 1, 'the worker has the job');
    expect(taken).toEqual([submissionId]);
    await until(
      async () => (await api.bull.client.exists(api.bull.toKey(`${submissionId}.0`))) === 0,
      'the job is gone',
    );
  });

  it('queues one job per attempt however often it is told', async () => {
    const { judgeQueue, bull } = programs[0]!;
    const submissionId = aSubmissionId();

    await Promise.all(
      Array.from({ length: 10 }, () => judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW })),
    );
    await judgeQueue.enqueue({ submissionId, attempt: 1, submittedAt: NOW });

    expect(await bull.getWaitingCount()).toBe(2);
  });

  it('takes an attempt again after its job was worked off', async () => {
    const { judgeQueue, bull } = programs[0]!;
    const taken = listen(programs[0]!);
    const submissionId = aSubmissionId();
    await judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW });
    await until(async () => taken.length === 1 && (await bull.getActiveCount()) === 0, 'the job is done');

    await judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW });

    await until(() => taken.length === 2, 'the second job is done');
  });

  it('forgets a job that failed, so that the sweeper can queue it again', async () => {
    const { judgeQueue, bull } = programs[0]!;
    let runs = 0;
    void bull.process(() => Promise.reject(new Error(`run ${++runs} broke`)));
    const submissionId = aSubmissionId();
    await judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW });
    await until(
      async () => runs === 1 && (await bull.client.exists(bull.toKey(`${submissionId}.0`))) === 0,
      'the job is gone',
    );

    await judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW });

    await until(() => runs === 2, 'it runs again');
  });

  it('is passed on by a worker that leaves it to others, and keeps its place in turn', async () => {
    const [{ judgeQueue, bull }, other] = [programs[0]!, await start()];
    const submissionId = aSubmissionId();
    const left: Job<JudgeJob>[] = [];
    void bull.process('*', (job: Job<JudgeJob>) => Promise.resolve(void left.push(job)));
    bull.on('completed', (job: Job<JudgeJob>) => void bull.pause(true, true).then(() => passOn(bull, job)));
    await judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW, ahead: 3 });
    await until(async () => (await bull.getDelayedCount()) === 1, 'the job is passed on');
    const [queued] = left;
    const [passedOn] = await bull.getDelayed();

    const taken = listen(other);
    await until(() => taken.length === 1, 'the other worker has it');

    expect(passedOn).toMatchObject({ id: `${submissionId}.0`, opts: { priority: queued!.opts.priority } });
    expect({ left: left.length, taken }).toEqual({ left: 1, taken: [submissionId] });
  });

  it('holds a delayed job back', async () => {
    const { judgeQueue } = programs[0]!;
    const taken = listen(programs[0]!);
    const [later, now] = [aSubmissionId(), aSubmissionId()];
    const startedAt = performance.now();

    await judgeQueue.enqueue({ submissionId: later, attempt: 0, submittedAt: NOW, delayMs: 500 });
    await judgeQueue.enqueue({ submissionId: now, attempt: 0, submittedAt: NOW });

    await until(() => taken.length === 2, 'both ran');
    expect(taken).toEqual([now, later]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(500);
  });
});

describe('position', () => {
  it('counts those ahead, in order of arrival among those with as many of their sender before them', async () => {
    const { judgeQueue } = programs[0]!;
    const ids = Array.from({ length: 4 }, aSubmissionId);
    const [first, second, third, fourth] = ids;
    const aheadOf = [0, 1, 0, 1];
    for (const [index, submissionId] of ids.entries())
      await judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW, ahead: aheadOf[index]! });

    const positions = await Promise.all(
      [first!, third!, second!, fourth!].map((id) => judgeQueue.position(id)),
    );

    expect(positions).toEqual([0, 1, 2, 3]);
  });

  it('makes one that floods the queue wait for itself, and another one for a single order at most', async () => {
    const { judgeQueue } = programs[0]!;
    const flood = Array.from({ length: 500 }, aSubmissionId);
    await Promise.all(
      flood.map((submissionId, ahead) =>
        judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW, ahead }),
      ),
    );
    const other = aSubmissionId();

    await judgeQueue.enqueue({ submissionId: other, attempt: 0, submittedAt: NOW, ahead: 0 });

    expect(await judgeQueue.position(other)).toBe(1);
    await until(async () => (await judgeQueue.position(flood[499]!)) === 500, 'the last waits at the end');
  });

  it('lets nobody wait for ever behind others who keep coming', async () => {
    const { judgeQueue } = programs[0]!;
    const second = aSubmissionId();
    await judgeQueue.enqueue({ submissionId: second, attempt: 0, submittedAt: NOW, ahead: 1 });

    for (let seconds = 1; seconds <= 60; seconds++) {
      const submittedAt = new Date(NOW.getTime() + seconds * 1_000);
      await judgeQueue.enqueue({ submissionId: aSubmissionId(), attempt: 0, submittedAt });
    }

    // Half a minute's worth go before it: those who come later find it there.
    await until(async () => (await judgeQueue.position(second)) === 29, 'half of them wait behind it');
  });

  it('is null for what does not wait', async () => {
    expect(await programs[0]!.judgeQueue.position(aSubmissionId())).toBeNull();
  });

  it('follows the line as it moves', async () => {
    const { judgeQueue, bull } = programs[0]!;
    const [first, second] = [aSubmissionId(), aSubmissionId()];
    for (const submissionId of [first, second])
      await judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW });
    expect(await judgeQueue.position(second)).toBe(1);

    await bull.getNextJob();

    await until(async () => (await judgeQueue.position(second)) === 0, 'the second is next');
  });

  it('costs one question to Redis a second, however many ask', async () => {
    const { judgeQueue, bull } = programs[0]!;
    const ids = Array.from({ length: 200 }, aSubmissionId);
    await Promise.all(
      ids.map((submissionId) => judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW })),
    );
    const readsSoFar = async () =>
      Number(/cmdstat_lrange:calls=(\d+)/.exec(await bull.client.info('commandstats'))?.[1] ?? 0);
    const before = await readsSoFar();

    const positions = await Promise.all(ids.map((id) => judgeQueue.position(id)));

    expect(new Set(positions).size).toBe(200);
    expect((await readsSoFar()) - before).toBe(1);
  });
});

describe('when Redis is wiped', () => {
  it('goes on with what is queued afterwards, also while a job is running', async () => {
    const { judgeQueue, bull } = programs[0]!;
    const taken: SubmissionId[] = [];
    let finish = (): void => undefined;
    void bull.process(async (job: Job<JudgeJob>) => {
      taken.push(job.data.submissionId);
      if (taken.length === 1) await new Promise<void>((resolve) => (finish = resolve));
    });
    const [running, forgotten] = [aSubmissionId(), aSubmissionId()];
    await judgeQueue.enqueue({ submissionId: running, attempt: 0, submittedAt: NOW });
    await judgeQueue.enqueue({ submissionId: forgotten, attempt: 0, submittedAt: NOW });
    await until(() => taken.length === 1, 'the first runs');

    await bull.client.flushdb();
    expect(await bull.getWaitingCount()).toBe(0);
    await judgeQueue.enqueue({ submissionId: forgotten, attempt: 0, submittedAt: NOW });
    finish();

    await until(() => taken.length === 2, 'the second ran');
    expect(taken).toEqual([running, forgotten]);
  });
});

describe('when Redis goes away', () => {
  it('refuses within two seconds, says why, and recovers by itself', async () => {
    const { judgeQueue } = programs[0]!;
    const taken = listen(programs[0]!);
    await judgeQueue.ping();

    await gate.shut();
    for (let order = 0; order < 3; order++) {
      const startedAt = performance.now();
      const refused = judgeQueue.enqueue({ submissionId: aSubmissionId(), attempt: 0, submittedAt: NOW });
      await expect(refused).rejects.toThrow(
        /^could not queue submission .*Redis (is not reachable|did not answer)/,
      );
      expect(performance.now() - startedAt).toBeLessThan(2000);
    }
    await expect(judgeQueue.ping()).rejects.toThrow(/Redis/);
    await forgetScripts();
    await gate.open();
    const backAt = performance.now();

    const submissionId = aSubmissionId();
    await until(
      () =>
        judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW }).then(
          () => true,
          () => false,
        ),
      'Redis is back',
    );
    await until(() => taken.includes(submissionId), 'the worker takes jobs again');
    expect(performance.now() - backAt).toBeLessThan(5000);
  });

  it('starts without it and connects when it comes', async () => {
    await gate.shut();
    const late = await start();
    const submissionId = aSubmissionId();
    await expect(late.judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW })).rejects.toThrow(
      /Redis/,
    );
    const taken = listen(late);

    await gate.open();

    await until(
      () =>
        late.judgeQueue.enqueue({ submissionId, attempt: 0, submittedAt: NOW }).then(
          () => true,
          () => false,
        ),
      'Redis is there',
    );
    await until(() => taken.includes(submissionId), 'the worker takes jobs');
  });

  it('does not wait for a Redis that hangs', async () => {
    const { judgeQueue } = programs[0]!;
    await judgeQueue.ping();

    gate.freeze();
    const startedAt = performance.now();
    const refused = judgeQueue.enqueue({ submissionId: aSubmissionId(), attempt: 0, submittedAt: NOW });

    await expect(refused).rejects.toThrow(/did not answer within 1500 ms/);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it('stops in time without it', async () => {
    const { module } = await start();
    await gate.shut();
    const startedAt = performance.now();

    await module.close();

    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
