import { describe, expect, it } from '@jest/globals';
import type { UserId } from '#contracts';
import type { Config } from '#config';
import type { IdentityRepository, UserRecord, UserRepository } from '#persistence';
import { ProviderAccounts } from './provider-accounts.js';

const grace = { id: 'grace' as UserId, email: 'grace@example.org', passwordHash: null } as UserRecord;
const profile = { subject: 'grace-1', name: 'Grace', email: grace.email, emailVerified: true };

describe('an account that another journey of the same person makes meanwhile', () => {
  it('is theirs, though it was not there when its identity was looked for', async () => {
    let looks = 0;
    const identities = {
      findUser: async () => (++looks === 1 ? null : grace),
    } as unknown as IdentityRepository;
    const users = { findUserByEmail: async () => grace } as unknown as UserRepository;
    const accounts = new ProviderAccounts({} as Config, users, identities);

    const recognised = await accounts.recognise({ provider: 'oidc', subject: 'grace-1' }, profile);

    expect(recognised).toEqual({ result: 'known', userId: grace.id });
  });
});
