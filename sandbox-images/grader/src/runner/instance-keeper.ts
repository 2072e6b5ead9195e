import { KitFailure } from '../kit/failures.js';
import { getSession } from '../kit/session.js';
import { restartInstance } from '../kit/subject/subject-instance.js';

/** Sees to it that every instance of the learner's program runs before a test begins. */
export class InstanceKeeper {
  #crashRestarts = 0;
  #givenUp: KitFailure | null = null;

  constructor(readonly maxCrashRestarts: number) {}

  /** Why no further test is run, or null. */
  get givenUp(): KitFailure | null {
    return this.#givenUp;
  }

  /** Starts again what crashed, got stuck or was ended by an earlier test. */
  async prepare(): Promise<void> {
    const { pod } = getSession();
    for (const instance of pod.listNotUp()) {
      while (!this.#givenUp && pod.status(instance) !== 'up') await this.#revive(instance);
    }
  }

  async #revive(instance: number): Promise<void> {
    const { pod } = getSession();
    if (pod.status(instance) === 'crashed') {
      if (this.#crashRestarts >= this.maxCrashRestarts) {
        return this.#giveUp(`your program had ended by itself ${pod.crashes.length} times before`);
      }
      this.#crashRestarts += 1;
    }
    try {
      await restartInstance(instance);
    } catch (error) {
      if (pod.status(instance) === 'crashed') return;
      this.#giveUp(
        `your program could not be started again: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #giveUp(reason: string): void {
    this.#givenUp = new KitFailure('not-run', `Not run, because ${reason}`);
  }
}
