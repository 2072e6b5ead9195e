import { z } from 'zod';

/** A primary key. Ids are random UUIDs so that they can neither be guessed nor counted (threat P32). */
const uuid = () => z.uuid();

export const SubmissionId = uuid().brand<'SubmissionId'>();
export type SubmissionId = z.infer<typeof SubmissionId>;

export const UserId = uuid().brand<'UserId'>();
export type UserId = z.infer<typeof UserId>;

export const CohortId = uuid().brand<'CohortId'>();
export type CohortId = z.infer<typeof CohortId>;

export const ExerciseId = uuid().brand<'ExerciseId'>();
export type ExerciseId = z.infer<typeof ExerciseId>;

export const RejudgeBatchId = uuid().brand<'RejudgeBatchId'>();
export type RejudgeBatchId = z.infer<typeof RejudgeBatchId>;

export const RejudgeItemId = uuid().brand<'RejudgeItemId'>();
export type RejudgeItemId = z.infer<typeof RejudgeItemId>;

export const DraftRevisionId = uuid().brand<'DraftRevisionId'>();
export type DraftRevisionId = z.infer<typeof DraftRevisionId>;
/** A version of an exercise that was sent to be proven. */
export const CandidateId = uuid().brand<'CandidateId'>();
export type CandidateId = z.infer<typeof CandidateId>;

export const WebhookId = uuid().brand<'WebhookId'>();
export type WebhookId = z.infer<typeof WebhookId>;

export const WebhookDeliveryId = uuid().brand<'WebhookDeliveryId'>();
export type WebhookDeliveryId = z.infer<typeof WebhookDeliveryId>;

/** The folder name of an exercise and its name in every URL. */
export const ExerciseSlug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a slug is lower-case words joined by hyphens')
  .max(64)
  .brand<'ExerciseSlug'>();
export type ExerciseSlug = z.infer<typeof ExerciseSlug>;

/** Content hash of an exercise folder: 64 lower-case hex digits (SHA-256). */
export const ExerciseVersion = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'ExerciseVersion'>();
export type ExerciseVersion = z.infer<typeof ExerciseVersion>;

/** Seed of the random inputs of one run: 16 lower-case hex digits. Kept with the verdict so that a run can be replayed. */
export const Seed = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .brand<'Seed'>();
export type Seed = z.infer<typeof Seed>;
