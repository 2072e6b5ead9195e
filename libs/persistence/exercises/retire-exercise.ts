import type { EntityManager } from 'typeorm';
import type { ExerciseSlug, UserId } from '#contracts';
import { insertAuditEntry } from '../audit/audit.repository.js';
import { hasRows } from '../query-rows.js';

export interface Retirement {
  readonly slug: ExerciseSlug;
  readonly retired: boolean;
  readonly actorId: UserId;
}

/**
 * To be run in a transaction: a person hides an exercise from learners, or brings it back. Versions, submissions and
 * verdicts stay. Does nothing when it is so already. @returns false when there is no such exercise
 */
export async function setRetired(
  manager: EntityManager,
  { slug, retired, actorId }: Retirement,
): Promise<boolean> {
  const changed = await hasRows(
    manager,
    `UPDATE exercises SET
        retired_at = CASE WHEN $2 THEN coalesce(retired_at, clock_timestamp()) END,
        retired_by = CASE WHEN $2 THEN 'staff' END
      WHERE slug = $1 AND ((retired_at IS NULL) = $2 OR ($2 AND retired_by IS DISTINCT FROM 'staff')) RETURNING slug`,
    [slug, retired],
  );
  if (!changed) return hasRows(manager, 'SELECT 1 FROM exercises WHERE slug = $1', [slug]);
  await insertAuditEntry(manager, {
    actorId,
    action: retired ? 'exercise.retired' : 'exercise.restored',
    subject: `exercise:${slug}`,
    detail: {},
  });
  return true;
}
