import { KitFailure } from './failures.js';
import { findSession } from './session.js';

let lost = 0;

/**
 * A connection to the learner's program that was refused or broke. The runner counts them: one may be the first sign of a crash, unless the suite itself is
 * ending an instance or has ended it.
 */
export function lostConnection(message: string, options?: ErrorOptions): KitFailure {
  const notUp = findSession()?.pod.listNotUp() ?? [];
  if (notUp.length === 0) lost += 1;
  return new KitFailure('connection', message, options);
}

/** How many there have been since the grader began while every instance was up, whatever the suite made of them. */
export function countLostConnections(): number {
  return lost;
}
