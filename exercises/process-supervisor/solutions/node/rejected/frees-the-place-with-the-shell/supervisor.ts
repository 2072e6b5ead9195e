import { Job, type Order } from './job.ts';

const PLACES = 4;

/** Who runs, who waits, and who is next. */
export class Supervisor {
  readonly #jobs = new Map<string, Job>();
  readonly #running = new Map<Job, Promise<void>>();
  readonly #places = new Set<Job>();
  #waiting: Job[] = [];

  take(order: Order): Job {
    const job = new Job(order);
    this.#jobs.set(job.id, job);
    this.#waiting.push(job);
    this.#startNext();
    return job;
  }

  find(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  cancel(job: Job): void {
    this.#waiting = this.#waiting.filter((other) => other !== job);
    job.cancel();
  }

  /** Ends with the last job. */
  async stop(): Promise<void> {
    // A list of its own: who is cancelled leaves the other.
    for (const job of [...this.#waiting, ...this.#running.keys()]) this.cancel(job);
    await Promise.all(this.#running.values());
  }

  #startNext(): void {
    while (this.#places.size < PLACES && this.#waiting.length > 0) {
      const job = this.#waiting.shift()!;
      this.#places.add(job);
      const leave = () => {
        this.#places.delete(job);
        this.#startNext();
      };
      job.onExit = leave;
      const end = job.run().finally(() => {
        this.#running.delete(job);
        leave();
      });
      this.#running.set(job, end);
    }
  }
}
