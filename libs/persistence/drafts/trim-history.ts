import type { EntityManager } from 'typeorm';
import { OF_DRAFT, toKeyParameters, type DraftKey } from './draft-record.js';

/** Of each sort (edits; submitted or replaced) a draft remembers so many. */
const MAX_REMEMBERED = 30;
/** What the drafts of one user may take up: the current ones always, then the kept, then the newest. */
const MAX_BYTES_PER_USER = 32 * 1024 * 1024;

/**
 * Drops the oldest revisions beyond what is remembered; never a draft as it is now. To be run while `drafts` still names
 * the revision that is being replaced: that one stays too.
 */
export async function trimHistory(manager: EntityManager, key: DraftKey): Promise<void> {
  await manager.query(
    `DELETE FROM draft_revisions WHERE id IN (
        SELECT id FROM (
          SELECT id, row_number() OVER (PARTITION BY kept ORDER BY revision DESC) AS place
          FROM draft_revisions WHERE ${OF_DRAFT}
        ) ranked WHERE place > $4
      )`,
    [...toKeyParameters(key), MAX_REMEMBERED],
  );
  // Rows of other drafts: what is locked there is left to whoever holds it, so that no two saves wait for each other.
  await manager.query(
    `DELETE FROM draft_revisions WHERE id IN (
        SELECT id FROM draft_revisions WHERE id IN (
          SELECT id FROM (
            SELECT r.id, r.revision >= d.revision AS current,
              sum(r.bytes) OVER (ORDER BY r.revision >= d.revision DESC, r.kept DESC, r.saved_at DESC, r.id) AS up_to
            FROM draft_revisions r JOIN drafts d USING (user_id, exercise_id, runtime) WHERE r.user_id = $1
          ) ranked WHERE NOT current AND up_to > $2
        ) FOR UPDATE SKIP LOCKED
      )`,
    [key.userId, MAX_BYTES_PER_USER],
  );
}
