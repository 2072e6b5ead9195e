import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import type { LiveEvent, StoredLiveEvent, SubmissionId } from '#contracts';
import { OutageLog } from '#observability';
import { Alarm } from './alarm.js';
import { EventStream } from './event-stream.js';
import { WakeCalls, type WakeReason } from './wake-calls.js';

export interface LiveUpdatesSettings {
  /** `redis://user:password@host:port/db` */
  readonly url: string;
  /** Starts every key and channel; `touchstone` unless told. */
  readonly prefix?: string;
  /** How often a watcher looks by itself, in case Redis lost a call or is away; 10 s unless told. */
  readonly recheckMs?: number;
}

/** What a watcher gets: an event to pass on, or the advice to read the row again. */
export type LiveUpdate = StoredLiveEvent | 'row-changed';

/** How long a new watcher waits for its subscription before it begins without. */
const SUBSCRIBE_GRACE_MS = 500;

const CONNECTION: RedisOptions = {
  connectTimeout: 5_000,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(times * 100, 2_000),
};

/** Progress of submissions, from the workers to whoever watches. A passing remark: the final word is the row's. */
export class LiveUpdates {
  private readonly commands: Redis;
  private readonly subscriber: Redis;
  private readonly events: EventStream;
  private readonly calls: WakeCalls;
  private readonly recheckMs: number;
  private readonly outage = new OutageLog('Redis (live updates)', new Logger('LiveUpdates'));

  constructor({ url, prefix = 'touchstone', recheckMs = 10_000 }: LiveUpdatesSettings) {
    // Telling progress must neither hold up judging nor pile up while Redis is away.
    this.commands = new Redis(url, {
      ...CONNECTION,
      connectionName: `${prefix}-live`,
      maxRetriesPerRequest: 3,
      commandTimeout: 1_500,
    });
    this.subscriber = new Redis(url, {
      ...CONNECTION,
      connectionName: `${prefix}-live-subscriber`,
      maxRetriesPerRequest: null,
      // Only processes that watch need it.
      lazyConnect: true,
    });
    for (const connection of [this.commands, this.subscriber]) {
      connection.on('error', (error) => this.outage.failed(error));
    }
    this.events = new EventStream(this.commands, prefix);
    this.calls = new WakeCalls(this.subscriber, prefix);
    this.recheckMs = recheckMs;
  }

  /**
   * Tells one event. Never rejects: what Redis refuses as stale or double is dropped, and an outage is logged.
   * @param number from 1, increasing within the attempt
   */
  async publish(
    submissionId: SubmissionId,
    attempt: number,
    number: number,
    event: LiveEvent,
  ): Promise<void> {
    await this.try(async () => {
      await this.events.append(submissionId, `${attempt}-${number}`, event);
      await this.call(submissionId, 'events');
    });
  }

  /** Tells that the row has changed. Never rejects. */
  async announce(submissionId: SubmissionId): Promise<void> {
    await this.try(() => this.call(submissionId, 'row'));
  }

  /**
   * Every stored event after `afterId` (null: from the first), then those to come, in order and once each, until
   * `signal` aborts. `row-changed` comes once after the first replay, so that whoever reads the row then misses
   * nothing, and from then on whenever the row was said to have changed or may have: always after the events that were
   * told before it. Slow readers cost nothing: nothing is buffered for them.
   */
  async *watch(
    submissionId: SubmissionId,
    afterId: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<LiveUpdate, void> {
    const alarm = new Alarm();
    let position = afterId;
    // With Redis away the subscription waits for it, while the watcher goes on by rechecking.
    this.calls.add(submissionId, alarm).then(
      () => alarm.wake('row'),
      () => undefined,
    );
    try {
      await alarm.sleep(Math.min(SUBSCRIBE_GRACE_MS, this.recheckMs), signal);
      while (!signal.aborted) {
        const { rowChanged } = alarm.reset();
        for await (const update of this.replay(submissionId, position, signal)) {
          position = update.id;
          yield update;
        }
        if (signal.aborted) return;
        if (rowChanged) yield 'row-changed';
        await alarm.sleep(this.recheckMs, signal);
      }
    } finally {
      this.calls.remove(submissionId, alarm).catch(() => undefined);
    }
  }

  /** Lets go of Redis at once; watchers end by their own signals. */
  close(): void {
    this.commands.disconnect();
    this.subscriber.disconnect();
  }

  /** The events that are there now; none when Redis is away. */
  private async *replay(
    submissionId: SubmissionId,
    afterId: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<StoredLiveEvent, void> {
    let position = afterId;
    while (!signal.aborted) {
      const page = await this.events.readPage(submissionId, position).catch((error: unknown) => {
        this.outage.failed(error);
        return null;
      });
      if (!page?.reachedId) return;
      yield* page.events;
      position = page.reachedId;
    }
  }

  private async call(submissionId: SubmissionId, reason: WakeReason): Promise<void> {
    await this.commands.publish(this.calls.channelOf(submissionId), reason);
  }

  private async try(work: () => Promise<void>): Promise<void> {
    // Only the first loss of an outage waits for Redis; the rest of the run must not wait test by test.
    if (this.outage.isDown && this.commands.status !== 'ready') return;
    try {
      await work();
      this.outage.recovered();
    } catch (error) {
      this.outage.failed(error);
    }
  }
}
