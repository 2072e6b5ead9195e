import { Injectable } from '@nestjs/common';
import type { RejudgeBatchId, SubmissionId, UserId } from '#contracts';
import type { CohortRecord, Happening, JudgedFact, WebhookOutboxRepository } from '#persistence';
import { CurriculumService } from '../cohorts/curriculum.service.js';

type Write = Parameters<WebhookOutboxRepository['take']>[1];
type Facts = Parameters<Write>[1];
type Message = Awaited<ReturnType<Write>>;

/**
 * Writes what other systems are told. SECURITY: B01: results, counts and times, which every learner sees of their own work
 * under any feedback policy, and nothing of a test. People are named as on boards, or not at all.
 */
@Injectable()
export class MessageWriter {
  constructor(private readonly curriculum: CurriculumService) {}

  /** null: there is nothing to tell, since what it is about is gone or is none of the cohort's. */
  async write(happening: Happening, facts: Facts): Promise<Message> {
    const cohort = await facts.findCohort(happening.cohortId);
    if (cohort === null) return null;
    const told = await this.tell(cohort, happening, facts);
    if (told === null) return null;
    const { aboutUser, ...data } = told;
    return { aboutUser, body: toBody(happening.type, happening.at, { cohort: nameOf(cohort), ...data }) };
  }

  private tell(cohort: CohortRecord, { type, detail }: Happening, facts: Facts) {
    switch (type) {
      case 'submission.judged':
        return this.tellJudged(cohort, detail as { submissionId: SubmissionId; attempt: number }, facts);
      case 'member.joined':
      case 'member.left':
        return tellMember(cohort, detail as { userId: UserId; externalId: string | null }, facts);
      case 'board.frozen':
      case 'board.thawed':
        return { aboutUser: null, frozenAt: toMoment(detail['frozenAt']) };
      case 'rejudge.applied':
        return tellRejudge(cohort, detail as { batchId: RejudgeBatchId }, facts);
    }
  }

  private async tellJudged(
    cohort: CohortRecord,
    { submissionId, attempt }: { submissionId: SubmissionId; attempt: number },
    facts: Facts,
  ) {
    const judged = await facts.findJudged(submissionId, attempt);
    if (judged === null || !(await this.counts(cohort, judged, facts))) return null;
    const { userId, exerciseId, exerciseSlug, exerciseVersion, outcome, score, passed, total } = judged;
    return {
      aboutUser: userId,
      learner: await facts.findLearner(cohort.id, userId),
      exercise: { id: exerciseId, slug: exerciseSlug, version: exerciseVersion },
      submission: {
        id: submissionId,
        attempt,
        runtime: judged.runtime,
        submittedAt: judged.createdAt.toISOString(),
        judgedAt: judged.judgedAt.toISOString(),
        late: cohort.dueAt !== null && judged.createdAt > cohort.dueAt,
      },
      outcome,
      score,
      tests: { passed, total },
    };
  }

  /** Work of the cohort: at one of its exercises, handed in while it runs. */
  private async counts(cohort: CohortRecord, judged: JudgedFact, facts: Facts): Promise<boolean> {
    const { trackSlug, startsAt, closesAt } = cohort;
    const { createdAt, exerciseId, exerciseSlug } = judged;
    if ((startsAt !== null && createdAt < startsAt) || (closesAt !== null && createdAt > closesAt))
      return false;
    if (trackSlug !== null) return this.curriculum.listTracksWith(exerciseSlug).includes(trackSlug);
    return (await facts.listChosen(cohort.id)).includes(exerciseId);
  }
}

/** The envelope of Standard Webhooks. */
export function toBody(type: string, at: Date, data: object): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}

async function tellMember(
  cohort: CohortRecord,
  { userId, externalId }: { userId: UserId; externalId: string | null },
  facts: Facts,
) {
  const learner = await facts.findLearner(cohort.id, userId);
  return {
    // Somebody whose account is gone is told of by id alone.
    aboutUser: learner === null ? null : userId,
    learner: { id: userId, name: learner?.name ?? null, externalId },
  };
}

async function tellRejudge(cohort: CohortRecord, { batchId }: { batchId: RejudgeBatchId }, facts: Facts) {
  const applied = await facts.countApplied(cohort.id, batchId);
  if (applied === null) return null;
  const { exercise, submissions } = applied;
  return { aboutUser: null, batch: { id: batchId }, exercise: { slug: exercise }, submissions };
}

export const nameOf = ({ id, name }: Pick<CohortRecord, 'id' | 'name'>) => ({ id, name });

const toMoment = (moment: unknown): string | null =>
  typeof moment === 'string' ? new Date(moment).toISOString() : null;
