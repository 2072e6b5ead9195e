import type { Outcome } from '#contracts';
import { EXIT_CODE } from './exit-code.js';

/** 0 accepted · 1 not accepted · 2 our fault. */
export function toExitCode(outcome: Outcome): number {
  if (outcome === 'accepted') return EXIT_CODE.ok;
  return outcome === 'system-error' ? EXIT_CODE.ourFault : EXIT_CODE.notAccepted;
}
