import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Refusal, type SignInProvider as ProviderId, type SignInProviders } from '#contracts';
import type { CookieSpec } from './cookies.js';
import { HandoverService } from './handover.service.js';
import { makeChallenge } from './oauth-flow.js';
import { OneTimeStore, type OneTimeKind } from './one-time-store.js';
import { ProviderAccounts } from './provider-accounts.js';
import { SIGN_IN_PROVIDERS, SignInFailure, type SignInProvider } from './sign-in-provider.js';

const JOURNEY_SECONDS = 600;

/** SECURITY: P12: binds the journey to the browser that began it, so that nobody is signed in to somebody else's account. */
export const JOURNEY_COOKIE: CookieSpec = {
  name: 'touchstone-sign-in',
  sameSite: 'Lax',
  seconds: JOURNEY_SECONDS,
};

const Journey = z.object({
  provider: z.string(),
  next: z.string(),
  challenge: z.object({ state: z.string(), nonce: z.string(), codeVerifier: z.string() }),
});
const JOURNEY: OneTimeKind<z.infer<typeof Journey>> = {
  name: 'sign-in',
  seconds: JOURNEY_SECONDS,
  schema: Journey,
};

/** Signing in with an account elsewhere: there, and back again. */
@Injectable()
export class SignInService {
  constructor(
    @Inject(SIGN_IN_PROVIDERS) private readonly providers: readonly SignInProvider[],
    private readonly store: OneTimeStore,
    private readonly accounts: ProviderAccounts,
    private readonly handover: HandoverService,
  ) {}

  list(): SignInProviders {
    return { items: this.providers.map(({ id, name }) => ({ id, name })) };
  }

  /** @returns where to send the browser, and the value of its cookie */
  async start(id: ProviderId, next: string): Promise<{ url: URL; journey: string }> {
    const challenge = makeChallenge();
    const url = await this.get(id).start(challenge);
    return { url, journey: await this.store.put(JOURNEY, { provider: id, next, challenge }) };
  }

  /**
   * @param token the value of the browser's cookie
   * @returns the value of the cookie that hands the login over
   * @throws SignInFailure
   */
  async return(id: ProviderId, token: string | null, answer: URLSearchParams): Promise<string> {
    const provider = this.get(id);
    const journey = await this.store.take(JOURNEY, token);
    if (journey === null || journey.provider !== id) throw new SignInFailure('expired');
    const profile = await provider.finish(answer, journey.challenge);
    const identity = { provider: id, subject: profile.subject };
    const recognition = await this.accounts.recognise(identity, profile);
    const { userId } = recognition;
    const link =
      recognition.result === 'known' ? null : { email: recognition.email, provider: provider.name, identity };
    return this.handover.begin({ userId, next: journey.next, link, grade: null });
  }

  /** @throws Refusal `not-found` where the operator did not set it up */
  private get(id: ProviderId): SignInProvider {
    const provider = this.providers.find((one) => one.id === id);
    if (provider === undefined)
      throw new Refusal('not-found', 'Signing in with this provider is not set up here.');
    return provider;
  }
}
