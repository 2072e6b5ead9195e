import type { CohortDetail } from '#contracts';

type Terms = Pick<CohortDetail, 'latePenaltyPercent' | 'attemptCap' | 'coolDownMinutes' | 'feedbackRelease'>;

/** What a learner has to know about the terms, a sentence each. */
export function tellTerms({
  latePenaltyPercent,
  attemptCap,
  coolDownMinutes,
  feedbackRelease,
}: Terms): string[] {
  return [
    latePenaltyPercent === 100 ? 'Work after the due date does not count.' : '',
    latePenaltyPercent !== null && latePenaltyPercent > 0 && latePenaltyPercent < 100
      ? `Work after the due date loses ${latePenaltyPercent} % of its points.`
      : '',
    attemptCap === null
      ? ''
      : `The first ${attemptCap} attempts at each exercise count; runs of the public tests are free.`,
    coolDownMinutes === null ? '' : `Between two attempts lie ${coolDownMinutes} minutes.`,
    feedbackRelease === 'after-due' ? 'Until the due date you see how many tests pass, and no more.' : '',
  ].filter(Boolean);
}
