import { Injectable } from '@nestjs/common';
import {
  Refusal,
  type ChangePasswordRequest,
  type DeleteMeRequest,
  type Me,
  type UpdateMeRequest,
} from '#contracts';
import { UserRepository, type AccountChange, type UserRecord } from '#persistence';
import type { Caller } from '../http/caller.js';
import { hashPassword } from './passwords.js';
import { demandSession, ProofOfOwner } from './proof-of-owner.js';

/** What people do with their own account. */
@Injectable()
export class MeService {
  constructor(
    private readonly users: UserRepository,
    private readonly proof: ProofOfOwner,
  ) {}

  async describe({ id }: Pick<Caller, 'id'>): Promise<Me> {
    return toMe(requireAccount(await this.users.findUserById(id)));
  }

  /** @throws Refusal `alias-taken` */
  async update(caller: Caller, { displayName, alias, boardVisibility }: UpdateMeRequest): Promise<Me> {
    demandSession(caller);
    const change: AccountChange = {
      ...(displayName === undefined ? {} : { displayName }),
      ...(alias === undefined ? {} : { alias }),
      ...(boardVisibility === undefined ? {} : { boardVisibility }),
    };
    return toMe(requireAccount(await this.users.updateUser(caller.id, change)));
  }

  /** Ends every other session. Personal tokens go on: they are not made from the password. */
  async changePassword(
    caller: Caller,
    { currentPassword, newPassword }: ChangePasswordRequest,
  ): Promise<void> {
    const owner = await this.proof.demand(caller, currentPassword);
    if (owner.email === null) {
      throw new Refusal(
        'no-email-address',
        'Your account has no e-mail address to log in with, so a password would be of no use.',
      );
    }
    const changed = await this.users.changePassword({
      userId: owner.id,
      from: owner.passwordHash,
      to: await hashPassword(newPassword),
      keepFamilyId: owner.sessionId,
    });
    if (!changed)
      throw new Refusal('wrong-password', 'The password was changed in this very moment: log in again.');
  }

  /** @throws Refusal `last-admin` */
  async delete(caller: Caller, { password }: DeleteMeRequest): Promise<void> {
    const { id } = await this.proof.demand(caller, password);
    await this.users.deleteUser(id);
  }
}

function requireAccount(user: UserRecord | null): UserRecord {
  if (user === null) throw new Refusal('unauthenticated', 'The account is gone.');
  return user;
}

export function toMe(user: UserRecord): Me {
  const { id, email, displayName, alias, boardVisibility, role } = user;
  return { id, email, displayName, alias, boardVisibility, role, hasPassword: user.passwordHash !== null };
}
