import { beforeAll, describe, expect, it } from '@jest/globals';
import { ensureImages, localImages } from '#sandbox';
import type { PodObservation } from '#judging';
import { inspectPod } from './containers-of-pod.js';
import { aPlan, aRunner, docker, echoProgram, preparePodImages, witness } from './pod-fixtures.js';

beforeAll(async () => {
  await preparePodImages();
  await ensureImages(docker, ['grader']);
}, 600_000);

/** Kills what runs beside the first process of a container. */
const killWithin = async (containerId: string): Promise<void> => {
  const exec = await docker.getContainer(containerId).exec({ Cmd: ['sh', '-c', 'kill -9 -1'] });
  await exec.start({});
};

const suiteOf = (content: string) => [{ path: 'tests/hidden/a.test.ts', content }];

describe('a grader that is killed after learner code started', () => {
  it('is the learner’s failure, told once, and keeps what was proven (C14)', async () => {
    const suite = suiteOf(`
      import { sleep, subject } from '@touchstone/kit';
      describe('Pod', () => {
        it('answers', async () => expect(await subject.get('/')).toHaveStatus(200));
        it('waits', () => sleep(20_000));
      });
    `);
    const plan = aPlan('', echoProgram(), { suite, limits: { testTimeoutMs: 30_000 } });
    const ends: string[] = [];
    let kill: Promise<unknown> = Promise.resolve();
    const observe = (seen: PodObservation): void => {
      if (seen.type !== 'frame' || !('id' in seen.frame)) return;
      ends.push(`${seen.frame.type} ${seen.frame.id}`);
      if (seen.frame.type === 'test-start' && seen.frame.id === 'Pod › waits') {
        kill = inspectPod(plan.taskId).then((pod) => killWithin(pod['grader']?.Id ?? ''));
      }
    };

    const report = await aRunner(localImages).run(plan, observe, new AbortController().signal);

    await kill;
    expect(report.stop).toBe('grader-lost');
    expect(ends).toEqual(['test-start Pod › answers', 'test-end Pod › answers', 'test-start Pod › waits']);
  });
});

describe('a grader’s container that is stopped from outside', () => {
  it('is the platform’s fault: nothing in a pod can bring that about (C14)', async () => {
    const suite = suiteOf(`
      import { sleep } from '@touchstone/kit';
      describe('Pod', () => it('waits', () => sleep(20_000)));
    `);
    const plan = aPlan('', echoProgram(), { suite, limits: { testTimeoutMs: 30_000 } });
    let kill: Promise<unknown> = Promise.resolve();
    const observe = (seen: PodObservation): void => {
      if (seen.type !== 'frame' || seen.frame.type !== 'test-start') return;
      kill = inspectPod(plan.taskId).then((pod) => docker.getContainer(pod['grader']?.Id ?? '').kill());
    };

    const run = aRunner(localImages).run(plan, observe, new AbortController().signal);

    await expect(run).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringContaining('from outside'),
    });
    await kill;
  });
});

describe('services that the learner’s program filled against the grader', () => {
  it('fail the tests that look at them, and the grader goes on (C14)', async () => {
    const suite = suiteOf(`
      import { services, subject } from '@touchstone/kit';
      const { postgres, redis } = services;
      describe('Pod', () => {
        it('is filled', async () => expect((await subject.post('/fill')).text).toBe('filled'));
        it('view', async () => { await postgres.query('SELECT * FROM todos'); });
        it('row', async () => { await postgres.query('SELECT * FROM wide'); });
        it('value', async () => { await redis.command('GET', 'big'); });
        it('list', async () => { await redis.command('LRANGE', 'list', 0, -1); });
        it('goes on', async () => {
          expect(await postgres.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
          expect(await redis.command('PING')).toBe('PONG');
        });
      });
    `);
    const program = `
      import http from 'node:http';
      import pg from 'pg';
      import { Redis } from 'ioredis';
      const db = new pg.Pool({ connectionString: process.env.DATABASE_URL });
      const redis = new Redis(process.env.REDIS_URL);
      http.createServer(async (request, response) => {
        if (request.url !== '/fill') return response.end('ok');
        await db.query("CREATE VIEW todos AS SELECT n, repeat('x', 1000) AS title FROM (SELECT generate_series(1, 1000000000) AS n) AS numbers");
        await db.query("CREATE VIEW wide AS SELECT repeat('x', 100000000) AS title");
        await redis.setrange('big', 12000000, 'x');
        for (let i = 0; i < 12; i += 1) await redis.rpush('list', 'x'.repeat(1000000));
        response.end('filled');
      }).listen(process.env.PORT, '127.0.0.1');
    `;
    const plan = aPlan('', program, {
      services: ['postgres', 'redis'],
      suite,
      limits: { testTimeoutMs: 8000 },
    });

    const { report, tests } = await witness(plan, aRunner(localImages));

    const postgres = 'What PostgreSQL answered to a query of the test is larger than 8 MiB.';
    const redis = 'What Redis answered to a command of the test is larger than 8 MiB.';
    expect(tests).toEqual({
      'is filled': 'passed',
      view: postgres,
      row: postgres,
      value: redis,
      list: redis,
      'goes on': 'passed',
    });
    expect(report).toMatchObject({ stop: 'done', exits: [] });
  });
});
