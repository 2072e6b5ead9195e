import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type {
  CohortId,
  ExerciseId,
  ExerciseSlug,
  ExerciseVersion,
  Outcome,
  RejudgeBatchId,
  RuntimeName,
  SubmissionId,
  UserId,
  WebhookEvent,
} from '#contracts';
import { COHORT_COLUMNS, type CohortRecord } from '../cohorts/cohort-record.js';
import { queryRows } from '../query-rows.js';
import { SUBMISSION_COLUMNS } from '../submissions/submission-record.js';

/** Something that happened in a cohort and that one of its endpoints listens to. */
export interface Happening {
  readonly cohortId: CohortId;
  readonly type: WebhookEvent;
  /** Which rows it is about, by type: see the triggers of the migration. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

/** A learner as other systems may know them: by the name they have on boards, or by none when they are on none. */
interface LearnerFact {
  readonly id: UserId;
  readonly name: string | null;
  readonly externalId: string | null;
}

export interface JudgedFact {
  readonly id: SubmissionId;
  readonly userId: UserId;
  readonly exerciseId: ExerciseId;
  readonly exerciseSlug: ExerciseSlug;
  readonly exerciseVersion: ExerciseVersion;
  readonly runtime: RuntimeName;
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly score: number;
  readonly passed: number;
  readonly total: number;
  readonly createdAt: Date;
  readonly judgedAt: Date;
}

/** What an endpoint is told; `body` is what is sent, byte for byte. */
interface Message {
  readonly body: string;
  readonly aboutUser: UserId | null;
}

/** The facts that messages are written from. */
interface Facts {
  readonly findCohort: (id: CohortId) => Promise<CohortRecord | null>;
  readonly listChosen: (id: CohortId) => Promise<ExerciseId[]>;
  readonly findJudged: (id: SubmissionId, attempt: number) => Promise<JudgedFact | null>;
  /** null when the account is gone. */
  readonly findLearner: (cohort: CohortId, id: UserId) => Promise<LearnerFact | null>;
  readonly countApplied: (
    cohort: CohortId,
    batch: RejudgeBatchId,
  ) => Promise<{ exercise: string; submissions: number } | null>;
}

/** What happened and is not yet told: written by triggers, turned into one message for each endpoint that listens. */
@Injectable()
export class WebhookOutboxRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Turns what waits into messages, in one transaction: each happening is turned once, also with several replicas.
   * @param write the message, or null when there is nothing to tell
   * @returns how many happenings were taken
   */
  take(
    limit: number,
    write: (happening: Happening, facts: Facts) => Promise<Message | null>,
  ): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const happenings = await queryRows<Happening>(
        manager,
        `DELETE FROM webhook_outbox WHERE id IN (
            SELECT id FROM webhook_outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
          ) RETURNING cohort_id AS "cohortId", type, detail, at`,
        [limit],
      );
      for (const happening of happenings) {
        const message = await write(happening, factsOf(manager));
        if (message !== null) await address(manager, happening, message);
      }
      return happenings.length;
    });
  }
}

/** One message for each endpoint of the cohort that listens, each with an id of its own. */
async function address(
  manager: EntityManager,
  { cohortId, type, at }: Happening,
  { body, aboutUser }: Message,
): Promise<void> {
  const listeners = await queryRows<{ id: string }>(
    manager,
    'SELECT id FROM webhooks WHERE cohort_id = $1 AND enabled AND $2 = ANY(events)',
    [cohortId, type],
  );
  await manager.query(
    `INSERT INTO webhook_deliveries (id, webhook_id, type, body, about_user, created_at)
      SELECT listener.id, listener.webhook, $3, $4, $5, $6
      FROM unnest($1::uuid[], $2::uuid[]) AS listener (id, webhook)`,
    [listeners.map(() => randomUUID()), listeners.map(({ id }) => id), type, body, aboutUser, at],
  );
}

const first = async <Row>(
  manager: EntityManager,
  sql: string,
  parameters: readonly unknown[],
): Promise<Row | null> => (await queryRows<Row>(manager, sql, parameters))[0] ?? null;

const factsOf = (manager: EntityManager): Facts => ({
  findCohort: (id) => first(manager, `SELECT ${COHORT_COLUMNS} FROM cohorts c WHERE c.id = $1`, [id]),
  listChosen: async (id) => {
    const rows = await queryRows<{ id: ExerciseId }>(
      manager,
      'SELECT exercise_id AS id FROM cohort_exercises WHERE cohort_id = $1',
      [id],
    );
    return rows.map((row) => row.id);
  },
  findJudged: (id, attempt) =>
    // What the verdict says goes before what the row says by now.
    first(
      manager,
      `SELECT ${SUBMISSION_COLUMNS}, v.attempt, v.outcome, v.score, v.exercise_version AS "exerciseVersion",
          v.passed_tests AS passed, v.total_tests AS total, v.judged_at AS "judgedAt"
        FROM submissions s JOIN verdicts v ON v.submission_id = s.id WHERE s.id = $1 AND v.attempt = $2`,
      [id, attempt],
    ),
  findLearner: (cohort, id) =>
    first(
      manager,
      `SELECT u.id, m.external_id AS "externalId",
          CASE u.board_visibility WHEN 'name' THEN u.display_name WHEN 'alias' THEN u.alias END AS name
        FROM users u LEFT JOIN cohort_members m ON m.user_id = u.id AND m.cohort_id = $1 WHERE u.id = $2`,
      [cohort, id],
    ),
  countApplied: (cohort, batch) =>
    first(
      manager,
      `SELECT b.scope ->> 'exercise' AS exercise, count(*)::int AS submissions
        FROM rejudge_batches b JOIN rejudge_items i ON i.batch_id = b.id AND i.fate = 'applied'
          JOIN submissions s ON s.id = i.submission_id
          JOIN cohort_members m ON m.user_id = s.user_id AND m.cohort_id = $1 AND m.role = 'learner'
        WHERE b.id = $2 GROUP BY b.id`,
      [cohort, batch],
    ),
});
