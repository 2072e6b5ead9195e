import { KitFailure } from './failures.js';

/** Of all that one test receives. A body has its own, smaller cap; a hundred bodies at once need this one. */
const MAX_BYTES_A_TEST = 32 * 1024 * 1024;

/**
 * Counts what a test receives over all its connections.
 * SECURITY: C14, H01 the grader has 256 MiB: a program that answers every request of a load with the largest body, or
 * fills every stream, must fail its test before it can end the grader.
 */
export class ReceivedBytes {
  #total = 0;

  /** @throws KitFailure once the test has received too much; from then on at every byte */
  add(count: number): void {
    this.#total += count;
    if (this.#total > MAX_BYTES_A_TEST)
      throw new KitFailure(
        'error',
        'The answers to the requests of this test are larger than 32 MiB together.',
      );
  }
}
