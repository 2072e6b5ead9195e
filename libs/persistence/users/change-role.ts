import type { EntityManager } from 'typeorm';
import { Refusal, type Role, type UserId } from '#contracts';
import { insertAuditEntry } from '../audit/audit.repository.js';
import { queryRows } from '../query-rows.js';
import { lockAdmins } from './change-account.js';

export interface RoleChange {
  readonly userId: UserId;
  readonly role: Role;
  /** Who wants it so. */
  readonly actorId: UserId;
}

/**
 * SECURITY: P05: what somebody may do changes with a line in the audit log, or not at all. Admins take turns, so that
 * one is always left.
 * @returns false when there is no such account
 * @throws Refusal `last-admin`, `still-teaches`
 */
export async function changeRole(
  manager: EntityManager,
  { userId, role, actorId }: RoleChange,
): Promise<boolean> {
  const admins = await lockAdmins(manager);
  const [user] = await queryRows<{ role: Role }>(manager, 'SELECT role FROM users WHERE id = $1 FOR UPDATE', [
    userId,
  ]);
  if (user === undefined) return false;
  if (user.role === role) return true;
  if (admins.length === 1 && admins[0]?.id === userId)
    throw new Refusal('last-admin', 'This is the only admin: make somebody else an admin first.');
  if (role === 'learner') await refuseTeacher(manager, userId);
  await manager.query('UPDATE users SET role = $2 WHERE id = $1', [userId, role]);
  await insertAuditEntry(manager, {
    actorId,
    action: 'account.role-changed',
    subject: `account:${userId}`,
    detail: { before: user.role, after: role },
  });
  return true;
}

/** Only staff can teach: a cohort is not left to somebody who may no longer open it. */
async function refuseTeacher(manager: EntityManager, userId: UserId): Promise<void> {
  const cohorts = await queryRows<{ name: string }>(
    manager,
    `SELECT c.name FROM cohort_members m JOIN cohorts c ON c.id = m.cohort_id
      WHERE m.user_id = $1 AND m.role = 'instructor' ORDER BY c.name LIMIT 5`,
    [userId],
  );
  if (cohorts.length === 0) return;
  const names = cohorts.map(({ name }) => `“${name}”`).join(', ');
  throw new Refusal(
    'still-teaches',
    `They teach ${names}: take them out of the members there first. A cohort keeps at least one instructor.`,
  );
}
