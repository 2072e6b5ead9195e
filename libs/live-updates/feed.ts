import { Alarm } from './alarm.js';
import { call, tryTelling, type CallParts } from './announce.js';
import type { EventStream, StoredEvent } from './event-stream.js';
import type { WakeReason } from './wake-calls.js';

/** What a watcher gets: an event to pass on, or the advice to read the row again. */
export type FeedUpdate<Event> = StoredEvent<Event> | 'row-changed';

export interface FeedParts<Event> extends CallParts {
  readonly events: EventStream<Event>;
  readonly recheckMs: number;
}

/** How long a new watcher waits for its subscription before it begins without. */
const SUBSCRIBE_GRACE_MS = 500;

/** Progress of things of one kind, each known by its id. A passing remark: the final word is the row's. */
export class Feed<Id extends string, Event> {
  constructor(private readonly parts: FeedParts<Event>) {}

  /**
   * Tells events that came together. Never rejects: what Redis refuses as stale or double is dropped, and an outage is
   * logged.
   * @param number of the first: from 1, increasing within the attempt
   */
  async publish(id: Id, attempt: number, number: number, ...events: readonly Event[]): Promise<void> {
    const { calls, events: stream } = this.parts;
    const numbered = events.map((event, index) => ({ id: `${attempt}-${number + index}`, event }));
    await tryTelling(this.parts, () =>
      stream.append(id, numbered, [calls.channelOf(id), 'events' satisfies WakeReason]),
    );
  }

  /** Tells that the row has changed. Never rejects. */
  async announce(id: Id): Promise<void> {
    await tryTelling(this.parts, () => call(this.parts, id, 'row'));
  }

  /**
   * Every stored event after `afterId` (null: from the first), then those to come, in order and once each, until
   * `signal` aborts. `row-changed` comes once after the first replay, so that whoever reads the row then misses
   * nothing, and from then on whenever the row was said to have changed or may have: always after the events that were
   * told before it. Slow readers cost nothing: nothing is buffered for them.
   */
  async *watch(id: Id, afterId: string | null, signal: AbortSignal): AsyncGenerator<FeedUpdate<Event>, void> {
    const { calls, recheckMs } = this.parts;
    const alarm = new Alarm();
    let position = afterId;
    // With Redis away the subscription waits for it, while the watcher goes on by rechecking.
    calls.add(id, alarm).then(
      () => alarm.wake('row'),
      () => undefined,
    );
    try {
      await alarm.sleep(Math.min(SUBSCRIBE_GRACE_MS, recheckMs), signal);
      while (!signal.aborted) {
        const { rowChanged } = alarm.reset();
        for await (const update of this.replay(id, position, signal)) {
          position = update.id;
          yield update;
        }
        if (signal.aborted) return;
        if (rowChanged) yield 'row-changed';
        await alarm.sleep(recheckMs, signal);
      }
    } finally {
      calls.remove(id, alarm).catch(() => undefined);
    }
  }

  /** The events that are there now; none when Redis is away. */
  private async *replay(
    id: Id,
    afterId: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<StoredEvent<Event>, void> {
    let position: string | null = afterId;
    do {
      const page = await this.parts.events.readPage(id, position).catch((error: unknown) => {
        this.parts.outage.failed(error);
        return null;
      });
      yield* page?.events ?? [];
      position = page?.reachedId ?? null;
    } while (position !== null && !signal.aborted);
  }
}
