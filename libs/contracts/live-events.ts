import { z } from 'zod';
import { Outcome, SubmissionStatus } from './outcomes.js';
import { FailureCategory } from './test-failure.js';

/**
 * What a watcher of a submission is told, in order. Ids are `<attempt>-<number>`, ever increasing within a
 * submission: a reader that resumes after the last id it saw loses nothing and sees nothing twice.
 * `queue-position` is a passing remark and carries no id.
 */
export const LiveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('queue-position'), position: z.number().int().nonnegative() }),
  z.object({ type: z.literal('status'), status: SubmissionStatus, attempt: z.number().int().nonnegative() }),
  /** The suite is loaded: how many tests will be reported, in all and in each group. */
  z.object({
    type: z.literal('plan'),
    total: z.number().int().nonnegative(),
    groups: z
      .array(
        z.object({
          name: z.string(),
          total: z.number().int().nonnegative(),
          /** Only in runs that are scored. */
          points: z.number().nonnegative().optional(),
          /** Its points come with its last test, when all have passed. */
          allOrNothing: z.boolean().optional(),
        }),
      )
      .optional(),
  }),
  /**
   * One test ended. `title` and `message` are present only where the feedback policy shows them; all there is to say
   * about a failed test comes with the verdict.
   */
  z.object({
    type: z.literal('test'),
    index: z.number().int().nonnegative(),
    group: z.string(),
    title: z.string().optional(),
    status: z.enum(['passed', 'failed']),
    category: FailureCategory.optional(),
    message: z.string().optional(),
    /** The points of its group so far; only in runs that are scored. */
    earned: z.number().nonnegative().optional(),
  }),
  /** Our fault: this attempt is void and another one follows. Costs the learner nothing. */
  z.object({ type: z.literal('retrying'), attempt: z.number().int(), reason: z.string() }),
  z.object({ type: z.literal('judged'), outcome: Outcome, score: z.number().nullable() }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

export interface StoredLiveEvent {
  readonly id: string;
  readonly event: LiveEvent;
}
