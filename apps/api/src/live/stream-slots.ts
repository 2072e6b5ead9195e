import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Refusal, type UserId } from '#contracts';

const STREAMS_PER_USER = 10;
/** No longer than an access token lives, so that whoever watches proves again who they are; readers resume. */
const LONGEST_STREAM_MS = 15 * 60_000;

/** Counts the open event streams of each user on this replica and ends all of them on shutdown (threat P33). */
@Injectable()
export class StreamSlots implements BeforeApplicationShutdown {
  private readonly open = new Map<UserId, number>();
  private readonly shutdown = new AbortController();

  /**
   * Takes a slot; `release` gives it back.
   * @throws Refusal `too-many-requests` when the user has too many streams open
   */
  take(userId: UserId): { signal: AbortSignal; release: () => void } {
    const count = this.open.get(userId) ?? 0;
    if (count >= STREAMS_PER_USER) {
      throw new Refusal('too-many-requests', `You watch ${count} submissions already: close one first.`, {
        retryAfterSeconds: 5,
      });
    }
    this.open.set(userId, count + 1);
    const signal = AbortSignal.any([this.shutdown.signal, AbortSignal.timeout(LONGEST_STREAM_MS)]);
    return { signal, release: () => this.release(userId) };
  }

  beforeApplicationShutdown(): void {
    this.shutdown.abort();
  }

  private release(userId: UserId): void {
    const count = (this.open.get(userId) ?? 1) - 1;
    if (count === 0) this.open.delete(userId);
    else this.open.set(userId, count);
  }
}
