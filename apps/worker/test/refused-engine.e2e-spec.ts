import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getQueueToken } from '@nestjs/bull';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Queue } from 'bull';
import { randomUUID } from 'node:crypto';
import type { SubmissionId } from '#contracts';
import { JobQueueModule, JUDGE_QUEUE, JudgeQueue } from '#job-queue';
import { testRedisUrl, until } from '#testing';
import { ConsumerSettings } from '../src/consumers/consumer-settings.js';
import { JudgeConsumer } from '../src/consumers/judge-consumer.service.js';
import { Slots } from '../src/consumers/slots.js';
import { JudgePipeline } from '../src/judge-pipeline/judge-pipeline.service.js';
import type { GateListener } from '../src/self-check/sandbox-gate.service.js';
import { WorkGate } from '../src/work-gate/work-gate.service.js';

@Module({})
class Wiring {}

/** A gate that the test opens and closes. */
class HandGate {
  isOpen = false;
  private listener: GateListener = () => undefined;

  onChange(listener: GateListener): void {
    this.listener = listener;
  }

  set(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.listener(isOpen);
  }
}

const gate = new HandGate();
const judged: SubmissionId[] = [];
let app: INestApplicationContext;
let queue: Queue;

beforeAll(async () => {
  const judge = (id: SubmissionId) => Promise.resolve(judged.push(id) > 0);
  app = await NestFactory.createApplicationContext(
    {
      module: Wiring,
      imports: [JobQueueModule.forRoot({ url: testRedisUrl(), prefix: `refused-${randomUUID()}` })],
      providers: [
        JudgeConsumer,
        { provide: Slots, useValue: new Slots() },
        { provide: JudgePipeline, useValue: { judge } },
        { provide: ConsumerSettings, useValue: new ConsumerSettings(() => Promise.resolve(2), 1_000) },
        { provide: WorkGate, useValue: gate },
      ],
    },
    { logger: false },
  );
  queue = app.get<Queue>(getQueueToken(JUDGE_QUEUE));
});
afterAll(async () => {
  await queue.obliterate({ force: true });
  await app.close();
});

async function order(): Promise<SubmissionId> {
  const submissionId = randomUUID() as SubmissionId;
  await app.get(JudgeQueue).enqueue({ submissionId, attempt: 0, submittedAt: new Date() });
  return submissionId;
}

describe('a worker whose engine does not enforce every limit', () => {
  it('leaves submissions in the queue until the engine does, again and again', async () => {
    const first = await order();
    expect(await queue.getWaitingCount()).toBe(1);

    gate.set(true);
    await until(() => judged.includes(first), 'the first is judged', 15_000);
    gate.set(false);
    const second = await order();
    // A blocking read of the queue that began before may still bring one job: it is let go, not judged.
    await until(async () => (await queue.getActiveCount()) === 0, 'nothing is being judged', 15_000);
    expect(judged).not.toContain(second);
    gate.set(true);
    const third = await order();
    await until(() => judged.includes(third), 'a later one is judged', 15_000);

    expect(judged).toContain(first);
  }, 60_000);
});
