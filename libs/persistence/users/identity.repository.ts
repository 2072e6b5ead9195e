import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Refusal, type UserId } from '#contracts';
import { IdentityEntity } from '../entities/identity.entity.js';
import { hasRows, queryRows } from '../query-rows.js';
import { findUserOfIdentity, type Identity } from './find-user-of-identity.js';
import type { UserRecord } from './user-record.js';

export interface IdentityRecord extends Identity {
  readonly userId: UserId;
  readonly createdAt: Date;
}

export interface Unlink {
  readonly userId: UserId;
  readonly provider: string;
  /** With which of the others one can sign in today. */
  readonly isOpen: (provider: string) => boolean;
}

/** Which account belongs to whom at GitHub, at an OpenID Connect provider or on a learning platform. */
@Injectable()
export class IdentityRepository {
  constructor(private readonly dataSource: DataSource) {}

  findUser(identity: Identity): Promise<UserRecord | null> {
    return findUserOfIdentity(this.dataSource, identity);
  }

  /** Oldest first. */
  listOfUser(userId: UserId): Promise<IdentityRecord[]> {
    return this.dataSource
      .getRepository(IdentityEntity)
      .find({ where: { userId }, order: { createdAt: 'ASC', provider: 'ASC', subject: 'ASC' } });
  }

  /** False when it is somebody else's already. */
  link({ provider, subject }: Identity, userId: UserId): Promise<boolean> {
    return hasRows(
      this.dataSource,
      `INSERT INTO identities (provider, subject, user_id) VALUES ($1, $2, $3)
        ON CONFLICT (provider, subject) DO UPDATE SET user_id = identities.user_id
        WHERE identities.user_id = excluded.user_id RETURNING user_id`,
      [provider, subject, userId],
    );
  }

  /**
   * Nobody whom this provider knows is let in to the account any more, and no score goes there. Of two at once the
   * second sees what the first has left, so that one way in remains.
   * @throws Refusal `not-found` or `last-way-in`
   */
  unlink({ userId, provider, isOpen }: Unlink): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const [user] = await queryRows<{ hasPassword: boolean }>(
        manager,
        'SELECT password_hash IS NOT NULL AS "hasPassword" FROM users WHERE id = $1 FOR UPDATE',
        [userId],
      );
      const rows = await queryRows<{ provider: string }>(
        manager,
        'SELECT DISTINCT provider FROM identities WHERE user_id = $1',
        [userId],
      );
      const linked = rows.map((row) => row.provider);
      if (!linked.includes(provider))
        throw new Refusal('not-found', 'Your account is not linked with this provider.');
      const hasAnother = linked.some((other) => other !== provider && isOpen(other));
      if (!user?.hasPassword && !hasAnother)
        throw new Refusal(
          'last-way-in',
          'You could not sign in any more: set a password or link another account first.',
        );
      await manager.query('DELETE FROM identities WHERE user_id = $1 AND provider = $2', [userId, provider]);
      await manager.query(`DELETE FROM lti_grades WHERE user_id = $1 AND 'lti:' || platform_id = $2`, [
        userId,
        provider,
      ]);
    });
  }
}
