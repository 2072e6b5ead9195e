import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Refusal, type UserId } from '#contracts';
import { PersonalTokenEntity } from '../entities/personal-token.entity.js';
import { hasRows, queryRows } from '../query-rows.js';
import {
  lockFamilyOf,
  rotateRefreshToken,
  type RefreshTokenUse,
  type UseRefreshToken,
} from './rotate-refresh-token.js';

export interface NewRefreshToken {
  readonly userId: UserId;
  /** The password hash of the account when its owner proved who they are. */
  readonly passwordHash: string | null;
  readonly tokenHash: string;
  readonly expiresAt: Date;
}

export interface PersonalTokenRecord {
  readonly id: string;
  readonly userId: UserId;
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
}

export type NewPersonalToken = Pick<PersonalTokenRecord, 'userId' | 'name' | 'expiresAt'> & {
  readonly tokenHash: string;
};

/** More than one person has machines; the list of them comes whole. */
const MAX_PERSONAL_TOKENS = 50;

/** Refresh-token families and personal tokens. Knows hashes only, never a token. */
@Injectable()
export class TokenRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Starts a new family (a login) and returns its id.
   * SECURITY: P02: null when the account is gone or its password has changed since it was proven; waits for a change
   * that is under way.
   */
  async insertRefreshToken(token: NewRefreshToken): Promise<string | null> {
    const [row] = await queryRows<{ familyId: string }>(
      this.dataSource,
      `INSERT INTO refresh_tokens (token_hash, family_id, user_id, expires_at)
        SELECT $1, $2, id, $3 FROM users WHERE id = $4 AND password_hash IS NOT DISTINCT FROM $5 FOR SHARE
        RETURNING family_id AS "familyId"`,
      [token.tokenHash, randomUUID(), token.expiresAt, token.userId, token.passwordHash],
    );
    return row?.familyId ?? null;
  }

  /** When the owner of a session proved who they are: at its first token. */
  async findSessionStart(familyId: string): Promise<Date | null> {
    const [row] = await queryRows<{ startedAt: Date | null }>(
      this.dataSource,
      'SELECT min(created_at) AS "startedAt" FROM refresh_tokens WHERE family_id = $1',
      [familyId],
    );
    return row?.startedAt ?? null;
  }

  /** Trades a token for the next of its family, once. A second use of any link revokes the whole family. */
  useRefreshToken(use: UseRefreshToken): Promise<RefreshTokenUse> {
    return this.dataSource.transaction((manager) => rotateRefreshToken(manager, use));
  }

  /** Logout: revokes the family of this token. False when the token is not one of ours. */
  revokeFamilyOf(tokenHash: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      await lockFamilyOf(manager, tokenHash);
      return hasRows(
        manager,
        `UPDATE refresh_tokens SET revoked_at = coalesce(revoked_at, now())
          WHERE family_id = (SELECT family_id FROM refresh_tokens WHERE token_hash = $1)
          RETURNING family_id`,
        [tokenHash],
      );
    });
  }

  /**
   * Inserts of a user take turns, so the limit holds under any parallelism (threat P17).
   * @throws Refusal `too-many-tokens` when the user has as many as one may have
   */
  async insertPersonalToken(token: NewPersonalToken): Promise<PersonalTokenRecord> {
    const row = { ...token, id: randomUUID(), createdAt: new Date(), lastUsedAt: null };
    await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `tokens:${token.userId}`,
      ]);
      const tokens = manager.getRepository(PersonalTokenEntity);
      if ((await tokens.countBy({ userId: token.userId })) >= MAX_PERSONAL_TOKENS) {
        throw new Refusal('too-many-tokens', `You have ${MAX_PERSONAL_TOKENS} tokens: delete one first.`);
      }
      await tokens.insert(row);
    });
    const { tokenHash: _, ...record } = row;
    return record;
  }

  /** null when it is unknown or has expired. */
  async findPersonalTokenByHash(tokenHash: string): Promise<PersonalTokenRecord | null> {
    const [token] = await queryRows<PersonalTokenRecord>(
      this.dataSource,
      `SELECT ${PERSONAL_TOKEN_COLUMNS} FROM personal_tokens WHERE token_hash = $1 AND expires_at > now()`,
      [tokenHash],
    );
    return token ?? null;
  }

  listPersonalTokens(userId: UserId): Promise<PersonalTokenRecord[]> {
    return queryRows(
      this.dataSource,
      `SELECT ${PERSONAL_TOKEN_COLUMNS} FROM personal_tokens WHERE user_id = $1 ORDER BY created_at DESC, id`,
      [userId],
    );
  }

  /** False when the user has no such token. */
  deletePersonalToken({ id, userId }: { id: string; userId: UserId }): Promise<boolean> {
    return hasRows(
      this.dataSource,
      'DELETE FROM personal_tokens WHERE id = $1 AND user_id = $2 RETURNING id',
      [id, userId],
    );
  }

  /** Notes that the token was used; at most one write a minute. */
  async touchPersonalToken(id: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE personal_tokens SET last_used_at = now()
        WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
      [id],
    );
  }
}

const PERSONAL_TOKEN_COLUMNS = `id, user_id AS "userId", name, created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt"`;
