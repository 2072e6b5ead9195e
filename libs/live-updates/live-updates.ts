import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import type { z } from 'zod';
import {
  LiveEvent,
  ProofEvent,
  type CandidateId,
  type CohortId,
  type ExerciseId,
  type SubmissionId,
} from '#contracts';
import { OutageLog } from '#observability';
import { EventStream } from './event-stream.js';
import { Feed, type FeedUpdate } from './feed.js';
import { StandingCalls } from './standing-calls.js';
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
  private readonly standings: StandingCalls;

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
    this.standings = new StandingCalls({ commands, calls, outage, recheckMs });
  }

  /** Tells events of a submission; see `Feed`. */
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
  ): AsyncGenerator<LiveUpdate, void> {
    return this.submissions.watch(id, afterId, signal);
  }

  /** Tells that the standings of an exercise or a cohort may have changed. Never rejects. */
  announceStandings(topic: ExerciseId | CohortId): Promise<void> {
    return this.standings.announce(topic);
  }

  /** Whenever standings of these may have changed; see `StandingCalls`. */
  watchStandings(...watched: Parameters<StandingCalls['watch']>): AsyncGenerator<'changed', void> {
    return this.standings.watch(...watched);
  }

  /** Lets go of Redis at once; watchers end by their own signals. */
  close(): void {
    this.commands.disconnect();
    this.subscriber.disconnect();
  }
}
