import type { PodCore } from '../pod/pod-core.js';

/** Then a pod may wait for its run and run as long as it may, and what is an hour old is an orphan to other workers. */
const OLDEST_MS = 20 * 60_000;
const TIDY_EVERY_MS = 30_000;

/** Cores that have served a pod and wait for the next: what the engine need not make again. */
export class KeptCores {
  private readonly all = new Set<PodCore>();
  private readonly idle: PodCore[] = [];
  private most = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly makeCore: () => PodCore) {}

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
    await Promise.allSettled(this.idle.splice(0).map((core) => this.remove(core)));
  }

  /** What the janitor asks: whether there is one of this id that can serve a pod, now or later. */
  has(coreId: string): boolean {
    return [...this.all].some(({ id, hasEnded }) => id === coreId && !hasEnded);
  }

  /** One that has been kept, or a new one, which is still to be created. */
  take(): PodCore {
    this.tidy();
    const kept = this.idle.pop();
    if (kept !== undefined) return kept;
    const core = this.makeCore();
    this.all.add(core);
    return core;
  }

  /**
   * Keeps it for the next pod if nothing is left of the last one.
   * @param isAlone whether every container that had joined it is gone, and its grader kept to its protocol
   * @throws PlatformFault when it had to be removed and could not be
   */
  async giveBack(core: PodCore, isAlone: boolean): Promise<void> {
    const isFit = isAlone && isYoung(core) && this.hasRoom && (await core.isEmpty());
    // Others may have come back meanwhile, or nothing be kept any more.
    if (isFit && this.hasRoom) this.idle.push(core);
    else await this.remove(core);
  }

  private get hasRoom(): boolean {
    return this.idle.length < this.most;
  }

  private tidy(): void {
    for (const core of [...this.idle]) {
      if (isYoung(core) && !core.hasEnded) continue;
      this.idle.splice(this.idle.indexOf(core), 1);
      // What could not be removed is for the janitor.
      this.remove(core).catch(() => undefined);
    }
  }

  private async remove(core: PodCore): Promise<void> {
    try {
      await core.remove();
    } finally {
      this.all.delete(core);
    }
  }
}

const isYoung = ({ madeAtMs }: PodCore): boolean => performance.now() - madeAtMs < OLDEST_MS;
