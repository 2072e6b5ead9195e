import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type {
  CohortId,
  ExerciseId,
  ExerciseVersion,
  Outcome,
  RuntimeName,
  SubmissionFile,
  SubmissionId,
  UserId,
} from '#contracts';
import type { GradedWork, ScoredRun } from '#scoring';
import { queryRows } from '../query-rows.js';
import { listWork } from '../standings/list-work.js';

/** A learner of a cohort, by the name that the staff knows. */
export interface CohortLearner {
  readonly userId: UserId;
  readonly name: string;
  readonly email: string;
  readonly externalId: string | null;
}

export interface SubmittedProgram {
  readonly submissionId: SubmissionId;
  readonly runtime: RuntimeName;
  readonly files: readonly SubmissionFile[];
}

/** What failed in one run. */
export interface RunFailures {
  readonly outcome: Outcome;
  /** In the order of the suite; none when no test could be run. */
  readonly tests: readonly { readonly group: string; readonly title: string }[];
}

/** How the learners of a cohort come along, whether they are on boards or not: for those who teach it. */
@Injectable()
export class ProgressRepository {
  private readonly knownPoints = new Map<ExerciseVersion, number>();

  constructor(private readonly dataSource: DataSource) {}

  /** By name. */
  listLearners(id: CohortId): Promise<CohortLearner[]> {
    return queryRows(
      this.dataSource,
      `SELECT m.user_id AS "userId", coalesce(m.roster_name, u.display_name) AS name, u.email,
          m.external_id AS "externalId"
        FROM cohort_members m JOIN users u ON u.id = m.user_id
        WHERE m.cohort_id = $1 AND m.role = 'learner'
        ORDER BY lower(coalesce(m.roster_name, u.display_name)), m.user_id`,
      [id],
    );
  }

  /** Every graded submission of these people to these exercises with all its verdicts, by user. */
  listWork(
    userIds: readonly UserId[],
    exerciseIds: readonly ExerciseId[],
  ): Promise<Map<UserId, GradedWork[]>> {
    return listWork(this.dataSource, { exerciseIds, userIds }, this.knownPoints);
  }

  /** The programs of these submissions. */
  async listPrograms(ids: readonly string[]): Promise<SubmittedProgram[]> {
    return queryRows(
      this.dataSource,
      `SELECT s.id AS "submissionId", s.runtime,
          jsonb_agg(jsonb_build_object('path', f.path, 'content', f.content) ORDER BY f.position) AS files
        FROM submissions s JOIN submission_files f ON f.submission_id = s.id
        WHERE s.id = ANY($1::uuid[]) GROUP BY s.id`,
      [ids],
    );
  }

  /** By submission. A test that was not run did not fail by itself. */
  async listFailures(runs: readonly ScoredRun[]): Promise<Map<string, RunFailures>> {
    if (runs.length === 0) return new Map();
    const rows = await queryRows<RunFailures & { id: string }>(
      this.dataSource,
      `SELECT v.submission_id AS id, v.outcome, (
          SELECT coalesce(jsonb_agg(jsonb_build_object('group', t ->> 'group', 'title', t ->> 'title') ORDER BY position), '[]')
          FROM jsonb_array_elements(v.verdict -> 'tests') WITH ORDINALITY AS test (t, position)
          WHERE t ->> 'status' = 'failed' AND t -> 'failure' ->> 'category' IS DISTINCT FROM 'not-run'
        ) AS tests
        FROM verdicts v JOIN unnest($1::uuid[], $2::int[]) AS run (id, attempt)
          ON v.submission_id = run.id AND v.attempt = run.attempt`,
      [runs.map(({ submissionId }) => submissionId), runs.map(({ attempt }) => attempt)],
    );
    return new Map(rows.map(({ id, outcome, tests }) => [id, { outcome, tests }]));
  }
}
