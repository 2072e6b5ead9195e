import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ExerciseId, Refusal, UserId, type SignInResult } from '#contracts';
import { IdentityRepository, LtiGradeRepository, UserRepository } from '#persistence';
import { AccountsService } from '../accounts/accounts.service.js';
import { SessionsService } from '../accounts/sessions.service.js';
import type { CookieSpec } from './cookies.js';
import { OneTimeStore, type OneTimeKind } from './one-time-store.js';

const LINK_SECONDS = 600;

export const HANDOVER_COOKIE: CookieSpec = {
  name: 'touchstone-handover',
  sameSite: 'Strict',
  seconds: LINK_SECONDS,
};

const Handover = z.object({
  userId: UserId,
  next: z.string(),
  /** Set while the account is not theirs yet: what to link to it once its password is proven. */
  link: z
    .object({
      email: z.string(),
      provider: z.string(),
      identity: z.object({ provider: z.string(), subject: z.string() }),
    })
    .nullable(),
  /** Where their scores go, when a learning platform sent them. */
  grade: z
    .object({ platformId: z.uuid(), exerciseId: ExerciseId, subject: z.string(), lineItem: z.string() })
    .nullable(),
});
export type Handover = z.infer<typeof Handover>;

const HANDOVER: OneTimeKind<Handover> = { name: 'handover', seconds: LINK_SECONDS, schema: Handover };

/**
 * Hands a login to the page after the browser came back from elsewhere. SECURITY: P01: the browser carries a token of
 * one use in a cookie that scripts cannot read and other sites cannot send; no token is ever part of an address, where
 * logs, histories and referrers would keep it (ADR 10).
 */
@Injectable()
export class HandoverService {
  constructor(
    private readonly store: OneTimeStore,
    private readonly users: UserRepository,
    private readonly identities: IdentityRepository,
    private readonly grades: LtiGradeRepository,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
  ) {}

  /** @returns the value of the cookie */
  begin(handover: Handover): Promise<string> {
    return this.store.put(HANDOVER, handover);
  }

  /** @throws Refusal `sign-in-expired`, or `wrong-credentials` when a password is needed and wrong */
  async finish(token: string | null, password: string | undefined, ip: string): Promise<SignInResult> {
    const waiting = await this.store.peek(HANDOVER, token);
    if (waiting === null) throw expired();
    const { link } = waiting;
    if (link !== null && password === undefined)
      return { result: 'password-needed', email: link.email, provider: link.provider };
    if (link !== null)
      await this.provePassword(waiting.userId, { email: link.email, password: password ?? '' }, ip);
    return this.logIn(await this.store.take(HANDOVER, token));
  }

  private async provePassword(
    userId: UserId,
    login: { email: string; password: string },
    ip: string,
  ): Promise<void> {
    const user = await this.accounts.recognise(login, ip);
    if (user.id !== userId) throw expired();
  }

  private async logIn(handover: Handover | null): Promise<SignInResult> {
    const user = handover && (await this.users.findUserById(handover.userId));
    if (handover === null || user === null) throw expired();
    if (handover.link !== null && !(await this.identities.link(handover.link.identity, user.id)))
      throw expired();
    if (handover.grade !== null) await this.grades.remember({ ...handover.grade, userId: user.id });
    return { result: 'logged-in', tokens: await this.sessions.open(user), next: handover.next };
  }
}

const expired = () => new Refusal('sign-in-expired', 'Signing in took too long: start again.');
