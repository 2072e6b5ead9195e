import type { PodStop } from '#judging';
import { Deferred } from './deferred.js';

/** Thrown out of a wait when the run ended meanwhile; never leaves the run. */
export class RunOver extends Error {
  override readonly name = 'RunOver';
}

/** How a run ends: once, by a stop (the learner's) or by a fault (ours). Whatever comes later is ignored. */
export class RunEnding {
  private readonly ending = new Deferred<PodStop>();
  private readonly over = new Deferred<never>();
  private readonly timers = new Set<NodeJS.Timeout>();
  ended = false;

  stop(reason: PodStop): void {
    if (this.end()) this.ending.resolve(reason);
  }

  fail(fault: unknown): void {
    if (this.end()) this.ending.reject(fault);
  }

  /** Settles when the run has ended. */
  wait(): Promise<PodStop> {
    return this.ending.promise;
  }

  /** Waits for a step of the run. @throws RunOver when the run ends first */
  until<T>(step: Promise<T>): Promise<T> {
    return Promise.race([step, this.over.promise]);
  }

  /** Does `then` after `ms`, and not a moment before, unless the run has ended by then. @returns how to call it off */
  after(ms: number, then: () => void): () => void {
    const due = performance.now() + ms;
    let timer: NodeJS.Timeout;
    const arm = (left: number): void => {
      timer = setTimeout(ring, left);
      this.timers.add(timer);
    };
    const ring = (): void => {
      this.timers.delete(timer);
      const left = due - performance.now();
      // A timer counts in whole milliseconds and can be early by one: nobody is told that 20 s were used up after 19.9995.
      if (left > 0) arm(left);
      else then();
    };
    arm(ms);
    return () => clearTimeout(timer);
  }

  private end(): boolean {
    if (this.ended) return false;
    this.ended = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.over.reject(new RunOver('the run is over'));
    return true;
  }
}
