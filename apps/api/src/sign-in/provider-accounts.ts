import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Refusal, RegisterRequest, type UserId } from '#contracts';
import type { Config } from '#config';
import { IdentityRepository, UserRepository, type Identity, type UserRecord } from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { SignInFailure, type Profile } from './sign-in-provider.js';

/** `password-needed`: the account is theirs once they prove its password. */
export type Recognition =
  | { readonly result: 'known'; readonly userId: UserId }
  | { readonly result: 'password-needed'; readonly userId: UserId; readonly email: string };

const Email = z.email().max(254);

/** Finds or makes the account of somebody whom a provider knows. */
@Injectable()
export class ProviderAccounts {
  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly users: UserRepository,
    private readonly identities: IdentityRepository,
  ) {}

  /**
   * SECURITY: an address alone opens no account: not even one that the provider vouches for, since whoever runs or
   * breaks into a provider could vouch for any. The password has to be proven once.
   * @param whileClosed may make an account although registration is closed
   * @throws SignInFailure
   */
  async recognise(identity: Identity, profile: Profile, { whileClosed = false } = {}): Promise<Recognition> {
    const known = await this.identities.findUser(identity);
    if (known !== null) return { result: 'known', userId: known.id };
    const email = Email.safeParse(profile.email).data ?? null;
    const owner = email === null ? null : await this.users.findUserByEmail(email);
    if (owner !== null) {
      // Another journey of the same person may have made it since.
      const made = await this.identities.findUser(identity);
      return made === null ? askForPassword(owner, profile) : { result: 'known', userId: made.id };
    }
    if (this.config.auth.registration === 'closed' && !whileClosed)
      throw new SignInFailure('registration-closed');
    const user = await this.register(identity, profile.emailVerified ? email : null, profile.name);
    return { result: 'known', userId: user.id };
  }

  private async register(identity: Identity, email: string | null, name: string | null): Promise<UserRecord> {
    try {
      return await this.users.insertUser(
        { email, displayName: toDisplayName(name), passwordHash: null, role: 'learner' },
        { identity },
      );
    } catch (error) {
      if (error instanceof Refusal && error.code === 'email-taken') throw new SignInFailure('other-sign-in');
      throw error;
    }
  }
}

function askForPassword({ id, email, passwordHash }: UserRecord, { emailVerified }: Profile): Recognition {
  if (!emailVerified) throw new SignInFailure('unverified-email');
  if (passwordHash === null || email === null) throw new SignInFailure('other-sign-in');
  return { result: 'password-needed', userId: id, email };
}

/** What a provider calls somebody, as far as it can be a name here. They can change it. */
function toDisplayName(name: string | null): string {
  return RegisterRequest.shape.displayName.safeParse(name?.slice(0, 60)).data ?? 'New learner';
}
