import type { SubmissionDetail } from '#contracts';
import { OUTCOME_WORDS } from './words.js';

export type ShownVerdict = NonNullable<SubmissionDetail['verdict']>;

/** A verdict in one sentence, for those who hear it. */
export function tellVerdict({ outcome, score, passed, total }: ShownVerdict): string {
  const points = score === null ? '' : `, score ${score} of 100`;
  const tests = total === 0 ? '' : ` ${tellPassed(passed, total)}`;
  return `${OUTCOME_WORDS[outcome]}${points}.${tests}`;
}

export function tellPassed(passed: number, total: number): string {
  if (total === 1) return passed === 1 ? 'The one test passed.' : 'The one test failed.';
  if (passed === total) return `All ${total} tests passed.`;
  return `${passed === 0 ? 'None' : passed} of ${total} tests passed.`;
}
