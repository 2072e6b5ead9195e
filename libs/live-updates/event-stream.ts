import type { Redis } from 'ioredis';
import { LiveEvent, type StoredLiveEvent, type SubmissionId } from '#contracts';

/** More than the largest suite can tell in all its attempts; the oldest go first. */
const MAX_EVENTS = 4_000;
const LIFE_SECONDS = 60 * 60;
const PAGE = 200;
const BEFORE_THE_FIRST = '0-0';
const EVENT_ID = /^\d{1,15}-\d{1,15}$/;

export interface EventPage {
  readonly events: readonly StoredLiveEvent[];
  readonly reachedId: string | null;
}

/** The events of one submission in a Redis stream. Their ids are ours, so Redis itself refuses what is stale or double. */
export class EventStream {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  /** Does nothing when the stream already holds this id or a later one: a stale attempt, or a command sent twice. */
  async append(submissionId: SubmissionId, id: string, event: LiveEvent): Promise<void> {
    const key = this.keyOf(submissionId);
    const [added] =
      (await this.redis
        .pipeline()
        .xadd(key, 'MAXLEN', '~', MAX_EVENTS, id, 'event', JSON.stringify(event))
        .expire(key, LIFE_SECONDS)
        .exec()) ?? [];
    const error = added?.[0] ?? null;
    if (error !== null && !isStaleId(error)) throw error;
  }

  /** Up to a page of events after `afterId`, oldest first; `reachedId` is null when there is nothing more. */
  async readPage(submissionId: SubmissionId, afterId: string | null): Promise<EventPage> {
    const from = `(${toPosition(afterId)}`;
    const entries = await this.redis.xrange(this.keyOf(submissionId), from, '+', 'COUNT', PAGE);
    return {
      events: entries.flatMap(([id, fields]) => toStoredEvent(id, fields[1])),
      reachedId: entries.at(-1)?.[0] ?? null,
    };
  }

  private keyOf(submissionId: SubmissionId): string {
    return `${this.prefix}:events:${submissionId}`;
  }
}

/** An id that is not one of ours (it comes from a client's header) starts from the beginning. */
function toPosition(afterId: string | null): string {
  return afterId !== null && EVENT_ID.test(afterId) ? afterId : BEFORE_THE_FIRST;
}

/** Redis is not trusted to hold what we wrote: anything else is passed over. */
function toStoredEvent(id: string, json: string | undefined): StoredLiveEvent[] {
  try {
    return [{ id, event: LiveEvent.parse(JSON.parse(json ?? '')) }];
  } catch {
    return [];
  }
}

function isStaleId(error: Error): boolean {
  return /equal or smaller than the target stream top item/.test(error.message);
}
