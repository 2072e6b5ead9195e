import { setTimeout as delay } from 'node:timers/promises';
import type { PodContainer } from './pod-container.js';
import type { SubjectLife } from './subject-life.js';

/** A container that runs, and waits for files. */
export interface Launch {
  readonly container: PodContainer;
  readonly life: SubjectLife;
}

export interface LaunchMaker {
  /** Whether there is memory for as many that wait. */
  hasRoomFor(waiting: number): boolean;
  /** @param nth container of its instance; the first one is there already */
  launch(nth: number): Promise<Launch>;
}

/** With one, the next would be made while the suite is at work again, on the same processors. */
const MOST_WAITING = 2;
/** What makes a container keeps a processor busy. */
const PROGRAM_FIRST_MS = 300;

/** Containers of one instance that wait for its next lives, so that none need be made when the suite waits for it. */
export class NextLives {
  private readonly waiting: Launch[] = [];
  private expected = 0;
  /** How often there was one, whether it was taken from here or not. */
  private begun = 0;
  private made = 0;
  private making: Promise<unknown> = Promise.resolve();
  private hurry = new AbortController();
  private closed = false;

  constructor(private readonly maker: LaunchMaker) {}

  /**
   * @param times how often there will be a next life
   * @returns settles when the first ones wait, or could not be made
   */
  async expect(times: number): Promise<void> {
    this.expected = times;
    this.making = this.making.then(() => this.fill());
    await this.making;
  }

  /** @returns null when there is none, or none that lasted: the container that there is can be started again */
  async take(): Promise<Launch | null> {
    this.hurry.abort();
    const launch = this.next() ?? (await this.making.then(() => this.next()));
    this.begun += 1;
    return launch;
  }

  /** Makes one in place of one that was taken: first the program that has just been started, unless the next one is taken before. */
  replace(): void {
    this.hurry = new AbortController();
    const pause = delay(PROGRAM_FIRST_MS, null, { signal: this.hurry.signal }).catch(() => null);
    this.making = this.making.then(() => pause).then(() => this.makeOne());
  }

  /** Lets go of those that wait, and of one that is being made. Their containers are for others to remove. */
  async close(): Promise<void> {
    this.closed = true;
    this.hurry.abort();
    await this.making;
    for (const { life } of this.waiting) life.run.hangUp();
  }

  private async fill(): Promise<void> {
    while (await this.makeOne());
  }

  /** @returns false when none is needed, or could be made */
  private async makeOne(): Promise<boolean> {
    const waiting = this.waiting.length;
    if (this.closed || waiting >= Math.min(MOST_WAITING, this.expected - this.begun)) return false;
    if (!this.maker.hasRoomFor(waiting + 1)) return false;
    this.made += 1;
    try {
      this.waiting.push(await this.maker.launch(this.made + 1));
      return true;
    } catch {
      // Whatever went wrong: the container that there is can be started again.
      return false;
    }
  }

  private next(): Launch | null {
    for (let first = this.waiting.shift(); first !== undefined; first = this.waiting.shift())
      if (!first.life.isSilent) return first;
    return null;
  }
}
