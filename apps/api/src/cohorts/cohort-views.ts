import type {
  CohortDetail,
  CohortExercise,
  CohortMemberView,
  CohortSummary,
  ExpectedLearner,
} from '#contracts';
import type {
  CohortMember,
  CohortRecord,
  ExerciseRecord,
  ExpectedMember,
  KnownMember,
  ListedCohort,
} from '#persistence';
import type { ExerciseTally } from '#scoring';
import { isOpen } from './cohort-terms.js';

type Track = CohortSummary['track'];

const toText = (moment: Date | null): string | null => moment?.toISOString() ?? null;

export function toCohortSummary(cohort: ListedCohort, track: Track): CohortSummary {
  return {
    id: cohort.id,
    name: cohort.name,
    summary: cohort.summary,
    track,
    startsAt: toText(cohort.startsAt),
    dueAt: toText(cohort.dueAt),
    closesAt: toText(cohort.closesAt),
    archivedAt: toText(cohort.archivedAt),
    role: cohort.role,
    learners: cohort.learners,
  };
}

interface DetailParts {
  readonly track: Track;
  readonly membership: CohortMember | null;
  readonly learners: number;
  readonly exercises: CohortExercise[];
  readonly instructors: string[];
  /** The viewer may change it, and see how it is joined. */
  readonly manages: boolean;
}

export function toCohortDetail(cohort: CohortRecord, parts: DetailParts): CohortDetail {
  const role = parts.membership?.role ?? null;
  return {
    ...toCohortSummary({ ...cohort, role, learners: parts.learners }, parts.track),
    latePenaltyPercent: cohort.latePenaltyPercent,
    attemptCap: cohort.attemptCap,
    coolDownMinutes: cohort.coolDownSeconds === null ? null : Math.ceil(cohort.coolDownSeconds / 60),
    feedbackRelease: cohort.feedbackRelease,
    boardMode: cohort.boardMode,
    boardFrozenAt: toText(cohort.boardFrozenAt),
    exercises: parts.exercises,
    instructors: parts.instructors,
    manage: parts.manages ? { joinCode: cohort.joinCode, joinOpen: cohort.joinOpen } : null,
  };
}

export function toCohortExercise(
  cohort: CohortRecord,
  { slug, manifest }: ExerciseRecord,
  { best, attemptsUsed, admit }: ExerciseTally,
  now: Date,
): CohortExercise {
  const admission = admit(now.getTime());
  return {
    slug,
    title: manifest.title,
    points: manifest.points,
    minutes: manifest.minutes,
    earned: best === null ? null : best.points / 10,
    bestScore: best?.score ?? null,
    late: best?.late ?? false,
    attemptsUsed,
    next: decideNext(cohort, admission.verdict, now),
    nextAt: admission.verdict === 'cool-down' ? new Date(admission.untilMs).toISOString() : null,
  };
}

function decideNext(
  cohort: CohortRecord,
  admission: 'admitted' | 'attempts-used-up' | 'cool-down',
  now: Date,
): CohortExercise['next'] {
  if (!isOpen(cohort, now))
    return cohort.startsAt !== null && now < cohort.startsAt ? 'not-started' : 'closed';
  return admission === 'admitted' ? 'open' : admission;
}

export const toMemberView = (member: KnownMember): CohortMemberView => ({
  userId: member.userId,
  role: member.role,
  displayName: member.displayName,
  email: member.email,
  rosterName: member.rosterName,
  externalId: member.externalId,
  joinedAt: member.joinedAt.toISOString(),
});

export const toExpectedLearner = ({
  email,
  name,
  externalId,
  invitedAt,
}: ExpectedMember): ExpectedLearner => ({
  email,
  name,
  externalId,
  invitedAt: invitedAt.toISOString(),
});
