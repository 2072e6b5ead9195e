import type { EntityManager } from 'typeorm';
import type { CohortId } from '#contracts';
import { queryRows } from '../query-rows.js';

/** Somebody whom an instructor expects. The e-mail is in lower case. */
export interface RosterEntry {
  readonly email: string;
  readonly name: string | null;
  readonly externalId: string | null;
}

export type RosterResult = 'enrolled' | 'expected' | 'member';

/**
 * To be run in a transaction. Enrols those who have an account and expects the others; says of each address what came
 * of it. Whoever is there already gets the roster's name and number. Safe to repeat.
 */
export async function importRoster(
  manager: EntityManager,
  id: CohortId,
  entries: readonly RosterEntry[],
): Promise<Map<string, RosterResult>> {
  const columns = [
    entries.map(({ email }) => email),
    entries.map(({ name }) => name),
    entries.map(({ externalId }) => externalId),
  ];
  // xmax is 0 for a row that was inserted, and not for one that was there.
  const members = await queryRows<{ email: string; isNew: boolean }>(
    manager,
    `WITH roster AS (
      SELECT * FROM unnest($2::text[], $3::text[], $4::text[]) AS entry (email, name, external_id)
    ), stored AS (
      INSERT INTO cohort_members (cohort_id, user_id, role, roster_name, external_id)
        SELECT $1, u.id, 'learner', roster.name, roster.external_id FROM roster JOIN users u ON u.email = roster.email
      ON CONFLICT (cohort_id, user_id) DO UPDATE
        SET roster_name = coalesce(excluded.roster_name, cohort_members.roster_name),
          external_id = coalesce(excluded.external_id, cohort_members.external_id)
      RETURNING user_id, xmax = 0 AS "isNew"
    ) SELECT u.email, stored."isNew" FROM stored JOIN users u ON u.id = stored.user_id`,
    [id, ...columns],
  );
  const results = new Map<string, RosterResult>(
    members.map(({ email, isNew }) => [email, isNew ? 'enrolled' : 'member']),
  );
  const others = entries.filter(({ email }) => !results.has(email));
  await expect(manager, id, others);
  await manager.query('DELETE FROM cohort_roster WHERE cohort_id = $1 AND email = ANY($2::text[])', [
    id,
    [...results.keys()],
  ]);
  for (const { email } of others) results.set(email, 'expected');
  return results;
}

async function expect(manager: EntityManager, id: CohortId, entries: readonly RosterEntry[]): Promise<void> {
  await manager.query(
    `INSERT INTO cohort_roster (cohort_id, email, name, external_id)
      SELECT $1, entry.* FROM unnest($2::text[], $3::text[], $4::text[]) AS entry (email, name, external_id)
      ON CONFLICT (cohort_id, email) DO UPDATE SET name = excluded.name, external_id = excluded.external_id`,
    [
      id,
      entries.map(({ email }) => email),
      entries.map(({ name }) => name),
      entries.map(({ externalId }) => externalId),
    ],
  );
}
