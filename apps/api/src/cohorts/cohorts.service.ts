import { Injectable } from '@nestjs/common';
import {
  Refusal,
  type CohortDetail,
  type CohortExercise,
  type CohortId,
  type CohortInvitation,
  type CohortListQuery,
  type CohortSummary,
  type CreateCohortRequest,
  type UpdateCohortRequest,
} from '#contracts';
import { LiveUpdates } from '#live-updates';
import {
  AuditRepository,
  CohortMemberRepository,
  CohortRepository,
  StandingRepository,
  type CohortMember,
  type CohortRecord,
} from '#persistence';
import { tallyExercise } from '#scoring';
import type { Caller } from '../http/caller.js';
import { CohortDoor } from './cohort-door.service.js';
import { toWorkTerms } from './cohort-terms.js';
import { toCohortDetail, toCohortExercise, toCohortSummary } from './cohort-views.js';
import { CurriculumService } from './curriculum.service.js';
import { makeJoinCode } from './join-code.js';

/** Cohorts, as their members and staff see and change them. */
@Injectable()
export class CohortsService {
  constructor(
    private readonly cohorts: CohortRepository,
    private readonly members: CohortMemberRepository,
    private readonly door: CohortDoor,
    private readonly curriculum: CurriculumService,
    private readonly standings: StandingRepository,
    private readonly live: LiveUpdates,
    private readonly audit: AuditRepository,
  ) {}

  /** The caller's own; for an admin every one. @throws Refusal `not-found` for an exercise that is not there */
  async list(
    caller: Caller,
    query: CohortListQuery,
  ): Promise<{ items: CohortSummary[]; nextCursor: string | null }> {
    const { exercise, ...page } = query;
    const having = exercise === undefined ? null : await this.curriculum.getInTracks(exercise);
    const memberId = caller.role === 'admin' ? null : caller.id;
    const { items, nextCursor } = await this.cohorts.list({ ...page, having, memberId, viewerId: caller.id });
    const views = items.map((cohort) => toCohortSummary(cohort, this.curriculum.findTrack(cohort.trackSlug)));
    return { items: views, nextCursor };
  }

  async create(caller: Caller, request: CreateCohortRequest): Promise<CohortDetail> {
    const cohort = await this.cohorts.insert({
      ...(await this.toStored(request)),
      joinCode: makeJoinCode(),
      joinOpen: true,
      createdBy: caller.id,
    });
    return this.describe(caller, cohort.id);
  }

  async update(caller: Caller, id: CohortId, request: UpdateCohortRequest): Promise<CohortDetail> {
    await this.door.requireTeacher(caller, id);
    const { joinOpen, archived } = request;
    await this.cohorts.update(id, { ...(await this.toStored(request)), joinOpen, archived });
    await this.tell(caller, id, 'cohort.changed', { ...request });
    return this.describe(caller, id);
  }

  async describe(caller: Caller, id: CohortId): Promise<CohortDetail> {
    const { cohort, membership, manages } = await this.door.open(caller, id);
    const [exercises, instructors, learners] = await Promise.all([
      this.listExercises(cohort, membership),
      this.members.listInstructorNames(id),
      this.members.countLearners(id),
    ]);
    const track = this.curriculum.findTrack(cohort.trackSlug);
    return toCohortDetail(cohort, { track, membership, learners, exercises, instructors, manages });
  }

  /** What the bearer of a code may know. @throws Refusal `not-found` */
  async describeInvitation(caller: Caller, code: string): Promise<CohortInvitation> {
    const cohort = await this.requireOpen(code);
    const [membership, instructors] = await Promise.all([
      this.cohorts.findMember(cohort.id, caller.id),
      this.members.listInstructorNames(cohort.id),
    ]);
    return {
      name: cohort.name,
      summary: cohort.summary,
      track: this.curriculum.findTrack(cohort.trackSlug),
      startsAt: cohort.startsAt?.toISOString() ?? null,
      dueAt: cohort.dueAt?.toISOString() ?? null,
      closesAt: cohort.closesAt?.toISOString() ?? null,
      instructors,
      memberOf: membership === null ? null : cohort.id,
    };
  }

  /** Joining twice is joining once. @throws Refusal `not-found` */
  async join(caller: Caller, code: string): Promise<CohortDetail> {
    const { id } = await this.requireOpen(code);
    await this.members.join(id, caller.id);
    await this.live.announceStandings(id);
    return this.describe(caller, id);
  }

  async replaceJoinCode(caller: Caller, id: CohortId): Promise<CohortDetail> {
    await this.door.requireTeacher(caller, id);
    await this.cohorts.replaceJoinCode(id, makeJoinCode());
    await this.tell(caller, id, 'cohort.join-code-replaced', {});
    return this.describe(caller, id);
  }

  /** Freezes the learners' board as it is now, or lets it go on. */
  async setFrozen(caller: Caller, id: CohortId, frozen: boolean): Promise<CohortDetail> {
    await this.door.requireTeacher(caller, id);
    await (frozen ? this.cohorts.freezeBoard(id) : this.cohorts.thawBoard(id));
    await this.tell(caller, id, frozen ? 'cohort.board-frozen' : 'cohort.board-thawed', {});
    return this.describe(caller, id);
  }

  private async tell(
    caller: Caller,
    id: CohortId,
    action: `cohort.${string}`,
    detail: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.insert({ actorId: caller.id, action, subject: `cohort:${id}`, detail });
    await this.live.announceStandings(id);
  }

  private async requireOpen(code: string): Promise<CohortRecord> {
    const cohort = await this.cohorts.findOpenByCode(code);
    if (cohort !== null) return cohort;
    throw new Refusal(
      'not-found',
      'No cohort can be joined with this code. Ask your instructor for the current one.',
    );
  }

  /** Each with what the caller has reached, under the cohort's terms. */
  private async listExercises(
    cohort: CohortRecord,
    membership: CohortMember | null,
  ): Promise<CohortExercise[]> {
    const records = await this.curriculum.listOfCohort(cohort);
    const ids = records.map(({ manifest }) => manifest.id);
    const work = membership === null ? [] : await this.standings.listOwnWork(membership.userId, ids);
    const terms = toWorkTerms(cohort, ids);
    const now = new Date();
    return records.map((record) => {
      const own = work.filter(({ exerciseId }) => exerciseId === record.manifest.id);
      return toCohortExercise(cohort, record, tallyExercise(own, terms), now);
    });
  }

  private async toStored(request: CreateCohortRequest) {
    const { name, summary, latePenaltyPercent, attemptCap, coolDownMinutes, feedbackRelease, boardMode } =
      request;
    return {
      name,
      summary,
      latePenaltyPercent,
      attemptCap,
      coolDownSeconds: coolDownMinutes === null ? null : coolDownMinutes * 60,
      feedbackRelease,
      boardMode,
      trackSlug: request.track,
      startsAt: toDate(request.startsAt),
      dueAt: toDate(request.dueAt),
      closesAt: toDate(request.closesAt),
      exerciseIds: await this.curriculum.requireChoice(request.track, request.exercises),
    };
  }
}

const toDate = (text: string | null): Date | null => (text === null ? null : new Date(text));
