import { Injectable } from '@nestjs/common';
import {
  invariant,
  Refusal,
  type SubmissionDetail,
  type SubmissionFile,
  type SubmissionId,
  type SubmissionListItem,
  type SubmissionListQuery,
} from '#contracts';
import { JudgeQueue } from '#job-queue';
import { showVerdict, type Release } from '#judging';
import {
  ExerciseRepository,
  SubmissionRepository,
  UserRepository,
  type JudgedSubmission,
} from '#persistence';
import { CohortTermsService } from '../cohorts/cohort-terms.service.js';
import { isStaff, type Caller } from '../http/caller.js';
import { packSubmission, type Archive } from './pack-submission.js';
import { toSubmissionDetail, toSubmissionListItem } from './submission-views.js';

/** Reading submissions, each as its reader may see it. */
@Injectable()
export class SubmissionsService {
  constructor(
    private readonly submissions: SubmissionRepository,
    private readonly exercises: ExerciseRepository,
    private readonly queue: JudgeQueue,
    private readonly cohorts: CohortTermsService,
    private readonly users: UserRepository,
  ) {}

  async list(
    caller: Caller,
    { from, to, ...query }: SubmissionListQuery,
  ): Promise<{ items: SubmissionListItem[]; nextCursor: string | null }> {
    const { items, nextCursor } = await this.submissions.listForUser(caller.id, {
      ...query,
      from: toMoment(from),
      to: toMoment(to),
    });
    return { items: items.map(toSubmissionListItem), nextCursor };
  }

  async describe(caller: Caller, id: SubmissionId): Promise<SubmissionDetail> {
    const row = await this.get(caller, id);
    const exercise = await this.exercises.findVersion(row.exerciseVersion);
    invariant(exercise !== null, `exercise version ${row.exerciseVersion} of a submission is stored`);
    const [learner, verdict, queuePosition] = await Promise.all([
      this.findOther(caller, row),
      this.showVerdict(caller, row, exercise),
      this.findPosition(row),
    ]);
    return toSubmissionDetail(row, { title: exercise.manifest.title, learner, verdict, queuePosition });
  }

  async listFiles(caller: Caller, id: SubmissionId): Promise<SubmissionFile[]> {
    const { id: known } = await this.get(caller, id);
    return this.submissions.listFiles(known);
  }

  /** The submitted files as one download. */
  async pack(caller: Caller, id: SubmissionId): Promise<Archive> {
    const row = await this.get(caller, id);
    return packSubmission(row, await this.submissions.listFiles(row.id));
  }

  /**
   * SECURITY: P04, P32: learners reach their own submissions only, and somebody else's looks like none.
   * @throws Refusal `not-found`
   */
  async get(caller: Caller, id: SubmissionId): Promise<JudgedSubmission> {
    const row = await this.submissions.findForUser(id, isStaff(caller) ? null : caller.id);
    if (row === null) throw new Refusal('not-found', 'There is nothing at this address, or it is not yours.');
    return row;
  }

  /** Null when it is not waiting, and when Redis cannot be asked. */
  findPosition({ id, status }: Pick<JudgedSubmission, 'id' | 'status'>): Promise<number | null> {
    return status === 'queued' ? this.queue.position(id).catch(() => null) : Promise.resolve(null);
  }

  /** Whose it is, where it is not the caller's own. */
  private async findOther(
    caller: Caller,
    { userId }: JudgedSubmission,
  ): Promise<SubmissionDetail['learner']> {
    const user = userId === caller.id ? null : await this.users.findUserById(userId);
    return user && { id: user.id, displayName: user.displayName };
  }

  private async showVerdict(
    caller: Caller,
    row: JudgedSubmission,
    exercise: Parameters<typeof showVerdict>[1],
  ): Promise<SubmissionDetail['verdict']> {
    if (row.verdict === null) return null;
    const [passed, release] = await Promise.all([
      this.submissions.hasPassed(caller.id, row.exerciseId),
      this.readRelease(caller, row),
    ]);
    // A preview shows its author what a learner would see.
    const staff = isStaff(caller) && row.mode !== 'preview';
    return showVerdict(row.verdict, exercise, { mode: row.mode, staff, passed, release });
  }

  /** True when a cohort of the caller keeps everything but counts of this run until its due date. */
  async withholdsTests(caller: Caller, id: SubmissionId): Promise<boolean> {
    const row = await this.get(caller, id);
    if (isStaff(caller) || row.mode !== 'graded') return false;
    return (await this.readRelease(caller, row)).withheld;
  }

  /** What the caller's cohorts say about when feedback on this exercise comes. */
  private readRelease(caller: Caller, { exerciseId, exerciseSlug }: JudgedSubmission): Promise<Release> {
    return this.cohorts.readRelease({ userId: caller.id, exerciseId, slug: exerciseSlug });
  }
}

const toMoment = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text);
