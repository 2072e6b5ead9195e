import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Refusal, type Role, type UserId } from '#contracts';
import { UserEntity } from '../entities/user.entity.js';
import { isUniqueViolation } from '../unique-violation.js';

export interface UserRecord {
  readonly id: UserId;
  readonly email: string;
  readonly displayName: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly createdAt: Date;
}

export type NewUser = Pick<UserRecord, 'email' | 'displayName' | 'passwordHash' | 'role'>;

@Injectable()
export class UserRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws Refusal `email-taken`, also when two registrations race for one address */
  async insertUser(user: NewUser): Promise<UserRecord> {
    const row = {
      ...user,
      id: randomUUID() as UserId,
      email: normaliseEmail(user.email),
      createdAt: new Date(),
    };
    try {
      await this.users.insert(row);
    } catch (error) {
      if (!isUniqueViolation(error, 'users_email_key')) throw error;
      throw new Refusal('email-taken', `There is already an account for ${row.email}. Log in instead.`);
    }
    return row;
  }

  findUserByEmail(email: string): Promise<UserRecord | null> {
    return this.users.findOneBy({ email: normaliseEmail(email) });
  }

  findUserById(id: UserId): Promise<UserRecord | null> {
    return this.users.findOneBy({ id });
  }

  /** null when the session (a family of refresh tokens) was logged out or is not this user's (threat P02). */
  findUserOfSession({ id, familyId }: { id: UserId; familyId: string }): Promise<UserRecord | null> {
    return this.users
      .createQueryBuilder('u')
      .where('u.id = :id', { id })
      .andWhere(
        'EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.family_id = :familyId AND t.user_id = u.id AND t.revoked_at IS NULL)',
        { familyId },
      )
      .getOne();
  }

  countUsers(): Promise<number> {
    return this.users.count();
  }

  private get users() {
    return this.dataSource.getRepository(UserEntity);
  }
}

function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}
