import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CohortId, ExerciseId, ExerciseVersion, UserId } from '#contracts';
import type { GradedWork, LearnerWork } from '#scoring';
import { queryRows } from '../query-rows.js';
import { isOnBoard, type BoardScope, type StandingChange, type StandingChanges } from './board-scope.js';
import { listWork } from './list-work.js';

/** What boards are counted from: the work of learners, and what has changed about it since a moment. */
@Injectable()
export class StandingRepository {
  private readonly knownPoints = new Map<ExerciseVersion, number>();

  constructor(private readonly dataSource: DataSource) {}

  /** Verdicts in the scope, and other changes of whoever could be in it, since a moment. Hidden people are in it, too. */
  async listChanges({ cohortId, exerciseIds }: BoardScope, since: Date): Promise<StandingChanges> {
    const asOf = await this.readClock();
    const changes = await queryRows<StandingChange>(
      this.dataSource,
      `SELECT s.user_id AS "userId", v.submission_id || ':' || v.attempt AS key, true AS "byVerdict"
        FROM verdicts v JOIN submissions s ON s.id = v.submission_id
        WHERE v.judged_at > $3 AND s.exercise_id = ANY($2::uuid[]) AND s.mode = 'graded'
          AND ($1::uuid IS NULL OR EXISTS (SELECT 1 FROM cohort_members m WHERE m.cohort_id = $1 AND m.user_id = s.user_id))
      UNION ALL
      SELECT user_id, 'change:' || id, false FROM standing_changes
        WHERE changed_at > $3 AND (cohort_id IS NULL OR cohort_id = $1)`,
      [cohortId, exerciseIds, since],
    );
    return { asOf, changes };
  }

  /** By the clock that judged_at and changed_at are read from. */
  async readClock(): Promise<Date> {
    const [row] = await queryRows<{ now: Date }>(this.dataSource, 'SELECT clock_timestamp() AS now');
    return row!.now;
  }

  /** Those of these people whom the board may show, each with all their graded work in its scope. */
  async listBoardWork(
    { cohortId, exerciseIds }: BoardScope,
    userIds: readonly UserId[],
  ): Promise<LearnerWork[]> {
    const rows = await queryRows<{ id: UserId }>(
      this.dataSource,
      `SELECT u.id FROM users u WHERE u.id = ANY($2::uuid[]) AND ${isOnBoard(cohortId)}`,
      [cohortId, userIds],
    );
    const shown = rows.map(({ id }) => id);
    const work = await listWork(this.dataSource, { exerciseIds, userIds: shown }, this.knownPoints);
    return shown.map((userId) => ({ userId, work: work.get(userId) ?? [] }));
  }

  /** People whom the board may show, by id, a page at a time: for counting it from nothing. */
  async listOnBoard(
    cohortId: CohortId | null,
    page: { after: UserId | null; limit: number },
  ): Promise<UserId[]> {
    const rows = await queryRows<{ id: UserId }>(
      this.dataSource,
      `SELECT u.id FROM users u WHERE ($2::uuid IS NULL OR u.id > $2) AND ${isOnBoard(cohortId)}
        ORDER BY u.id LIMIT $3`,
      [cohortId, page.after, page.limit],
    );
    return rows.map(({ id }) => id);
  }

  /** A learner's own graded work at these exercises, whether they are on boards or not. */
  async listOwnWork(userId: UserId, exerciseIds: readonly ExerciseId[]): Promise<GradedWork[]> {
    const work = await listWork(this.dataSource, { exerciseIds, userIds: [userId] }, this.knownPoints);
    return work.get(userId) ?? [];
  }

  /** The names that these people go by on this board. Whoever is not on it any more has none. */
  async listShownNames(cohortId: CohortId | null, userIds: readonly UserId[]): Promise<Map<UserId, string>> {
    const rows = await queryRows<{ id: UserId; name: string }>(
      this.dataSource,
      `SELECT u.id, CASE u.board_visibility WHEN 'name' THEN u.display_name ELSE u.alias END AS name
        FROM users u WHERE u.id = ANY($2::uuid[]) AND ${isOnBoard(cohortId)}`,
      [cohortId, userIds],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
