import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { CohortId, CohortRole, ExerciseId, UserId } from '#contracts';
import { hasRows, queryRows } from '../query-rows.js';
import { COHORT_COLUMNS, type CohortChange, type CohortRecord, type NewCohort } from './cohort-record.js';

export async function insertCohort(manager: EntityManager, cohort: NewCohort): Promise<CohortRecord> {
  const [row] = await queryRows<CohortRecord>(
    manager,
    `WITH c AS (
      INSERT INTO cohorts (id, name, summary, track_slug, starts_at, due_at, closes_at, late_penalty_percent,
        attempt_cap, cool_down_seconds, feedback_release, board_mode, join_code, join_open, created_by)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING *
    ) SELECT ${COHORT_COLUMNS} FROM c`,
    [randomUUID(), ...toValues(cohort), cohort.joinCode, cohort.joinOpen, cohort.createdBy],
  );
  await replaceExercises(manager, row!.id, cohort.exerciseIds);
  await insertMember(manager, row!.id, cohort.createdBy, 'instructor');
  return row!;
}

/** null when there is no such cohort. */
export async function updateCohort(
  manager: EntityManager,
  id: CohortId,
  change: CohortChange,
): Promise<CohortRecord | null> {
  const [row] = await queryRows<CohortRecord>(
    manager,
    `WITH c AS (
      UPDATE cohorts SET name = $2, summary = $3, track_slug = $4, starts_at = $5, due_at = $6, closes_at = $7,
        late_penalty_percent = $8, attempt_cap = $9, cool_down_seconds = $10, feedback_release = $11, board_mode = $12,
        join_open = $13, archived_at = CASE WHEN $14 THEN coalesce(archived_at, now()) END
      WHERE id = $1 RETURNING *
    ) SELECT ${COHORT_COLUMNS} FROM c`,
    [id, ...toValues(change), change.joinOpen, change.archived],
  );
  if (!row) return null;
  await replaceExercises(manager, id, change.exerciseIds);
  return row;
}

/** False when they were a member before; nothing changes then. */
export function insertMember(
  manager: EntityManager,
  id: CohortId,
  userId: UserId,
  role: CohortRole,
): Promise<boolean> {
  return hasRows(
    manager,
    `INSERT INTO cohort_members (cohort_id, user_id, role) VALUES ($1, $2, $3)
      ON CONFLICT DO NOTHING RETURNING user_id`,
    [id, userId, role],
  );
}

const toValues = (terms: CohortChange | NewCohort): readonly unknown[] => [
  terms.name,
  terms.summary,
  terms.trackSlug,
  terms.startsAt,
  terms.dueAt,
  terms.closesAt,
  terms.latePenaltyPercent,
  terms.attemptCap,
  terms.coolDownSeconds,
  terms.feedbackRelease,
  terms.boardMode,
];

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
