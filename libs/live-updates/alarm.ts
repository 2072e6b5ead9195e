import type { Sleeper, WakeReason } from './wake-calls.js';

/** What a slow reader has missed is one bit, not a list: it reads the stream itself when it gets round to it. */
export class Alarm implements Sleeper {
  private rowChanged = false;
  private ringing = false;
  private ring: (() => void) | undefined;

  wake(reason: WakeReason): void {
    if (reason === 'row') this.rowChanged = true;
    this.ringing = true;
    this.ring?.();
  }

  /** Waits for a wake call, at most `maxMs`; settles at once for one that has already come, and on abort. */
  async sleep(maxMs: number, signal: AbortSignal): Promise<void> {
    if (this.ringing || signal.aborted) return;
    const rang = new Promise<void>((resolve) => (this.ring = resolve));
    const timer = setTimeout(() => this.wake('row'), maxMs);
    const stop = () => this.ring?.();
    signal.addEventListener('abort', stop, { once: true });
    await rang;
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    this.ring = undefined;
  }

  /** Starts listening anew and tells whether the row was said to have changed. */
  reset(): { rowChanged: boolean } {
    const { rowChanged } = this;
    this.rowChanged = false;
    this.ringing = false;
    return { rowChanged };
  }
}
