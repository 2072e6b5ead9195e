import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { SubmissionId, type LiveEvent } from '#contracts';
import { openTcpGate, testRedisUrl, type TcpGate } from '#testing';
import { LiveUpdates, type LiveUpdate } from '../index.js';

/** One submission, and processes that tell and watch it, over keys that no other test uses. */
export class LiveWorld {
  readonly prefix = `live-test-${randomUUID()}`;
  readonly submissionId = SubmissionId.parse(randomUUID());
  readonly streamKey = `${this.prefix}:events:${this.submissionId}`;
  readonly redis = new Redis(testRedisUrl());
  private readonly opened: LiveUpdates[] = [];
  private readonly stop = new AbortController();

  private constructor(readonly gate: TcpGate) {}

  static async create(): Promise<LiveWorld> {
    Logger.overrideLogger(false);
    return new LiveWorld(await openTcpGate(testRedisUrl()));
  }

  async remove(): Promise<void> {
    this.stop.abort();
    for (const live of this.opened) live.close();
    await this.redis.del(this.streamKey);
    this.redis.disconnect();
    await this.gate.close();
  }

  /** The live updates of one process. Rechecks are off unless asked for, so that tests see what calls alone do. */
  open({ url = testRedisUrl(), recheckMs = 600_000 } = {}): LiveUpdates {
    const live = new LiveUpdates({ url, prefix: this.prefix, recheckMs });
    this.opened.push(live);
    return live;
  }

  watch(live: LiveUpdates, afterId: string | null = null): AsyncGenerator<LiveUpdate, void> {
    return live.watch(this.submissionId, afterId, AbortSignal.any([this.stop.signal]));
  }

  /** Watches in the background and notes what comes. */
  record(live: LiveUpdates, afterId: string | null = null): LiveUpdate[] {
    const seen: LiveUpdate[] = [];
    void (async () => {
      for await (const update of this.watch(live, afterId)) seen.push(update);
    })();
    return seen;
  }

  async publish(live: LiveUpdates, attempt: number, from: number, to: number): Promise<void> {
    for (let number = from; number <= to; number++) {
      await live.publish(this.submissionId, attempt, number, aTest(number));
    }
  }

  async countSubscribers(): Promise<number> {
    const [, count] = (await this.redis.pubsub('NUMSUB', `${this.prefix}:wake:${this.submissionId}`)) as [
      string,
      number,
    ];
    return count;
  }
}

export const aTest = (index: number): LiveEvent => ({
  type: 'test',
  index,
  group: 'Basics',
  status: 'passed',
});

export const idsOf = (updates: LiveUpdate[]) =>
  updates.flatMap((update) => (update === 'row-changed' ? [] : [update.id]));

export const ids = (attempt: number, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, offset) => `${attempt}-${from + offset}`);
