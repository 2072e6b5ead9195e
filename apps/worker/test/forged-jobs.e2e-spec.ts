import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getQueueToken } from '@nestjs/bull';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Queue } from 'bull';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import type { SubmissionId } from '#contracts';
import { JobQueueModule, JUDGE_QUEUE, JudgeQueue } from '#job-queue';
import { testRedisUrl, until } from '#testing';
import { ConsumerSettings } from '../src/consumers/consumer-settings.js';
import { JudgeConsumer } from '../src/consumers/judge-consumer.service.js';
import { Slots } from '../src/consumers/slots.js';
import type { GateListener } from '../src/self-check/sandbox-gate.service.js';
import { WorkGate } from '../src/work-gate/work-gate.service.js';
import { JudgePipeline } from '../src/judge-pipeline/judge-pipeline.service.js';

@Module({})
class Wiring {}

const prefix = `forged-${randomUUID()}`;
const judged: string[] = [];
const troubles: Error[] = [];
let app: INestApplicationContext;
let queue: Queue;
let redis: Redis;

/** A worker whose pipeline writes down what it is asked for: the row decides what becomes of it, and is tested elsewhere. */
beforeAll(async () => {
  const judge = (id: SubmissionId) => Promise.resolve(judged.push(id) > 0);
  app = await NestFactory.createApplicationContext(
    {
      module: Wiring,
      imports: [JobQueueModule.forRoot({ url: testRedisUrl(), prefix })],
      providers: [
        JudgeConsumer,
        { provide: Slots, useValue: new Slots() },
        { provide: JudgePipeline, useValue: { judge } },
        { provide: ConsumerSettings, useValue: new ConsumerSettings(() => Promise.resolve(2), 1_000) },
        { provide: WorkGate, useValue: { isOpen: true, onChange: (tell: GateListener) => tell(true) } },
      ],
    },
    { logger: false },
  );
  queue = app.get<Queue>(getQueueToken(JUDGE_QUEUE));
  queue.on('error', (error) => troubles.push(error)).on('failed', (_, error) => troubles.push(error));
  redis = new Redis(testRedisUrl());
});
afterAll(async () => {
  await app.close();
  const keys = await redis.keys(`{${prefix}}:*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
});

const key = (name: string) => `{${prefix}}:${JUDGE_QUEUE}:${name}`;

/** As whoever got into Redis would: around the queue's own commands. */
async function forge(fields: Record<string, string>): Promise<string> {
  const jobId = randomUUID();
  if (Object.keys(fields).length > 0) await redis.hset(key(jobId), fields);
  await redis.lpush(key('wait'), jobId);
  return jobId;
}

/** A real order, which is judged after whatever was forged before it. */
async function judgeNext(): Promise<void> {
  const submissionId = randomUUID() as SubmissionId;
  await app.get(JudgeQueue).enqueue({ submissionId, attempt: 0, submittedAt: new Date() });
  await until(() => judged.includes(submissionId), 'the order is judged', 15_000);
}

const job = (data: unknown) => ({
  name: '__default__',
  data: JSON.stringify(data),
  opts: '{}',
  timestamp: '1',
  delay: '0',
});

describe('a job that nobody ordered', () => {
  it.each<[string, Record<string, string>]>([
    ['without anything', {}],
    ['with data that is no JSON', { ...job(null), data: '{"submissionId":' }],
    ['with options that are no JSON', { ...job({ submissionId: randomUUID() }), opts: '[[[' }],
    ['with data that is null', job(null)],
    ['with data that is a list', job([])],
    ['without an id', job({})],
    ['with an id that is none', job({ submissionId: "'; DROP TABLE users; --" })],
    ['with an id that is an object', job({ submissionId: { $gt: '' } })],
    ['with keys that reach prototypes', { ...job(null), data: '{"__proto__":{"submissionId":"x"}}' }],
    ['of another name', { ...job({ submissionId: randomUUID() }), name: 'shell' }],
    ['of another name, for ever', { ...job({}), name: 'shell', opts: '{"attempts":1000000000}' }],
    ['of a prototype’s name', { ...job({ submissionId: randomUUID() }), name: '__proto__' }],
    ['of ten megabytes', job({ submissionId: 'x'.repeat(10_000_000) })],
    [
      'with a repetition for ever',
      { ...job({}), opts: '{"attempts":1000000000,"backoff":0,"repeat":{"every":1}}' },
    ],
  ])('%s is dropped, judges nothing, and holds up nobody (P18, P20, P21)', async (_, fields) => {
    const before = judged.length;
    await forge(fields);

    await judgeNext();

    expect(judged.length).toBeLessThanOrEqual(before + 2);
    await until(async () => (await redis.llen(key('wait'))) === 0, 'nothing waits', 5_000);
  });

  it('carries nothing but an id: a verdict, a score or a version in it is not read (P21)', async () => {
    const submissionId = randomUUID();

    await forge(
      job({ submissionId, verdict: { outcome: 'accepted', score: 100 }, attempt: 9, exerciseVersion: 'x' }),
    );
    await until(() => judged.includes(submissionId), 'the order is judged', 15_000);

    expect(judged.at(-1)).toBe(submissionId);
  });

  it('does not set the worker spinning (P20)', async () => {
    await judgeNext();
    const before = troubles.length;

    await new Promise((resolve) => setTimeout(resolve, 1_500));

    expect(troubles.length - before).toBeLessThan(10);
  });
});
