import type { ExerciseId } from '#contracts';
import type { AttemptTerms, CohortRecord } from '#persistence';
import type { WorkTerms } from '#scoring';

/** What counts, everywhere and always: of boards that belong to no cohort. */
export const withoutTerms = (exerciseIds: readonly ExerciseId[]): WorkTerms => ({
  exerciseIds,
  startsAtMs: null,
  dueAtMs: null,
  closesAtMs: null,
  latePenaltyPercent: null,
  attempts: { cap: null, coolDownMs: null },
});

export const toWorkTerms = (cohort: CohortRecord, exerciseIds: readonly ExerciseId[]): WorkTerms => ({
  exerciseIds,
  startsAtMs: cohort.startsAt?.getTime() ?? null,
  dueAtMs: cohort.dueAt?.getTime() ?? null,
  closesAtMs: cohort.closesAt?.getTime() ?? null,
  latePenaltyPercent: cohort.latePenaltyPercent,
  attempts: toPolicy(cohort),
});

/**
 * The terms that intake has to hold: those of every cohort that is open now, or none at all when one of them lets its
 * learners try as they like, or when no cohort is open.
 */
export function toAttemptTerms(cohorts: readonly CohortRecord[], now: Date): AttemptTerms[] {
  const open = cohorts.filter((cohort) => isOpen(cohort, now));
  const terms = open.map((cohort) => ({
    cohortName: cohort.name,
    startsAt: cohort.startsAt,
    policy: toPolicy(cohort),
  }));
  return terms.some(({ policy }) => policy.cap === null && policy.coolDownMs === null) ? [] : terms;
}

export const isOpen = ({ startsAt, closesAt }: CohortRecord, now: Date): boolean =>
  (startsAt === null || startsAt <= now) && (closesAt === null || now <= closesAt);

const toPolicy = ({ attemptCap, coolDownSeconds }: CohortRecord): WorkTerms['attempts'] => ({
  cap: attemptCap,
  coolDownMs: coolDownSeconds === null ? null : coolDownSeconds * 1000,
});
