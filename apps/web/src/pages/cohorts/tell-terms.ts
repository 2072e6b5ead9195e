import type { CohortDetail, CohortSummary } from '#contracts';

type Terms = Pick<CohortDetail, 'latePenaltyPercent' | 'attemptCap' | 'coolDownMinutes' | 'feedbackRelease'>;

type Dates = Pick<CohortSummary, 'startsAt' | 'dueAt' | 'closesAt'>;

const DATES = [
  { name: 'startsAt', ahead: 'starts', behind: 'started' },
  { name: 'dueAt', ahead: 'due', behind: 'was due' },
  { name: 'closesAt', ahead: 'closes', behind: 'closed' },
] as const;

/** The dates that there are, each with its word: what lies behind is told so. */
export function tellDates(dates: Dates, nowMs: number): { word: string; at: string }[] {
  return DATES.flatMap(({ name, ahead, behind }) => {
    const at = dates[name];
    return at === null ? [] : [{ word: isBehind(at, nowMs) ? behind : ahead, at }];
  });
}

export const isBehind = (at: string | null, nowMs: number): boolean => at !== null && Date.parse(at) <= nowMs;

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
