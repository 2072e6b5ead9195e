import { Injectable } from '@nestjs/common';
import { invariant, Refusal } from '#contracts';
import { TokenRepository, UserRepository, type UserRecord } from '#persistence';
import type { Caller } from '../http/caller.js';
import { AttemptLimiter, type AttemptRule } from './attempt-limiter.js';
import { isPassword } from './passwords.js';

/** Guesses at one account by whoever holds a session of it, from wherever. */
const PROOF: AttemptRule = { name: 'prove-password', limit: 10, windowSeconds: 15 * 60 };

/** For how long signing in with a provider counts as proof. Long enough to be sent back here by the page. */
const FRESH_MS = 10 * 60_000;

/**
 * SECURITY: P02: a session or a token may have been stolen. What cannot be undone, or would lock the owner out, asks
 * for proof that it is the owner: the password, or for an account without one a login of the last minutes.
 */
@Injectable()
export class ProofOfOwner {
  constructor(
    private readonly users: UserRepository,
    private readonly tokens: TokenRepository,
    private readonly limiter: AttemptLimiter,
  ) {}

  /** @throws Refusal `forbidden`, `wrong-password`, `login-too-old` or `too-many-requests` */
  async demand(caller: Caller, password: string | undefined): Promise<UserRecord & { sessionId: string }> {
    const sessionId = demandSession(caller);
    const user = await this.users.findUserById(caller.id);
    if (user === null) throw new Refusal('unauthenticated', 'The account is gone.');
    if (user.passwordHash === null) await this.demandFreshLogin(sessionId);
    else await this.demandPassword(user, password);
    return { ...user, sessionId };
  }

  private async demandPassword(user: UserRecord, password: string | undefined): Promise<void> {
    if (password === undefined)
      throw new Refusal('wrong-password', 'Send your current password, to show that it is you.');
    await this.limiter.count(PROOF, user.id);
    if (!(await isPassword(user.passwordHash, password)))
      throw new Refusal('wrong-password', 'This is not your current password: try again.');
    await this.limiter.forget(PROOF, user.id);
  }

  private async demandFreshLogin(sessionId: string): Promise<void> {
    const startedAt = await this.tokens.findSessionStart(sessionId);
    if (startedAt !== null && Date.now() - startedAt.getTime() < FRESH_MS) return;
    throw new Refusal(
      'login-too-old',
      'Log out, sign in again and come back within ten minutes, to show that it is you.',
    );
  }
}

/** @throws Refusal `forbidden` for personal tokens */
export function demandSession({ via, sessionId }: Caller): string {
  if (via === 'token')
    throw new Refusal('forbidden', 'A personal token cannot change the account: log in first.');
  invariant(sessionId !== null, 'an access token belongs to a session');
  return sessionId;
}
