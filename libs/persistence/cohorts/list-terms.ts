import type { DataSource } from 'typeorm';
import type { UserId } from '#contracts';
import { queryRows } from '../query-rows.js';
import { COHORT_COLUMNS, type CohortRecord } from './cohort-record.js';
import { hasExercise, type ExerciseInTracks } from './has-exercise.js';

export interface TermsQuery extends ExerciseInTracks {
  readonly userId: UserId;
}

/** Of each query the cohorts in which this person learns and which have this exercise, archived ones left out, by id. */
export async function listTerms(
  dataSource: DataSource,
  queries: readonly TermsQuery[],
): Promise<CohortRecord[][]> {
  const asked = queries.map((query, place) => ({ place, ...query }));
  const rows = await queryRows<CohortRecord & { place: number }>(
    dataSource,
    `SELECT asked.place, ${COHORT_COLUMNS}
      FROM jsonb_to_recordset($1::jsonb)
          AS asked (place int, "userId" uuid, "exerciseId" uuid, "trackSlugs" text[])
        JOIN cohort_members m ON m.user_id = asked."userId" AND m.role = 'learner'
        JOIN cohorts c ON c.id = m.cohort_id AND c.archived_at IS NULL
      WHERE ${hasExercise('asked."exerciseId"', 'asked."trackSlugs"')}
      ORDER BY c.id`,
    [JSON.stringify(asked)],
  );
  const found: CohortRecord[][] = queries.map(() => []);
  for (const { place, ...cohort } of rows) found[place]!.push(cohort);
  return found;
}
