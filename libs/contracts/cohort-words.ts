import { z } from 'zod';

/** What a member of a cohort is there for. Only platform staff can be a cohort's instructor. */
export const CohortRole = z.enum(['learner', 'instructor']);
export type CohortRole = z.infer<typeof CohortRole>;

/**
 * When a cohort lets feedback out: as each exercise says, or nothing but counts before the due date (from then on as
 * each exercise says).
 */
export const FeedbackRelease = z.enum(['exercise', 'after-due']);
export type FeedbackRelease = z.infer<typeof FeedbackRelease>;

/** Who may look at a board: nobody, staff, whoever it is about (a cohort's members), or anybody. */
export const BoardMode = z.enum(['off', 'staff', 'cohort', 'public']);
export type BoardMode = z.infer<typeof BoardMode>;
