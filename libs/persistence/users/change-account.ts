import type { EntityManager } from 'typeorm';
import { Refusal, type UserId } from '#contracts';
import { hasRows, queryRows } from '../query-rows.js';

export interface PasswordChange {
  readonly userId: UserId;
  /** What was proven; null for an account without a password. */
  readonly from: string | null;
  readonly to: string;
  /** The session that goes on: the one that asked. */
  readonly keepFamilyId: string;
}

/**
 * SECURITY: P02: every other session ends. The row of the account is changed first: a login that has checked the old
 * password either stored its session before, so that it ends here, or finds the password changed.
 * @returns false when the password is no longer the one that was proven
 */
export async function changePassword(manager: EntityManager, change: PasswordChange): Promise<boolean> {
  const { userId, from, to, keepFamilyId } = change;
  const changed = await hasRows(
    manager,
    'UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash IS NOT DISTINCT FROM $2 RETURNING id',
    [userId, from, to],
  );
  if (changed) await revokeOtherFamilies(manager, userId, keepFamilyId);
  return changed;
}

/** Locks as a refresh does, so that no session gets its next token in between. */
async function revokeOtherFamilies(
  manager: EntityManager,
  userId: UserId,
  keepFamilyId: string,
): Promise<void> {
  await manager.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('session:' || family_id::text, 0)) FROM (
        SELECT DISTINCT family_id FROM refresh_tokens
        WHERE user_id = $1 AND family_id <> $2 AND revoked_at IS NULL ORDER BY family_id
      ) AS families`,
    [userId, keepFamilyId],
  );
  await manager.query(
    'UPDATE refresh_tokens SET revoked_at = now() WHERE user_id = $1 AND family_id <> $2 AND revoked_at IS NULL',
    [userId, keepFamilyId],
  );
}

/**
 * Removes an account and everything of it. Admins who leave take turns, so that one is always left.
 * @throws Refusal `last-admin`
 */
export async function deleteAccount(manager: EntityManager, userId: UserId): Promise<void> {
  const admins = await lockAdmins(manager);
  if (admins.length === 1 && admins[0]?.id === userId) {
    throw new Refusal(
      'last-admin',
      'You are the only admin: make somebody else an admin before you delete your account.',
    );
  }
  await manager.query('DELETE FROM users WHERE id = $1', [userId]);
}

/** Every admin there is, until the transaction ends. */
export function lockAdmins(manager: EntityManager): Promise<{ id: UserId }[]> {
  return queryRows(manager, `SELECT id FROM users WHERE role = 'admin' ORDER BY id FOR UPDATE`);
}
