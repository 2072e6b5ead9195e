import type { Pause } from '../pod/pause.js';

/** Then a pod may wait for its run and run as long as it may, and what is an hour old is an orphan to other workers. */
const OLDEST_MS = 20 * 60_000;
const TIDY_EVERY_MS = 30_000;

/**
 * Pauses that have served a pod and wait for the next: the network namespace is what the engine takes longest to make. No learner code
 * has run in one, and what it had in the namespace is gone.
 */
export class KeptPauses {
  private readonly all = new Set<Pause>();
  private readonly idle: Pause[] = [];
  private most = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly makePause: () => Pause) {}

  /** Begins to keep as many as `most`. */
  open(most: number): void {
    this.most = most;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.tidy(), TIDY_EVERY_MS).unref();
  }

  /** Keeps none any more, and removes those that wait. */
  async close(): Promise<void> {
    this.most = 0;
    clearInterval(this.timer);
    await Promise.allSettled(this.idle.splice(0).map((pause) => this.remove(pause)));
  }

  /** What the janitor asks: whether there is one of this id that can serve a pod, now or later. */
  has(pauseId: string): boolean {
    return [...this.all].some(({ id, hasEnded }) => id === pauseId && !hasEnded);
  }

  /** One that has been kept, or a new one, which is still to be created. */
  take(): Pause {
    this.tidy();
    const kept = this.idle.pop();
    if (kept !== undefined) return kept;
    const pause = this.makePause();
    this.all.add(pause);
    return pause;
  }

  /**
   * Keeps it for the next pod if nothing is left of the last one.
   * @param isAlone whether every container that had joined it is gone
   * @throws PlatformFault when it had to be removed and could not be
   */
  async giveBack(pause: Pause, isAlone: boolean): Promise<void> {
    const isFit = isAlone && isYoung(pause) && this.hasRoom && (await pause.isEmpty());
    // Others may have come back meanwhile, or nothing be kept any more.
    if (isFit && this.hasRoom) this.idle.push(pause);
    else await this.remove(pause);
  }

  private get hasRoom(): boolean {
    return this.idle.length < this.most;
  }

  private tidy(): void {
    for (const pause of [...this.idle]) {
      if (isYoung(pause) && !pause.hasEnded) continue;
      this.idle.splice(this.idle.indexOf(pause), 1);
      // What could not be removed is for the janitor.
      this.remove(pause).catch(() => undefined);
    }
  }

  private async remove(pause: Pause): Promise<void> {
    try {
      await pause.remove();
    } finally {
      this.all.delete(pause);
    }
  }
}

const isYoung = ({ madeAtMs }: Pause): boolean => performance.now() - madeAtMs < OLDEST_MS;
