import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Refusal, type UserId } from '#contracts';

const STREAMS_PER_USER = 10;
/** Visitors who are not logged in share those of their network: a class may sit behind one address. */
const STREAMS_PER_NETWORK = 100;
/** No longer than an access token lives, so that whoever watches proves again who they are; readers resume. */
const LONGEST_STREAM_MS = 15 * 60_000;

/** Counts the open event streams of each user on this replica and ends all of them on shutdown (threat P33). */
@Injectable()
export class StreamSlots implements BeforeApplicationShutdown {
  private readonly open = new Map<string, number>();
  private readonly shutdown = new AbortController();

  /**
   * Takes a slot; `release` gives it back.
   * @throws Refusal `too-many-requests` when the user has too many streams open
   */
  take(userId: UserId): { signal: AbortSignal; release: () => void } {
    return this.takeOf(userId, STREAMS_PER_USER);
  }

  /** The same for a visitor who is not logged in, by where they come from. */
  takeForVisitor(network: string): { signal: AbortSignal; release: () => void } {
    return this.takeOf(`network ${network}`, STREAMS_PER_NETWORK);
  }

  private takeOf(owner: string, most: number): { signal: AbortSignal; release: () => void } {
    const count = this.open.get(owner) ?? 0;
    if (count >= most) {
      throw new Refusal('too-many-requests', `You have ${count} streams open already: close one first.`, {
        retryAfterSeconds: 5,
      });
    }
    this.open.set(owner, count + 1);
    const signal = AbortSignal.any([this.shutdown.signal, AbortSignal.timeout(LONGEST_STREAM_MS)]);
    return { signal, release: () => this.release(owner) };
  }

  beforeApplicationShutdown(): void {
    this.shutdown.abort();
  }

  private release(owner: string): void {
    const count = (this.open.get(owner) ?? 1) - 1;
    if (count === 0) this.open.delete(owner);
    else this.open.set(owner, count);
  }
}
