import { z } from 'zod';
import { BoardMode, CohortRole, FeedbackRelease } from '../cohort-words.js';
import { CohortId, ExerciseSlug, UserId } from '../ids.js';
import { PageQuery } from './page.js';
import { shownName } from './shown-name.js';
import { timestamp } from './timestamp.js';

const MOST_EXERCISES = 200;

const moment = () => z.iso.datetime({ offset: true }).nullable();

/** Under which terms a cohort works. Null: no such term. */
const terms = {
  summary: z.string().trim().max(500).default(''),
  /** A track, or else exercises one by one. */
  track: z.string().max(64).nullable().default(null),
  exercises: z.array(ExerciseSlug).max(MOST_EXERCISES).default([]),
  /** Work handed in earlier does not count. */
  startsAt: moment().default(null),
  /** Work handed in later is late. */
  dueAt: moment().default(null),
  /** Work handed in later does not count. */
  closesAt: moment().default(null),
  /** What late work loses, in percent. Null: nothing. */
  latePenaltyPercent: z.number().int().min(0).max(100).nullable().default(null),
  /** How many attempts at each exercise count. */
  attemptCap: z.number().int().min(1).max(1000).nullable().default(null),
  /** How long after an attempt the next one may come. */
  coolDownMinutes: z.number().int().min(1).max(1000).nullable().default(null),
  feedbackRelease: FeedbackRelease.default('exercise'),
  boardMode: BoardMode.default('cohort'),
};

const CohortTerms = z.strictObject({ name: shownName(), ...terms });
type CohortTerms = z.infer<typeof CohortTerms>;

export const CreateCohortRequest = CohortTerms.superRefine(checkTerms);
export type CreateCohortRequest = z.infer<typeof CreateCohortRequest>;

/** All of the terms, as they shall be from now on. */
export const UpdateCohortRequest = CohortTerms.extend({
  joinOpen: z.boolean(),
  archived: z.boolean(),
}).superRefine(checkTerms);
export type UpdateCohortRequest = z.infer<typeof UpdateCohortRequest>;

/** What belongs together. Dates are compared only where both are given, and both are dates. */
function checkTerms(cohort: CohortTerms, context: z.RefinementCtx): void {
  const refuse = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  const isAfter = (later: string | null, earlier: string | null) =>
    later === null || earlier === null || !(Date.parse(later) <= Date.parse(earlier));
  if (cohort.track !== null && cohort.exercises.length > 0)
    refuse('exercises', 'choose a track or exercises, not both');
  if (cohort.track === null && cohort.exercises.length === 0)
    refuse('exercises', 'choose a track or at least one exercise');
  if (new Set(cohort.exercises).size !== cohort.exercises.length)
    refuse('exercises', 'name each exercise once');
  if (!isAfter(cohort.dueAt, cohort.startsAt)) refuse('dueAt', 'must come after the start');
  if (!isAfter(cohort.closesAt, cohort.startsAt)) refuse('closesAt', 'must come after the start');
  if (!isAfter(cohort.closesAt, cohort.dueAt) && cohort.closesAt !== cohort.dueAt)
    refuse('closesAt', 'must not come before the due date');
  if (cohort.latePenaltyPercent !== null && cohort.dueAt === null)
    refuse('latePenaltyPercent', 'needs a due date: without one nothing is late');
  if (cohort.feedbackRelease === 'after-due' && cohort.dueAt === null)
    refuse('feedbackRelease', 'needs a due date to wait for');
}

export const CohortSummary = z.object({
  id: CohortId,
  name: z.string(),
  summary: z.string(),
  track: z.object({ slug: z.string(), title: z.string() }).nullable(),
  startsAt: timestamp().nullable(),
  dueAt: timestamp().nullable(),
  closesAt: timestamp().nullable(),
  archivedAt: timestamp().nullable(),
  /** What the caller is in it; null for an admin who is no member. */
  role: CohortRole.nullable(),
  learners: z.number().int(),
});
export type CohortSummary = z.infer<typeof CohortSummary>;

/** An exercise of a cohort and where the caller stands with it, under the terms of the cohort. */
export const CohortExercise = z.object({
  slug: ExerciseSlug,
  title: z.string(),
  points: z.number().int(),
  minutes: z.number().int(),
  /** Best points, to a tenth; null before anything counts. */
  earned: z.number().nullable(),
  /** The best score, 0–100. */
  bestScore: z.number().nullable(),
  /** The best result was late. */
  late: z.boolean(),
  attemptsUsed: z.number().int(),
  /** Whether another attempt would count now. */
  next: z.enum(['open', 'not-started', 'closed', 'attempts-used-up', 'cool-down']),
  /** When the next attempt counts again, during a cool-down. */
  nextAt: timestamp().nullable(),
});
export type CohortExercise = z.infer<typeof CohortExercise>;

export const CohortDetail = CohortSummary.extend({
  latePenaltyPercent: z.number().int().nullable(),
  attemptCap: z.number().int().nullable(),
  coolDownMinutes: z.number().int().nullable(),
  feedbackRelease: FeedbackRelease,
  boardMode: BoardMode,
  boardFrozenAt: timestamp().nullable(),
  exercises: z.array(CohortExercise),
  instructors: z.array(z.string()),
  /** For those who teach it. */
  manage: z.object({ joinCode: z.string(), joinOpen: z.boolean() }).nullable(),
});
export type CohortDetail = z.infer<typeof CohortDetail>;

export const CohortListQuery = PageQuery.extend({
  archived: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  /** Those that have this exercise, by their track or by choice. */
  exercise: ExerciseSlug.optional(),
});
export type CohortListQuery = z.infer<typeof CohortListQuery>;

/** Letters and digits as they are typed: spaces, hyphens and case do not matter. */
export const JoinCode = z
  .string()
  .max(64)
  .transform((text) => text.replaceAll(/[\s-]/g, '').toUpperCase())
  .pipe(z.string().regex(/^[0-9A-Z]{20}$/, 'a join code has 20 letters and digits'));

export const JoinCohortRequest = z.strictObject({ code: JoinCode });
export type JoinCohortRequest = z.infer<typeof JoinCohortRequest>;

/** What somebody who has the code may know before they join. */
export const CohortInvitation = z.object({
  name: z.string(),
  summary: z.string(),
  track: z.object({ slug: z.string(), title: z.string() }).nullable(),
  startsAt: timestamp().nullable(),
  dueAt: timestamp().nullable(),
  closesAt: timestamp().nullable(),
  instructors: z.array(z.string()),
  /** The cohort itself, for who is a member already. */
  memberOf: CohortId.nullable(),
});
export type CohortInvitation = z.infer<typeof CohortInvitation>;

/** A member, as the staff of the cohort sees them. */
export const CohortMemberView = z.object({
  userId: UserId,
  role: CohortRole,
  displayName: z.string(),
  email: z.string(),
  rosterName: z.string().nullable(),
  externalId: z.string().nullable(),
  joinedAt: timestamp(),
});
export type CohortMemberView = z.infer<typeof CohortMemberView>;

export const AddInstructorRequest = z.strictObject({ email: z.email().max(254) });
export type AddInstructorRequest = z.infer<typeof AddInstructorRequest>;

/** Somebody on the roster who has not joined yet. */
export const ExpectedLearner = z.object({
  email: z.string(),
  name: z.string().nullable(),
  externalId: z.string().nullable(),
  invitedAt: timestamp(),
});
export type ExpectedLearner = z.infer<typeof ExpectedLearner>;

export const ImportRosterRequest = z.strictObject({ csv: z.string().min(1).max(500_000) });
export type ImportRosterRequest = z.infer<typeof ImportRosterRequest>;

/** What came of each line: enrolled now, expected once they join, a member already, or a mistake to mend. */
export const RosterReport = z.object({
  enrolled: z.number().int(),
  expected: z.number().int(),
  members: z.number().int(),
  mistakes: z.number().int(),
  lines: z.array(
    z.object({
      line: z.number().int(),
      email: z.string().nullable(),
      name: z.string().nullable(),
      result: z.enum(['enrolled', 'expected', 'member', 'mistake']),
      message: z.string().nullable(),
    }),
  ),
});
export type RosterReport = z.infer<typeof RosterReport>;
