import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { UserId } from '#contracts';
import { IdentityEntity } from '../entities/identity.entity.js';
import { hasRows } from '../query-rows.js';
import { findUserOfIdentity, type Identity } from './find-user-of-identity.js';
import type { UserRecord } from './user.repository.js';

export interface IdentityRecord extends Identity {
  readonly userId: UserId;
  readonly createdAt: Date;
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
}
