/** A slot for work aside. */
export interface SlotAside {
  /** Aborts when a submission waits for the slot. */
  readonly wanted: AbortSignal;
  giveBack(): void;
}

/**
 * The slots of this worker: as many runs at a time as its engine carries. Submissions wait for one in line. Work that is
 * done aside takes one only while nobody waits, and never a second one, so that it costs a submission at most the wait
 * for one run; or nothing, where that work is let go when the slot is wanted.
 */
export class Slots {
  private size = 0;
  private taken = 0;
  private isAsideTaken = false;
  private readonly line: (() => void)[] = [];
  private readonly lineAside: (() => void)[] = [];
  private wanted = new AbortController();

  /** Decided once the engine is known to answer; nothing is given out before. */
  open(size: number): void {
    this.size = size;
    this.admit();
  }

  get total(): number {
    return this.size;
  }

  get running(): number {
    return this.taken;
  }

  get runningAside(): number {
    return this.isAsideTaken ? 1 : 0;
  }

  /** Waits for a slot. @returns gives it back */
  async take(): Promise<() => void> {
    await new Promise<void>((admitted) => {
      this.line.push(admitted);
      this.admit();
      if (this.line.length > 0) this.wanted.abort(new Error('a submission waits for the slot'));
    });
    return () => this.release();
  }

  /** @returns gives it back; null when there is none to spare */
  takeAside(): (() => void) | null {
    if (!this.hasOneToSpare || this.lineAside.length > 0) return null;
    return this.giveAside();
  }

  /** Waits for one to spare, before whoever only asks for it. Rejects with the signal's reason when it aborts first. */
  async waitAside(signal: AbortSignal): Promise<SlotAside> {
    while (!this.hasOneToSpare) await this.queueAside(signal);
    signal.throwIfAborted();
    const giveBack = this.giveAside();
    this.wanted = new AbortController();
    return { wanted: this.wanted.signal, giveBack };
  }

  private get hasOneToSpare(): boolean {
    return !this.isAsideTaken && this.line.length === 0 && this.taken < this.size;
  }

  private queueAside(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (settle: () => void) => {
        this.lineAside.splice(this.lineAside.indexOf(wake), 1);
        signal.removeEventListener('abort', giveUp);
        settle();
      };
      const wake = () => leave(resolve);
      const giveUp = () => leave(() => reject(signal.reason as Error));
      this.lineAside.push(wake);
      if (signal.aborted) giveUp();
      else signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  private giveAside(): () => void {
    this.isAsideTaken = true;
    this.taken += 1;
    return () => {
      this.isAsideTaken = false;
      this.release();
    };
  }

  private release(): void {
    this.taken -= 1;
    this.admit();
  }

  private admit(): void {
    while (this.taken < this.size && this.line.length > 0) {
      this.taken += 1;
      this.line.shift()?.();
    }
    if (this.hasOneToSpare) this.lineAside[0]?.();
  }
}
