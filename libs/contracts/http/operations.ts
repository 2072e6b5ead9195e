import { z } from 'zod';
import { ExerciseSlug, SubmissionId, UserId } from '../ids.js';
import { Outcome } from '../outcomes.js';
import { shownName } from './shown-name.js';
import { timestamp } from './timestamp.js';

/**
 * `normal` · `draining`: workers finish what they have and take nothing new, while submissions are accepted and wait ·
 * `maintenance`: no submission is accepted, while those that wait are judged.
 */
export const PlatformMode = z.enum(['normal', 'draining', 'maintenance']);
export type PlatformMode = z.infer<typeof PlatformMode>;

/** What everybody may know. `line` is the operator's word to people. */
export const PlatformStatus = z.object({
  mode: PlatformMode,
  line: z.string().nullable(),
  since: timestamp(),
});
export type PlatformStatus = z.infer<typeof PlatformStatus>;

export const SetModeRequest = z.strictObject({ mode: PlatformMode, line: shownName(200).optional() });
export type SetModeRequest = z.infer<typeof SetModeRequest>;

/** An image that a worker's engine has, by its content. */
export const WorkerImage = z.object({ name: z.string(), id: z.string() });
export type WorkerImage = z.infer<typeof WorkerImage>;

/** Which given-up submissions to judge again; all of them when none are named. */
export const RequeueRequest = z.strictObject({
  submissions: z.array(SubmissionId).min(1).max(1000).optional(),
});
export type RequeueRequest = z.infer<typeof RequeueRequest>;

/** Those that are queued again now: at most a thousand at a time. */
export const Requeued = z.object({ submissions: z.array(SubmissionId) });
export type Requeued = z.infer<typeof Requeued>;

export const WorkerView = z.object({
  id: z.string(),
  host: z.string(),
  /** `open`: takes submissions · `closed`: its engine is not proven · `draining` · `lost`: it has stopped telling. */
  state: z.enum(['open', 'closed', 'draining', 'lost']),
  /** Why it is closed. */
  trouble: z.string().nullable(),
  slots: z.number().int(),
  running: z.number().int(),
  /** Of the running: those of batches. */
  runningAside: z.number().int(),
  engine: z.string().nullable(),
  images: z.array(WorkerImage),
  swept: z.number().int(),
  orphansRemoved: z.number().int(),
  startedAt: timestamp(),
  seenAt: timestamp(),
});
export type WorkerView = z.infer<typeof WorkerView>;

const WaitingLine = z.object({ length: z.number().int(), oldestSeconds: z.number().nullable() });

export const Operations = z.object({
  status: PlatformStatus.extend({
    changedBy: z.object({ id: UserId, displayName: z.string() }).nullable(),
  }),
  queue: z.object({
    /** What learners sent, due now. */
    submissions: WaitingLine,
    /** Items of batches, which go after them. */
    rejudging: WaitingLine,
    /** What waits for another try after a fault of ours. */
    retrying: z.number().int(),
  }),
  workers: z.array(WorkerView),
  /** Verdicts by outcome, within the last hour and the last 24 hours. */
  outcomes: z.array(z.object({ outcome: Outcome, hour: z.number().int(), day: z.number().int() })),
  /** Newest first. `given-up` ones have ended; a `retrying` one comes again. */
  systemErrors: z.array(
    z.object({
      submission: SubmissionId,
      exercise: ExerciseSlug,
      code: z.string(),
      message: z.string(),
      at: timestamp(),
      state: z.enum(['retrying', 'given-up']),
    }),
  ),
});
export type Operations = z.infer<typeof Operations>;
