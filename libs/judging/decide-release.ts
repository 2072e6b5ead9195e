import type { FeedbackRelease } from '#contracts';

/** What a cohort of the viewer that has the exercise says about when feedback comes. */
export interface ReleaseTerms {
  readonly startsAt: Date | null;
  readonly dueAt: Date | null;
  readonly closesAt: Date | null;
  readonly feedbackRelease: FeedbackRelease;
}

/** What all cohorts of the viewer together come to. */
export interface Release {
  /** The work is due and past in every cohort that has a date; null when none has one. */
  readonly due: boolean | null;
  /** A cohort keeps everything but counts until its due date. */
  readonly withheld: boolean;
}

/** In no cohort with this exercise. */
export const NO_COHORTS: Release = { due: null, withheld: false };

/** A cohort without a due date is due when it closes. One that has not begun withholds nothing yet. */
export function decideRelease(cohorts: readonly ReleaseTerms[], now: Date): Release {
  const dates = cohorts.flatMap(({ dueAt, closesAt }) => dueAt ?? closesAt ?? []);
  return {
    due: dates.length === 0 ? null : dates.every((date) => date < now),
    withheld: cohorts.some(
      ({ startsAt, dueAt, feedbackRelease }) =>
        feedbackRelease === 'after-due' &&
        dueAt !== null &&
        now <= dueAt &&
        (startsAt === null || startsAt <= now),
    ),
  };
}
