import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CohortId, ExerciseId, RuntimeName, UserId } from '#contracts';
import { queryRows } from '../query-rows.js';

export type UsageFigure = 'cpu' | 'memory' | 'wall' | 'latency';

export interface UsageQuestion {
  readonly exerciseId: ExerciseId;
  /** What one language needs says nothing about another. */
  readonly runtime: RuntimeName;
  /** null: everybody. */
  readonly cohortId: CohortId | null;
  /** Whose own value is pointed out. */
  readonly readerId: UserId;
  /** Lower edges of the buckets, ascending from 0; milliseconds, and MiB for memory. */
  readonly edges: readonly number[];
}

/** How many learners are in one bucket of one figure; `step` 1 is the bucket that begins at the first edge. */
export interface UsageCounts {
  readonly figure: UsageFigure;
  readonly step: number;
  readonly learners: number;
  readonly own: boolean;
}

@Injectable()
export class StatisticsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Counts each learner once, with their latest accepted submission. Single values do not leave the database. */
  countUsage({ exerciseId, runtime, cohortId, readerId, edges }: UsageQuestion): Promise<UsageCounts[]> {
    return queryRows(
      this.dataSource,
      `WITH latest AS (
          SELECT DISTINCT ON (s.user_id) s.user_id, v.cpu_ms, v.wall_ms, v.latency_ms, v.peak_memory_bytes / 1048576 AS memory_mib
          FROM submissions s JOIN verdicts v ON v.submission_id = s.id AND v.attempt = s.attempt
          WHERE s.exercise_id = $1 AND s.runtime = $2 AND s.mode = 'graded' AND s.outcome = 'accepted'
            AND v.wall_ms IS NOT NULL
            AND ($3::uuid IS NULL OR EXISTS (
              SELECT 1 FROM cohort_members m WHERE m.cohort_id = $3 AND m.user_id = s.user_id AND m.role = 'learner'))
          ORDER BY s.user_id, s.created_at DESC, s.id DESC
        )
        SELECT f.figure, f.step, count(*)::int AS learners, bool_or(latest.user_id = $4) AS own
        FROM latest CROSS JOIN LATERAL (VALUES
          ('cpu', width_bucket(latest.cpu_ms, $5::double precision[])),
          ('memory', width_bucket(latest.memory_mib, $5::double precision[])),
          ('wall', width_bucket(latest.wall_ms, $5::double precision[])),
          ('latency', width_bucket(latest.latency_ms, $5::double precision[]))) AS f (figure, step)
        WHERE f.step IS NOT NULL
        GROUP BY f.figure, f.step ORDER BY f.figure, f.step`,
      [exerciseId, runtime, cohortId, readerId, edges],
    );
  }
}
