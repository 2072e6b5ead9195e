import type { Redis } from 'ioredis';

export type WakeReason = 'events' | 'row';

/** Told that there is something new; told again while it has not looked changes nothing. */
export interface Sleeper {
  wake(reason: WakeReason): void;
}

interface Channel {
  readonly sleepers: Set<Sleeper>;
  readonly subscribed: Promise<unknown>;
}

/** Hands Redis messages to the watchers of this process: one connection, one subscription per submission, however many watch. */
export class WakeCalls {
  private readonly channels = new Map<string, Channel>();

  constructor(
    private readonly subscriber: Redis,
    private readonly prefix: string,
  ) {
    subscriber.on('message', (name: string, reason: WakeReason) => this.wake(name, reason));
    // Calls made while the connection was away are lost, so everybody looks again. The ping is answered after the
    // subscriptions that the client renews, so no call falls between.
    subscriber.on('ready', () => void subscriber.ping().then(() => this.wakeAll(), ignore));
  }

  /** Settles when calls arrive, which is late while Redis is away. */
  async add(submissionId: string, sleeper: Sleeper): Promise<void> {
    const name = this.channelOf(submissionId);
    const channel = this.channels.get(name) ?? {
      sleepers: new Set(),
      subscribed: this.subscriber.subscribe(name),
    };
    this.channels.set(name, channel);
    channel.sleepers.add(sleeper);
    await channel.subscribed;
  }

  async remove(submissionId: string, sleeper: Sleeper): Promise<void> {
    const name = this.channelOf(submissionId);
    const channel = this.channels.get(name);
    channel?.sleepers.delete(sleeper);
    if (channel?.sleepers.size !== 0) return;
    this.channels.delete(name);
    await this.subscriber.unsubscribe(name);
  }

  channelOf(submissionId: string): string {
    return `${this.prefix}:wake:${submissionId}`;
  }

  private wake(name: string, reason: WakeReason): void {
    for (const sleeper of this.channels.get(name)?.sleepers ?? []) sleeper.wake(reason);
  }

  private wakeAll(): void {
    for (const name of this.channels.keys()) this.wake(name, 'row');
  }
}

/** A connection that goes away again brings its own `ready` later. */
function ignore(): void {}
