import type { Redis } from 'ioredis';
import type { z } from 'zod';

/** More than the largest suite can tell in all its attempts; the oldest go first. */
const MAX_EVENTS = 4_000;
const LIFE_SECONDS = 60 * 60;
const PAGE = 200;
const BEFORE_THE_FIRST = '0-0';
const EVENT_ID = /^\d{1,15}-\d{1,15}$/;

export interface StoredEvent<Event> {
  readonly id: string;
  readonly event: Event;
}

export interface EventPage<Event> {
  readonly events: readonly StoredEvent<Event>[];
  /** Where the next page begins; null after the last one. */
  readonly reachedId: string | null;
}

/** The events of one thing (a submission, a proof) in a Redis stream. Their ids are ours, so Redis itself refuses what is stale or double. */
export class EventStream<Event> {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly schema: z.ZodType<Event>,
  ) {}

  /**
   * Adds nothing of what the stream already holds, by id or a later one: a stale attempt, or a command sent twice.
   * @param call what to publish then, in the same round trip
   */
  async append(
    topic: string,
    events: readonly StoredEvent<Event>[],
    call: readonly [channel: string, reason: string],
  ): Promise<void> {
    const key = this.keyOf(topic);
    const pipeline = this.redis.pipeline();
    for (const { id, event } of events)
      pipeline.xadd(key, 'MAXLEN', '~', MAX_EVENTS, id, 'event', JSON.stringify(event));
    const results =
      (await pipeline
        .expire(key, LIFE_SECONDS)
        .publish(...call)
        .exec()) ?? [];
    for (const [error] of results.slice(0, events.length))
      if (error !== null && !isStaleId(error)) throw error;
  }

  /** Up to a page of events after `afterId`, oldest first. */
  async readPage(topic: string, afterId: string | null): Promise<EventPage<Event>> {
    const from = `(${toPosition(afterId)}`;
    const entries = await this.redis.xrange(this.keyOf(topic), from, '+', 'COUNT', PAGE);
    return {
      events: entries.flatMap(([id, fields]) => this.toStoredEvent(id, fields[1])),
      reachedId: entries.length < PAGE ? null : (entries.at(-1)?.[0] ?? null),
    };
  }

  /** Redis is not trusted to hold what we wrote: anything else is passed over. */
  private toStoredEvent(id: string, json: string | undefined): StoredEvent<Event>[] {
    try {
      return [{ id, event: this.schema.parse(JSON.parse(json ?? '')) }];
    } catch {
      return [];
    }
  }

  private keyOf(topic: string): string {
    return `${this.prefix}:events:${topic}`;
  }
}

/** An id that is not one of ours (it comes from a client's header) starts from the beginning. */
function toPosition(afterId: string | null): string {
  return afterId !== null && EVENT_ID.test(afterId) ? afterId : BEFORE_THE_FIRST;
}

function isStaleId(error: Error): boolean {
  return /equal or smaller than the target stream top item/.test(error.message);
}
