import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import type { z } from 'zod';
import { LiveEvent, ProofEvent, type CandidateId, type SubmissionId } from '#contracts';
import type { CohortId, ExerciseId, LiveEvent, StoredLiveEvent, SubmissionId } from '#contracts';
import { OutageLog } from '#observability';
import { EventStream } from './event-stream.js';
import { Feed, type FeedUpdate } from './feed.js';
import { WakeCalls } from './wake-calls.js';

export interface LiveUpdatesSettings {
  /** `redis://user:password@host:port/db` */
  readonly url: string;
  /** Starts every key and channel; `touchstone` unless told. */
  readonly prefix?: string;
  /** How often a watcher looks by itself, in case Redis lost a call or is away; 10 s unless told. */
  readonly recheckMs?: number;
}

/** What a watcher of a submission gets. */
export type LiveUpdate = FeedUpdate<LiveEvent>;

const CONNECTION: RedisOptions = {
  connectTimeout: 5_000,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(times * 100, 2_000),
};

/** Progress of submissions and of proofs, from the workers to whoever watches, over one pair of connections. */
export class LiveUpdates {
  private readonly commands: Redis;
  private readonly subscriber: Redis;
  private readonly submissions: Feed<SubmissionId, LiveEvent>;
  readonly proofs: Feed<CandidateId, ProofEvent>;

  constructor({ url, prefix = 'touchstone', recheckMs = 10_000 }: LiveUpdatesSettings) {
    const outage = new OutageLog('Redis (live updates)', new Logger('LiveUpdates'));
    // Telling progress must neither hold up judging nor pile up while Redis is away.
    const commands = new Redis(url, {
      ...CONNECTION,
      connectionName: `${prefix}-live`,
      maxRetriesPerRequest: 3,
      commandTimeout: 1_500,
    });
    const subscriber = new Redis(url, {
      ...CONNECTION,
      connectionName: `${prefix}-live-subscriber`,
      maxRetriesPerRequest: null,
      // Only processes that watch need it.
      lazyConnect: true,
    });
    for (const connection of [commands, subscriber]) {
      connection.on('error', (error) => outage.failed(error));
    }
    const calls = new WakeCalls(subscriber, prefix);
    const feedOf = <Id extends string, Event>(schema: z.ZodType<Event>) => {
      const events = new EventStream(commands, prefix, schema);
      return new Feed<Id, Event>({ commands, events, calls, outage, recheckMs });
    };
    this.commands = commands;
    this.subscriber = subscriber;
    this.submissions = feedOf<SubmissionId, LiveEvent>(LiveEvent);
    this.proofs = feedOf<CandidateId, ProofEvent>(ProofEvent);
  }

  /** Tells one event of a submission; see `Feed`. */
  publish(...told: Parameters<Feed<SubmissionId, LiveEvent>['publish']>): Promise<void> {
    return this.submissions.publish(...told);
  }

  /** Tells that the row of a submission has changed. Never rejects. */
  announce(id: SubmissionId): Promise<void> {
    return this.submissions.announce(id);
  }

  /** What happened to a submission and what happens; see `Feed`. */
  watch(
    ...[id, afterId, signal]: Parameters<Feed<SubmissionId, LiveEvent>['watch']>
  /** Tells that the standings of a topic (an exercise, a cohort) may have changed. Never rejects. */
  async announceStandings(topic: ExerciseId | CohortId): Promise<void> {
    await this.try(() => this.call(standingsOf(topic), 'row'));
  }

  /**
   * Says so once at the beginning, whenever somebody announced one of these topics, and every now and then in case a
   * call was lost; until `signal` aborts. Calls that come while the last one is worked on are one.
   */
  async *watchStandings(
    topics: readonly (ExerciseId | CohortId)[],
    signal: AbortSignal,
    recheckMs = this.recheckMs,
  ): AsyncGenerator<'changed', void> {
    const alarm = new Alarm();
    const names = topics.map(standingsOf);
    for (const name of names)
      this.calls.add(name, alarm).then(
        () => alarm.wake('row'),
        () => undefined,
      );
    try {
      await alarm.sleep(Math.min(SUBSCRIBE_GRACE_MS, recheckMs), signal);
      while (!signal.aborted) {
        alarm.reset();
        yield 'changed';
        await alarm.sleep(recheckMs, signal);
      }
    } finally {
      for (const name of names) this.calls.remove(name, alarm).catch(() => undefined);
    }
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
    return this.submissions.watch(id, afterId, signal);
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

  private async call(submissionId: string, reason: WakeReason): Promise<void> {
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

const standingsOf = (topic: string): string => `standings:${topic}`;
