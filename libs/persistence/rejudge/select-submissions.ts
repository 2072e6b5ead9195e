import type { RejudgeScope } from '#contracts';

/**
 * CTEs for a scope: `matching`, all graded submissions that it names, and `selected`, the judged ones of them that are
 * to be judged again. The verdict that counts is the latest one that is not a system error, or that where there is no
 * other. Parameters $1 to $7 are those of `toScopeParameters`.
 */
export const SELECT_SUBMISSIONS = `
  matching AS (
    SELECT s.id, s.user_id, s.status, s.attempt, s.created_at, s.exercise_version
      FROM submissions s
      WHERE s.mode = 'graded' AND s.exercise_id = (SELECT exercise_id FROM exercises WHERE slug = $1)
        AND ($2::uuid IS NULL OR s.id = $2)
        AND (cardinality($3::text[]) = 0 OR s.outcome IS NULL OR s.outcome = ANY ($3))
        AND ($4::timestamptz IS NULL OR s.created_at >= $4)
        AND ($5::timestamptz IS NULL OR s.created_at < $5)
        AND ($7::uuid IS NULL OR EXISTS (
          SELECT 1 FROM cohorts c JOIN cohort_members cm ON cm.cohort_id = c.id
            WHERE c.id = $7 AND cm.user_id = s.user_id AND cm.role = 'learner'
              AND s.created_at >= coalesce(c.starts_at, '-infinity')
              AND s.created_at <= coalesce(c.closes_at, 'infinity')))
  ), compared AS (
    SELECT m.*, v.attempt AS compared_attempt,
        row_number() OVER (PARTITION BY m.user_id ORDER BY
          CASE WHEN $6 = 'best' THEN v.score END DESC NULLS LAST,
          CASE WHEN $6 = 'best' THEN m.created_at END,
          m.created_at DESC, m.id) AS place
      FROM matching m
      CROSS JOIN LATERAL (
        SELECT attempt, score FROM verdicts WHERE submission_id = m.id
          ORDER BY outcome = 'system-error', attempt DESC LIMIT 1
      ) v
      WHERE m.status = 'judged'
  ), selected AS (
    SELECT * FROM compared WHERE $6 = 'all' OR place = 1
  )`;

export function toScopeParameters(scope: RejudgeScope): unknown[] {
  const { exercise, submission, outcomes, from, to, which, cohort } = scope;
  return [exercise, submission ?? null, outcomes, from ?? null, to ?? null, which, cohort ?? null];
}
