import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ExerciseId, UserId } from '#contracts';
import { queryRows } from '../query-rows.js';
import { toStorableText } from '../storable-text.js';

/** Whose best score for what goes where. */
export interface LtiGradeLink {
  readonly platformId: string;
  readonly userId: UserId;
  readonly exerciseId: ExerciseId;
  readonly subject: string;
  readonly lineItem: string;
}

export interface DueLtiGrade extends LtiGradeLink {
  /** 0 to 100. */
  readonly score: number;
  /** Later than that of any try before. */
  readonly scoredAt: Date;
}

type GradeKey = Pick<LtiGradeLink, 'platformId' | 'userId' | 'exerciseId'>;

/** How long a sender may take before another one tries. */
const LEASE_SECONDS = 60;
const FIRST_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 6 * 60 * 60;

/**
 * The outbox of scores. What has to be sent is not stored: it is the best result, as long as it is better than what was
 * sent. So a restart, or a lost Redis, forgets nothing.
 */
@Injectable()
export class LtiGradeRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** A line item that has changed gets the score anew. */
  async remember(link: LtiGradeLink): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO lti_grades AS g (platform_id, user_id, exercise_id, subject, line_item) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (platform_id, user_id, exercise_id) DO UPDATE SET
          subject = excluded.subject, line_item = excluded.line_item, tries = 0, next_at = now(),
          sent_score = CASE WHEN g.line_item = excluded.line_item AND g.subject = excluded.subject
            THEN g.sent_score END`,
      [link.platformId, link.userId, link.exerciseId, link.subject, link.lineItem],
    );
  }

  /**
   * Scores that are better than what was sent, for one sender: until its lease ends nobody else gets them. A submission
   * counts with its latest verdict that is not a system error.
   */
  claimDue(limit: number): Promise<DueLtiGrade[]> {
    return queryRows(
      this.dataSource,
      `UPDATE lti_grades g SET tries = g.tries + 1, next_at = now() + $2 * interval '1 second',
          scored_at = greatest(clock_timestamp(), g.scored_at + interval '1 millisecond')
        FROM (
          SELECT d.platform_id, d.user_id, d.exercise_id, best.score FROM lti_grades d
          CROSS JOIN LATERAL (
            SELECT max(latest.score) AS score FROM (
              SELECT DISTINCT ON (s.id) v.score FROM submissions s JOIN verdicts v ON v.submission_id = s.id
              WHERE s.exercise_id = d.exercise_id AND s.user_id = d.user_id AND s.mode = 'graded'
                AND v.outcome <> 'system-error'
              ORDER BY s.id, v.attempt DESC
            ) AS latest
          ) AS best
          WHERE d.next_at <= now() AND best.score > coalesce(d.sent_score, -1)
          ORDER BY d.next_at LIMIT $1 FOR UPDATE OF d SKIP LOCKED
        ) AS due
        WHERE g.platform_id = due.platform_id AND g.user_id = due.user_id AND g.exercise_id = due.exercise_id
        RETURNING g.platform_id AS "platformId", g.user_id AS "userId", g.exercise_id AS "exerciseId", g.subject,
          g.line_item AS "lineItem", due.score, g.scored_at AS "scoredAt"`,
      [limit, LEASE_SECONDS],
    );
  }

  async recordSent(key: GradeKey, score: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE lti_grades SET sent_score = $4, tries = 0, next_at = now(), last_error = NULL
        WHERE platform_id = $1 AND user_id = $2 AND exercise_id = $3`,
      [key.platformId, key.userId, key.exerciseId, score],
    );
  }

  /** Each pause is twice as long as the one before. */
  async recordFailure(key: GradeKey, error: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE lti_grades SET last_error = $4,
          next_at = now() + least($5 * power(2, least(tries, 20) - 1), $6) * interval '1 second'
        WHERE platform_id = $1 AND user_id = $2 AND exercise_id = $3`,
      [
        key.platformId,
        key.userId,
        key.exerciseId,
        toStorableText(error, 500),
        FIRST_PAUSE_SECONDS,
        LONGEST_PAUSE_SECONDS,
      ],
    );
  }
}
