import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { invariant, Refusal, type UserId } from '#contracts';
import { IdentityEntity } from '../entities/identity.entity.js';
import { UserEntity } from '../entities/user.entity.js';
import { Together } from '../together.js';
import { isUniqueViolation } from '../unique-violation.js';
import { changePassword, deleteAccount, type PasswordChange } from './change-account.js';
import { findUserOfIdentity, type Identity } from './find-user-of-identity.js';
import { findUsersOfSessions, type SessionOfUser } from './find-users-of-sessions.js';
import { makeAlias } from './make-alias.js';
import type { UserRecord } from './user-record.js';

export type NewUser = Pick<UserRecord, 'email' | 'displayName' | 'passwordHash' | 'role'>;

/** What people may change of their account. */
export type AccountChange = Partial<Pick<UserRecord, 'displayName' | 'alias' | 'boardVisibility'>>;

interface Inserting {
  /** Stored with the account, or neither is. */
  readonly identity?: Identity;
  readonly nextAlias?: () => string;
}

/** With a million people about one draw in a hundred is taken. */
const MAX_ALIAS_DRAWS = 10;

@Injectable()
export class UserRepository {
  /** Asked for by every request. */
  private readonly usersOfSessions: Together<SessionOfUser, UserRecord | null>;

  constructor(private readonly dataSource: DataSource) {
    this.usersOfSessions = new Together<SessionOfUser, UserRecord | null>({
      work: (sessions) => findUsersOfSessions(dataSource, sessions),
      most: 100,
    });
  }

  /**
   * The alias is drawn here, and drawn again while it is somebody else's.
   * @throws Refusal `email-taken`, also when two registrations race for one address
   */
  async insertUser(user: NewUser, { identity, nextAlias = makeAlias }: Inserting = {}): Promise<UserRecord> {
    const email = user.email === null ? null : normaliseEmail(user.email);
    for (let draws = 0; draws < MAX_ALIAS_DRAWS; draws += 1) {
      const row = {
        ...user,
        id: randomUUID() as UserId,
        email,
        alias: nextAlias(),
        boardVisibility: 'alias' as const,
        createdAt: new Date(),
      };
      const stored = await this.insertUnlessAliasTaken(row, identity);
      if (stored !== null) return stored;
    }
    invariant(false, `${MAX_ALIAS_DRAWS} aliases in a row were taken`);
  }

  /**
   * @returns the account as it is now; null when it is gone
   * @throws Refusal `alias-taken`
   */
  async updateUser(id: UserId, change: AccountChange): Promise<UserRecord | null> {
    try {
      await this.users.update({ id }, change);
    } catch (error) {
      if (!isUniqueViolation(error, 'users_alias_key')) throw error;
      throw new Refusal('alias-taken', `The alias ${change.alias} is somebody else’s: choose another one.`);
    }
    return this.findUserById(id);
  }

  /** False when the password is no longer the one that was proven. Ends every session but one. */
  changePassword(change: PasswordChange): Promise<boolean> {
    return this.dataSource.transaction((manager) => changePassword(manager, change));
  }

  /**
   * Removes the account and everything of it: submissions, tokens, sessions, identities.
   * @throws Refusal `last-admin`
   */
  deleteUser(id: UserId): Promise<void> {
    return this.dataSource.transaction((manager) => deleteAccount(manager, id));
  }

  findUserByEmail(email: string): Promise<UserRecord | null> {
    return this.users.findOneBy({ email: normaliseEmail(email) });
  }

  findUserById(id: UserId): Promise<UserRecord | null> {
    return this.users.findOneBy({ id });
  }

  /** null when the session (a family of refresh tokens) was logged out or is not this user's (threat P02). */
  findUserOfSession(session: SessionOfUser): Promise<UserRecord | null> {
    return this.usersOfSessions.do(session);
  }

  countUsers(): Promise<number> {
    return this.users.count();
  }

  /** null when the alias is taken; the account of the identity when somebody has just stored it. */
  private async insertUnlessAliasTaken(row: UserRecord, identity?: Identity): Promise<UserRecord | null> {
    try {
      await this.dataSource.transaction(async (manager) => {
        await manager.insert(UserEntity, row);
        if (identity !== undefined) await manager.insert(IdentityEntity, { ...identity, userId: row.id });
      });
      return row;
    } catch (error) {
      if (isUniqueViolation(error, 'users_alias_key')) return null;
      const owner = identity === undefined ? null : await findUserOfIdentity(this.dataSource, identity);
      if (owner !== null) return owner;
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
