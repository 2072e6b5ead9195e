import { beforeAll, describe, expect, it } from '@jest/globals';
import { ensureImages, findImageId, localImages } from '#sandbox';
import { aPlan, aRunner, docker, preparePodImages, witness } from './pod-fixtures.js';

beforeAll(async () => {
  await preparePodImages();
  if ((await findImageId(docker, 'touchstone/grader:latest')) === null)
    await ensureImages(docker, ['grader']);
}, 600_000);

const SUITE = `
import { eventually, services, subject } from '@touchstone/kit';
import pg from 'pg';

const { postgres, redis } = services;

async function asSubject(sql) {
  const client = new pg.Client({ connectionString: postgres.subjectUrl });
  await client.connect();
  try { return (await client.query(sql)).rows; } finally { await client.end(); }
}

describe('postgres', () => {
  it('runs scripts and parameterised statements', async () => {
    await postgres.run('CREATE TABLE t (id serial PRIMARY KEY, name text); ALTER TABLE t OWNER TO app;');
    await postgres.query('INSERT INTO t (name) VALUES ($1), ($2)', ['a', 'b']);
    expect(await postgres.query('SELECT * FROM t ORDER BY id')).toEqual([{ id: 1, name: 'a' }, { id: 2, name: 'b' }]);
    expect(await asSubject('SELECT count(*)::int AS n FROM t')).toEqual([{ n: 2 }]);
  });
  it('empties every table and restarts its sequences', async () => {
    await postgres.reset();
    await postgres.query('INSERT INTO t (name) VALUES ($1)', ['c']);
    expect(await postgres.query('SELECT * FROM t')).toEqual([{ id: 1, name: 'c' }]);
  });
  it('resets in spite of a transaction that the program left open', async () => {
    await subject.post('/lock');
    await postgres.reset();
    expect(await postgres.query('SELECT * FROM t')).toEqual([]);
  });
  it('drops everything, and the program may create again', async () => {
    await postgres.reset({ drop: true });
    await asSubject('CREATE TABLE t (id int)');
    expect(await asSubject('SELECT * FROM t')).toEqual([]);
  });
  it('gives the subject no superuser', async () => {
    await expect(asSubject('CREATE ROLE mine SUPERUSER LOGIN')).rejects.toThrow('permission denied');
  });
  it('freezes, and a query waits no longer than its test', async () => {
    await postgres.pause();
    await postgres.query('SELECT 1');
  });
  it('is thawed for the test after it', async () => {
    expect(await postgres.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('redis', () => {
  it('runs commands and resets', async () => {
    await redis.command('SET', 'k', 'v', 'EX', 100);
    expect(await redis.command('TTL', 'k')).toBeGreaterThan(90);
    await redis.reset();
    expect(await redis.command('GET', 'k')).toBeNull();
  });
  it('stops, refuses, and starts again empty', async () => {
    await redis.command('SET', 'k', 'v');
    await redis.stop();
    await expect(redis.command('PING')).rejects.toThrow();
    await redis.start();
    expect(await redis.command('GET', 'k')).toBeNull();
  });
  it('may be left stopped', async () => {
    await redis.stop();
  });
  it('is started for the test after it', async () => {
    expect(await redis.command('PING')).toBe('PONG');
  });
  it('freezes and thaws', async () => {
    await redis.pause();
    const answer = redis.command('PING');
    await redis.resume();
    expect(await answer).toBe('PONG');
  });
});

describe('subject', () => {
  it('tells logs and usage', async () => {
    await eventually(async () => expect(await subject.logs()).toContain('listening'));
    const usage = await subject.usage();
    expect(usage.memoryBytes).toBeGreaterThan(1_000_000);
    expect(usage.processes).toBeGreaterThan(0);
  });
  it('terminates politely', async () => {
    expect(await subject.terminate()).toMatchObject({ exited: true, exitCode: 5 });
  });
  it('is started for the test after it', async () => {
    expect(await subject.get('/')).toHaveStatus(200);
  });
});
`;

const PROGRAM = `
import http from 'node:http';
import pg from 'pg';
process.on('SIGTERM', () => process.exit(5));
http.createServer(async (request, response) => {
  if (request.url === '/lock') {
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    client.on('error', () => {});
    await client.connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE t IN ACCESS EXCLUSIVE MODE');
  }
  response.end('ok');
}).listen(process.env.PORT, () => console.log('listening'));
`;

describe('the kit against real services', () => {
  it('queries, resets, freezes and stops them, and leaves them well for the next test', async () => {
    const plan = aPlan('', PROGRAM, {
      services: ['postgres', 'redis'],
      suite: [{ path: 'tests/hidden/services.test.ts', content: SUITE }],
      limits: { testTimeoutMs: 4000 },
    });

    const { report, tests } = await witness(plan, aRunner(localImages));

    const failed = Object.entries(tests).filter(([, result]) => result !== 'passed');
    expect(failed).toEqual([
      [
        'postgres › freezes, and a query waits no longer than its test',
        expect.stringContaining('did not finish within 4000 ms'),
      ],
    ]);
    expect(Object.keys(tests)).toHaveLength(15);
    expect(report).toMatchObject({ stop: 'done', exits: [] });
  });
});
