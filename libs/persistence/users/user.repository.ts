import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { invariant, Refusal, type BoardVisibility, type Role, type UserId } from '#contracts';
import { UserEntity } from '../entities/user.entity.js';
import { isUniqueViolation } from '../unique-violation.js';
import { makeAlias } from './make-alias.js';

export interface UserRecord {
  readonly id: UserId;
  readonly email: string;
  readonly displayName: string;
  readonly alias: string;
  readonly boardVisibility: BoardVisibility;
  readonly passwordHash: string;
  readonly role: Role;
  readonly createdAt: Date;
}

export type NewUser = Pick<UserRecord, 'email' | 'displayName' | 'passwordHash' | 'role'>;

/** With a million people about one draw in a hundred is taken. */
const MAX_ALIAS_DRAWS = 10;

@Injectable()
export class UserRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * The alias is drawn here, and drawn again while it is somebody else's.
   * @throws Refusal `email-taken`, also when two registrations race for one address
   */
  async insertUser(user: NewUser, nextAlias: () => string = makeAlias): Promise<UserRecord> {
    const email = normaliseEmail(user.email);
    for (let draws = 0; draws < MAX_ALIAS_DRAWS; draws += 1) {
      const row = {
        ...user,
        id: randomUUID() as UserId,
        email,
        alias: nextAlias(),
        boardVisibility: 'alias' as const,
        createdAt: new Date(),
      };
      if (await this.insertUnlessAliasTaken(row)) return row;
    }
    invariant(false, `${MAX_ALIAS_DRAWS} aliases in a row were taken`);
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

  private async insertUnlessAliasTaken(row: UserRecord): Promise<boolean> {
    try {
      await this.users.insert(row);
      return true;
    } catch (error) {
      if (isUniqueViolation(error, 'users_alias_key')) return false;
      if (!isUniqueViolation(error, 'users_email_key')) throw error;
      throw new Refusal('email-taken', `There is already an account for ${row.email}. Log in instead.`);
    }
  }

  private get users() {
    return this.dataSource.getRepository(UserEntity);
  }
}

function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}
