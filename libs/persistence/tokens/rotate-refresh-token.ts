import type { EntityManager } from 'typeorm';
import type { UserId } from '#contracts';
import { queryRows } from '../query-rows.js';

export interface UseRefreshToken {
  readonly tokenHash: string;
  /** The next link of the family; stored only when the use succeeds. */
  readonly next: { readonly tokenHash: string; readonly expiresAt: Date };
}

/** `reused`: the token had been used before, so somebody has a copy; its family is revoked now. */
export type RefreshTokenUse =
  | { readonly result: 'rotated' | 'reused'; readonly userId: UserId; readonly familyId: string }
  | { readonly result: 'unknown' };

interface Owner {
  readonly userId: UserId;
  readonly familyId: string;
}

const OWNER = `user_id AS "userId", family_id AS "familyId"`;

export async function rotateRefreshToken(
  manager: EntityManager,
  use: UseRefreshToken,
): Promise<RefreshTokenUse> {
  await lockFamilyOf(manager, use.tokenHash);
  const owner = await spend(manager, use.tokenHash);
  if (!owner) return detectReuse(manager, use.tokenHash);

  await manager.query(
    'INSERT INTO refresh_tokens (token_hash, family_id, user_id, expires_at) VALUES ($1, $2, $3, $4)',
    [use.next.tokenHash, owner.familyId, owner.userId, use.next.expiresAt],
  );
  return { result: 'rotated', ...owner };
}

/**
 * SECURITY: P02: uses of one family take turns. Else a family could be revoked while its next token is being stored,
 * which the revocation would not see. Held until the transaction ends.
 */
export async function lockFamilyOf(manager: EntityManager, tokenHash: string): Promise<void> {
  await manager.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('session:' || family_id::text, 0))
      FROM refresh_tokens WHERE token_hash = $1`,
    [tokenHash],
  );
}

/** One conditional UPDATE, so of two parallel uses one wins and the other is a reuse. */
async function spend(manager: EntityManager, tokenHash: string): Promise<Owner | undefined> {
  const [owner] = await queryRows<Owner>(
    manager,
    `UPDATE refresh_tokens SET used_at = now()
      WHERE token_hash = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > now()
      RETURNING ${OWNER}`,
    [tokenHash],
  );
  return owner;
}

async function detectReuse(manager: EntityManager, tokenHash: string): Promise<RefreshTokenUse> {
  const [owner] = await queryRows<Owner>(
    manager,
    `SELECT ${OWNER} FROM refresh_tokens WHERE token_hash = $1 AND used_at IS NOT NULL`,
    [tokenHash],
  );
  if (!owner) return { result: 'unknown' };

  await manager.query(
    'UPDATE refresh_tokens SET revoked_at = now() WHERE family_id = $1 AND revoked_at IS NULL',
    [owner.familyId],
  );
  return { result: 'reused', ...owner };
}
