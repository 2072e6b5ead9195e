import { PlatformFault } from '#contracts';

/** What one pod has of the memory. */
export interface MemoryShare {
  /** Takes as much more if that lets nobody wait. @returns false when there is no room */
  grow(mib: number): boolean;
  /** All of it, once. */
  giveBack(): void;
}

interface Waiter {
  readonly mib: number;
  readonly admit: () => void;
}

/**
 * SECURITY: D27: pods are admitted while the sum of their limits fits the memory set aside for them; the next one
 * waits its turn. First come, first served: a large pod is not overtaken for ever by small ones.
 */
export class MemoryBudget {
  private used = 0;
  private readonly queue: Waiter[] = [];

  constructor(private readonly totalMib: number) {}

  /**
   * Waits until `mib` are free.
   * @throws PlatformFault `pod-not-started` when that can never be, `shutdown` when `signal` aborts the wait
   */
  async take(mib: number, signal: AbortSignal): Promise<MemoryShare> {
    if (mib > this.totalMib) throw tooLarge(mib, this.totalMib);
    await this.admission(mib, signal);
    return this.shareOf(mib);
  }

  /** Whether `mib` are free, with nobody waiting for them. */
  fits(mib: number): boolean {
    return this.queue.length === 0 && this.used + mib <= this.totalMib;
  }

  /** Takes `mib` if that lets nobody wait. @returns null when there is no room */
  tryTake(mib: number): MemoryShare | null {
    if (!this.fits(mib)) return null;
    this.used += mib;
    return this.shareOf(mib);
  }

  private shareOf(mib: number): MemoryShare {
    let held = mib;
    return {
      grow: (by) => {
        if (!this.fits(by)) return false;
        this.used += by;
        held += by;
        return true;
      },
      giveBack: () => this.giveBack(held),
    };
  }

  private giveBack(mib: number): void {
    this.used -= mib;
    this.admitNext();
  }

  private admission(mib: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter = { mib, admit };
      const queue = this.queue;
      signal.addEventListener('abort', giveUp, { once: true });
      queue.push(waiter);
      if (signal.aborted) giveUp();
      this.admitNext();

      function admit(): void {
        signal.removeEventListener('abort', giveUp);
        resolve();
      }
      function giveUp(): void {
        const at = queue.indexOf(waiter);
        if (at === -1) return;
        queue.splice(at, 1);
        reject(new PlatformFault('shutdown', 'The worker stopped before this run had room to start.'));
      }
    });
  }

  private admitNext(): void {
    for (let next = this.queue[0]; next !== undefined; next = this.queue[0]) {
      if (this.used + next.mib > this.totalMib) return;
      this.queue.shift();
      this.used += next.mib;
      next.admit();
    }
  }
}

const tooLarge = (mib: number, totalMib: number): PlatformFault =>
  new PlatformFault(
    'pod-not-started',
    `A pod of ${mib} MiB does not fit into the ${totalMib} MiB that this host sets aside for pods: ` +
      'lower the memory limit of the exercise or run its worker on a larger host.',
  );
