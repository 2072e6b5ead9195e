import type { DataSource } from 'typeorm';
import type { UserId } from '#contracts';
import { queryRows } from '../query-rows.js';
import type { UserRecord } from './user-record.js';

export interface SessionOfUser {
  readonly id: UserId;
  /** The family of refresh tokens that the session is. */
  readonly familyId: string;
}

/** Of each session its user; null when it was ended or is not this user's (threat P02). */
export async function findUsersOfSessions(
  dataSource: DataSource,
  sessions: readonly SessionOfUser[],
): Promise<(UserRecord | null)[]> {
  const rows = await queryRows<UserRecord & { place: number }>(
    dataSource,
    `SELECT asked.place::int AS place, u.id, u.email, u.display_name AS "displayName", u.alias,
        u.board_visibility AS "boardVisibility", u.password_hash AS "passwordHash", u.role,
        u.created_at AS "createdAt"
      FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS asked (id, family_id, place)
        JOIN users u ON u.id = asked.id
      WHERE EXISTS (SELECT 1 FROM refresh_tokens t
        WHERE t.family_id = asked.family_id AND t.user_id = u.id AND t.revoked_at IS NULL)`,
    [sessions.map(({ id }) => id), sessions.map(({ familyId }) => familyId)],
  );
  const userAt = new Map(rows.map(({ place, ...user }) => [place, user]));
  return sessions.map((_, index) => userAt.get(index + 1) ?? null);
}
