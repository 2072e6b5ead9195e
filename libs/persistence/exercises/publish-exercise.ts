import type { EntityManager } from 'typeorm';
import type { Exercise } from '#exercise-catalog';
import { hasRows } from '../query-rows.js';
import { toStorableJson } from '../storable-text.js';

/**
 * To be run in a transaction: stores this version (once) and makes it the current one. Safe to repeat and to race. The
 * folder neither replaces what was published over the API nor brings back what a person retired.
 * @returns false when another version stays current
 */
export async function publishExercise(
  manager: EntityManager,
  exercise: Exercise,
  origin: 'folder' | 'api',
): Promise<boolean> {
  await manager.query(
    `INSERT INTO exercise_versions (version, bundle) VALUES ($1, $2::jsonb)
      ON CONFLICT (version) DO UPDATE SET bundle = excluded.bundle WHERE exercise_versions.bundle <> excluded.bundle`,
    [exercise.version, toStorableJson(exercise, `exercise ${exercise.slug}`)],
  );
  await manager.query(
    `INSERT INTO exercises (slug, exercise_id, current_version, origin) VALUES ($1, $2, $3, $4)
      ON CONFLICT (slug) DO UPDATE
      SET exercise_id = excluded.exercise_id, current_version = excluded.current_version, origin = excluded.origin,
        published_at = now(),
        retired_at = CASE WHEN ${STAYS_RETIRED} THEN exercises.retired_at END,
        retired_by = CASE WHEN ${STAYS_RETIRED} THEN exercises.retired_by END
      WHERE (exercises.current_version <> excluded.current_version OR (exercises.retired_at IS NOT NULL AND NOT ${STAYS_RETIRED}))
        AND (exercises.origin = 'folder' OR excluded.origin = 'api')`,
    [exercise.slug, exercise.manifest.id, exercise.version, origin],
  );
  return hasRows(manager, 'SELECT 1 FROM exercises WHERE slug = $1 AND current_version = $2', [
    exercise.slug,
    exercise.version,
  ]);
}

const STAYS_RETIRED = `(exercises.retired_by IS NOT DISTINCT FROM 'staff' AND excluded.origin = 'folder')`;
