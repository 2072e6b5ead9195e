import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { CohortId, CohortRole, ExerciseId, UserId } from '#contracts';
import { queryRows } from '../query-rows.js';
import {
  COHORT_COLUMNS,
  MEMBER_COLUMNS,
  type CohortMember,
  type CohortRecord,
  type NewCohort,
} from './cohort-record.js';

@Injectable()
export class CohortRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Stores the cohort, its exercises and its first instructor together. */
  insert(cohort: NewCohort): Promise<CohortRecord> {
    return this.dataSource.transaction(async (manager) => {
      const stored = await insertRow(manager, cohort);
      await replaceExercises(manager, stored.id, cohort.exerciseIds);
      await insertMember(manager, stored.id, cohort.createdBy, 'instructor');
      return stored;
    });
  }

  async findById(id: CohortId): Promise<CohortRecord | null> {
    const [row] = await queryRows<CohortRecord>(
      this.dataSource,
      `SELECT ${COHORT_COLUMNS} FROM cohorts c WHERE c.id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** The chosen exercises in order; none for a cohort with a track. */
  async listExerciseIds(id: CohortId): Promise<ExerciseId[]> {
    const rows = await queryRows<{ exerciseId: ExerciseId }>(
      this.dataSource,
      `SELECT exercise_id AS "exerciseId" FROM cohort_exercises WHERE cohort_id = $1 ORDER BY position`,
      [id],
    );
    return rows.map(({ exerciseId }) => exerciseId);
  }

  async findMember(id: CohortId, userId: UserId): Promise<CohortMember | null> {
    const [row] = await queryRows<CohortMember>(
      this.dataSource,
      `SELECT ${MEMBER_COLUMNS} FROM cohort_members m WHERE m.cohort_id = $1 AND m.user_id = $2`,
      [id, userId],
    );
    return row ?? null;
  }
}

async function insertRow(manager: EntityManager, cohort: NewCohort): Promise<CohortRecord> {
  const [row] = await queryRows<CohortRecord>(
    manager,
    `WITH c AS (
      INSERT INTO cohorts (id, name, summary, track_slug, starts_at, due_at, closes_at, late_penalty_percent,
        attempt_cap, cool_down_seconds, feedback_release, board_mode, join_code, join_open, created_by)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING *
    ) SELECT ${COHORT_COLUMNS} FROM c`,
    [
      randomUUID(),
      cohort.name,
      cohort.summary,
      cohort.trackSlug,
      cohort.startsAt,
      cohort.dueAt,
      cohort.closesAt,
      cohort.latePenaltyPercent,
      cohort.attemptCap,
      cohort.coolDownSeconds,
      cohort.feedbackRelease,
      cohort.boardMode,
      cohort.joinCode,
      cohort.joinOpen,
      cohort.createdBy,
    ],
  );
  return row!;
}

async function replaceExercises(
  manager: EntityManager,
  id: CohortId,
  exerciseIds: readonly ExerciseId[],
): Promise<void> {
  await manager.query('DELETE FROM cohort_exercises WHERE cohort_id = $1', [id]);
  await manager.query(
    `INSERT INTO cohort_exercises (cohort_id, exercise_id, position)
      SELECT $1, chosen.id, chosen.position FROM unnest($2::uuid[]) WITH ORDINALITY AS chosen (id, position)`,
    [id, exerciseIds],
  );
}

/** False when they were a member before; nothing changes then. */
async function insertMember(
  manager: EntityManager,
  id: CohortId,
  userId: UserId,
  role: CohortRole,
): Promise<boolean> {
  const rows = await queryRows(
    manager,
    `INSERT INTO cohort_members (cohort_id, user_id, role) VALUES ($1, $2, $3)
      ON CONFLICT DO NOTHING RETURNING user_id`,
    [id, userId, role],
  );
  return rows.length > 0;
}
