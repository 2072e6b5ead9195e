import { Injectable } from '@nestjs/common';
import { Refusal, type AccountQuery, type AccountSummary, type Role, type UserId } from '#contracts';
import { AccountListRepository, type ListedAccount } from '#persistence';
import type { Caller } from '../http/caller.js';
import { demandSession } from './proof-of-owner.js';

/** Who there is, and what each of them may do. */
@Injectable()
export class RolesService {
  constructor(private readonly accounts: AccountListRepository) {}

  async list(query: AccountQuery): Promise<{ items: AccountSummary[]; nextCursor: string | null }> {
    const { items, nextCursor } = await this.accounts.list(query);
    return { items: items.map(toSummary), nextCursor };
  }

  /**
   * SECURITY: P02: a token that was left somewhere makes nobody an admin.
   * @throws Refusal `forbidden`, `not-found`, `last-admin`, `still-teaches`
   */
  async set(caller: Caller, userId: UserId, role: Role): Promise<AccountSummary> {
    demandSession(caller);
    const account = await this.accounts.setRole({ userId, role, actorId: caller.id });
    if (account === null) throw new Refusal('not-found', 'There is no such account.');
    return toSummary(account);
  }
}

const toSummary = ({ createdAt, ...account }: ListedAccount): AccountSummary => ({
  ...account,
  createdAt: createdAt.toISOString(),
});
