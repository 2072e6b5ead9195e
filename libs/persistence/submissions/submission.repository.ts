import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  invariant,
  type ExerciseId,
  type SubmissionFile,
  type SubmissionId,
  type UserId,
  type Verdict,
} from '#contracts';
import { queryRows } from '../query-rows.js';
import { assertStorableText } from '../storable-text.js';
import { Together } from '../together.js';
import type { InsertedSubmission, NewSubmission } from './insert-submission.js';
import {
  claimAttempt,
  extendAttemptLease,
  isLeftToOthers,
  recordVerdict,
  releaseAttempt,
  requeueUnscored,
  setAttemptStatus,
  type Attempt,
  type ClaimRequest,
  type Fault,
  type FaultReport,
  type RunningStatus,
} from './judge-attempt.js';
import {
  countAhead,
  listUserSubmissions,
  takeUnqueued,
  type SubmissionListQuery,
  type SubmissionPage,
  type UnqueuedSubmission,
} from './list-submissions.js';
import { storeTogether } from './store-together.js';
import { SUBMISSION_COLUMNS, type ClaimedSubmission, type JudgedSubmission } from './submission-record.js';

const MOST_STORED_TOGETHER = 64;
const MOST_CHARACTERS_TOGETHER = 8 * 1024 * 1024;

@Injectable()
export class SubmissionRepository {
  private readonly insertions: Together<NewSubmission, InsertedSubmission>;

  constructor(private readonly dataSource: DataSource) {
    this.insertions = new Together<NewSubmission, InsertedSubmission>({
      work: (submissions) => storeTogether(dataSource, submissions),
      most: MOST_STORED_TOGETHER,
      turnOf: ({ userId }) => userId,
      mostSize: MOST_CHARACTERS_TOGETHER,
      sizeOf: ({ files }) => files.reduce((sum, { path, content }) => sum + path.length + content.length, 0),
    });
  }

  /**
   * Stores row and files in one transaction, which may be shared with other users' submissions, or finds the row of an
   * earlier request with the same Idempotency-Key. It is committed when this settles.
   * @throws Refusal `idempotency-conflict`, `too-many-submissions`, `attempts-used-up` or `cool-down`
   */
  async insert(submission: NewSubmission): Promise<InsertedSubmission> {
    for (const { path, content } of submission.files) {
      assertStorableText(path, 'a file path');
      assertStorableText(content, `file ${path}`);
    }
    return this.insertions.do(submission);
  }

  /** null when there is none, or when it is not this user's. `userId` null reads as staff. */
  async findForUser(id: SubmissionId, userId: UserId | null): Promise<JudgedSubmission | null> {
    const [row] = await queryRows<JudgedSubmission>(
      this.dataSource,
      `SELECT ${SUBMISSION_COLUMNS}, v.verdict FROM submissions s
        LEFT JOIN verdicts v ON v.submission_id = s.id AND v.attempt = s.attempt AND s.status = 'judged'
        WHERE s.id = $1 AND ($2::uuid IS NULL OR s.user_id = $2)`,
      [id, userId],
    );
    return row ?? null;
  }

  findById(id: SubmissionId): Promise<JudgedSubmission | null> {
    return this.findForUser(id, null);
  }

  /** @throws Refusal `bad-cursor` */
  listForUser(userId: UserId, query: SubmissionListQuery): Promise<SubmissionPage> {
    return listUserSubmissions(this.dataSource, userId, query);
  }

  /** In the order in which they were sent. */
  listFiles(id: SubmissionId): Promise<SubmissionFile[]> {
    return queryRows(
      this.dataSource,
      'SELECT path, content FROM submission_files WHERE submission_id = $1 ORDER BY position',
      [id],
    );
  }

  /**
   * Takes the submission for one attempt; null when somebody else has it, it is not due, it is judged, or it is left to workers
   * that have what it needs.
   */
  async claim(request: ClaimRequest): Promise<ClaimedSubmission | null> {
    const claimed = await claimAttempt(this.dataSource, request);
    return claimed && { ...claimed, files: await this.listFiles(claimed.id) };
  }

  /** Whether it is due, and this worker lacks an image for it that another one has. */
  isLeftToOthers(request: Pick<ClaimRequest, 'id' | 'workerId'>): Promise<boolean> {
    return isLeftToOthers(this.dataSource, request);
  }

  /** False when the attempt is no longer current: stop judging. */
  extendLease(request: Attempt & { leaseMs: number }): Promise<boolean> {
    return extendAttemptLease(this.dataSource, 'submissions', request);
  }

  setStatus(change: Attempt & { status: RunningStatus }): Promise<boolean> {
    return setAttemptStatus(this.dataSource, change);
  }

  /** False when the attempt is no longer current or already judged; nothing is written then. */
  record(result: Attempt & { verdict: Verdict }): Promise<boolean> {
    return recordVerdict(this.dataSource, result);
  }

  /** Gives the submission back after a platform fault; it may be claimed again `notBeforeMs` from now. */
  release(report: FaultReport): Promise<boolean> {
    return releaseAttempt(this.dataSource, 'submissions', report);
  }

  /** Ends a submission that we failed too often; a person has to look and rejudge. */
  park(result: Attempt & { verdict: Verdict; fault?: Fault }): Promise<boolean> {
    invariant(result.verdict.outcome === 'system-error', 'only a system error is parked');
    return recordVerdict(this.dataSource, result);
  }

  /** How many earlier ones of the same learner are not judged yet: they lower the priority of this one. */
  countAhead(id: SubmissionId): Promise<number> {
    return countAhead(this.dataSource, id);
  }

  /** Rows for the sweeper to enqueue again, each at most once per `olderThanMs`. */
  listUnqueued(query: { olderThanMs: number; limit: number }): Promise<UnqueuedSubmission[]> {
    return takeUnqueued(this.dataSource, query);
  }

  /**
   * The best score per exercise, over all its versions and names. A submission counts with its latest verdict that is not a
   * system error, so neither a new version nor a rejudge under way takes a pass away.
   */
  async bestScores(userId: UserId): Promise<Map<ExerciseId, number>> {
    const rows = await queryRows<{ exerciseId: ExerciseId; score: number }>(
      this.dataSource,
      `SELECT exercise_id AS "exerciseId", max(score) AS score FROM (
          SELECT DISTINCT ON (s.id) s.exercise_id, v.score
          FROM submissions s JOIN verdicts v ON v.submission_id = s.id
          WHERE s.user_id = $1 AND s.mode = 'graded' AND v.outcome <> 'system-error'
          ORDER BY s.id, v.attempt DESC
        ) latest WHERE score IS NOT NULL GROUP BY exercise_id`,
      [userId],
    );
    return new Map(rows.map(({ exerciseId, score }) => [exerciseId, score]));
  }

  /** Full marks, over all versions and names of the exercise: opens what is kept until then. */
  async hasPassed(userId: UserId, exerciseId: ExerciseId): Promise<boolean> {
    return (await this.bestScores(userId)).get(exerciseId) === 100;
  }

  /** Queues a judged submission once more; false when it is not judged, or has a score that could fall. */
  requeueUnscored(id: SubmissionId): Promise<boolean> {
    return requeueUnscored(this.dataSource, id);
  }

  /** How many submissions wait for a worker. */
  async queueDepth(): Promise<number> {
    const [row] = await queryRows<{ count: number }>(
      this.dataSource,
      `SELECT count(*)::int AS count FROM submissions WHERE status = 'queued'`,
    );
    return row!.count;
  }
}
