import { beforeAll, describe, expect, it } from '@jest/globals';
import { findImageId, ensureImages, localImages } from '#sandbox';
import { aPlan, aRunner, docker, preparePodImages, witness } from './pod-fixtures.js';

beforeAll(async () => {
  await preparePodImages();
  if ((await findImageId(docker, 'touchstone/grader:latest')) === null)
    await ensureImages(docker, ['grader']);
}, 600_000);

const SUITE = `
import { services, subject } from '@touchstone/kit';

describe('Counter', () => {
  it('counts in Postgres and remembers in Redis', async () => {
    expect((await subject.post('/count')).json).toEqual({ count: 1 });
    expect(await services.postgres.query('SELECT value FROM counter')).toEqual([{ value: 1 }]);
    expect(await services.redis.command('GET', 'last')).toBe('1');
  });

  it('keeps counting after kill -9', async () => {
    await subject.post('/count');
    await subject.kill();
    await subject.restart();
    expect((await subject.post('/count')).json).toEqual({ count: 3 });
  });

  it('is wrong about one thing', async () => {
    expect((await subject.get('/nothing')).status).toBe(404);
  });
});
`;

const PROGRAM = `
import http from 'node:http';
import { Redis } from 'ioredis';
import pg from 'pg';

const db = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const redis = new Redis(process.env.REDIS_URL);
await db.query('CREATE TABLE IF NOT EXISTS counter (value int)');
await db.query('INSERT INTO counter SELECT 0 WHERE NOT EXISTS (SELECT FROM counter)');
http.createServer(async (request, response) => {
  if (request.method !== 'POST') return response.end('fine');
  const { rows } = await db.query('UPDATE counter SET value = value + 1 RETURNING value');
  await redis.set('last', rows[0].value);
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ count: rows[0].value }));
}).listen(process.env.PORT);
`;

describe('a pod with the real grader', () => {
  it('judges a service against Postgres and Redis, with a kill in the middle', async () => {
    const plan = aPlan(SUITE, PROGRAM, {
      services: ['postgres', 'redis'],
      suite: [{ path: 'tests/hidden/counter.test.ts', content: SUITE }],
    });

    const { report, seen } = await witness(plan, aRunner(localImages));

    const results = seen.flatMap((one) =>
      one.type === 'frame' && one.frame.type === 'test-end' ? [[one.frame.id, one.frame.status]] : [],
    );
    expect(results).toEqual([
      ['Counter › counts in Postgres and remembers in Redis', 'passed'],
      ['Counter › keeps counting after kill -9', 'passed'],
      ['Counter › is wrong about one thing', 'failed'],
    ]);
    expect(report).toMatchObject({ stop: 'done', exits: [] });
  });

  it('tells of a failed test what was compared and exchanged, and what the program wrote meanwhile', async () => {
    const suite = `
      import { eventually, subject } from '@touchstone/kit';
      describe('Greeter', () => {
        it('greets', async () => {
          const answer = await subject.post('/greet', { json: { name: 'Ada' } });
          await eventually(async () => expect(await subject.logs()).toContain('no greeting'), 10_000);
          expect(answer).toHaveJson({ greeting: { text: 'Hello, Ada' } });
        });
      });
    `;
    const program = `
      import http from 'node:http';
      http.createServer((request, response) => {
        if (request.method === 'POST') console.error('no greeting for', request.url);
        response.setHeader('content-type', 'application/json').end('{"greeting":{"text":"Hello"}}');
      }).listen(process.env.PORT);
    `;
    const plan = aPlan(suite, program, {
      suite: [{ path: 'tests/hidden/greeter.test.ts', content: suite }],
      limits: { testTimeoutMs: 15_000 },
    });

    const { seen } = await witness(plan, aRunner(localImages));

    const end = seen.find((one) => one.type === 'frame' && one.frame.type === 'test-end');
    expect(end).toMatchObject({
      log: { text: 'no greeting for /greet\n', cut: false },
      frame: {
        failure: {
          category: 'assertion',
          check: { what: 'body', place: 'greeting.text', expected: '"Hello, Ada"', actual: '"Hello"' },
          exchange: {
            request: { method: 'POST', url: 'http://127.0.0.1:8080/greet', body: '{"name":"Ada"}' },
            response: { status: 200, body: '{"greeting":{"text":"Hello"}}' },
          },
        },
      },
    });
  });
});
