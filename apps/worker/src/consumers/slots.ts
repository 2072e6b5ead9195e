/**
 * The slots of this worker: as many runs at a time as its engine carries. Submissions wait for one in line. Work that is
 * done aside takes one only while nobody waits, and never a second one, so that it costs a submission at most the wait
 * for one run.
 */
export class Slots {
  private size = 0;
  private taken = 0;
  private isAsideTaken = false;
  private readonly line: (() => void)[] = [];

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
    });
    return () => this.release();
  }

  /** @returns gives it back; null when there is none to spare */
  takeAside(): (() => void) | null {
    if (this.isAsideTaken || this.line.length > 0 || this.taken >= this.size) return null;
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
    while (this.taken < this.size) {
      const admitted = this.line.shift();
      if (admitted === undefined) return;
      this.taken += 1;
      admitted();
    }
  }
}
