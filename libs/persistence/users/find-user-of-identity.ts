import type { DataSource } from 'typeorm';
import { IdentityEntity } from '../entities/identity.entity.js';
import { UserEntity } from '../entities/user.entity.js';

/** How a provider names one of its users. */
export interface Identity {
  readonly provider: string;
  readonly subject: string;
}

export function findUserOfIdentity(dataSource: DataSource, identity: Identity): Promise<UserEntity | null> {
  return dataSource
    .getRepository(UserEntity)
    .createQueryBuilder('u')
    .innerJoin(IdentityEntity, 'i', 'i.user_id = u.id')
    .where('i.provider = :provider AND i.subject = :subject', { ...identity })
    .getOne();
}
