import { KitFailure } from './failures.js';

let lost = 0;

/** A connection to the learner's program that was refused or broke. The runner counts them: one may be the first sign of a crash. */
export function lostConnection(message: string, options?: ErrorOptions): KitFailure {
  lost += 1;
  return new KitFailure('connection', message, options);
}

/** How many there have been since the grader began, whatever the suite made of them. */
export function countLostConnections(): number {
  return lost;
}
