import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Refusal, UserId, type SignInProvider as ProviderId, type SignInProviders } from '#contracts';
import { IdentityRepository, UserRepository, type Identity } from '#persistence';
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
  /** Who asked to link an account elsewhere, and in which session; null: somebody signs in. */
  linkTo: z.object({ userId: UserId, sessionId: z.uuid() }).nullable(),
  challenge: z.object({ state: z.string(), nonce: z.string(), codeVerifier: z.string() }),
});
const JOURNEY: OneTimeKind<z.infer<typeof Journey>> = {
  name: 'sign-in',
  seconds: JOURNEY_SECONDS,
  schema: Journey,
};

type LinkTarget = NonNullable<z.infer<typeof Journey>['linkTo']>;

/** `linked`: to the account that asked for it. Else the value of the cookie that hands a login over. */
export type Return =
  { readonly result: 'linked' } | { readonly result: 'handed-over'; readonly handover: string };

/** Signing in with an account elsewhere: there, and back again. */
@Injectable()
export class SignInService {
  constructor(
    @Inject(SIGN_IN_PROVIDERS) private readonly providers: readonly SignInProvider[],
    private readonly store: OneTimeStore,
    private readonly accounts: ProviderAccounts,
    private readonly handover: HandoverService,
    private readonly users: UserRepository,
    private readonly identities: IdentityRepository,
  ) {}

  list(): SignInProviders {
    return { items: this.providers.map(({ id, name }) => ({ id, name })) };
  }

  /** @returns where to send the browser, and the value of its cookie */
  async start(
    id: ProviderId,
    next: string,
    linkTo: LinkTarget | null = null,
  ): Promise<{ url: URL; journey: string }> {
    const challenge = makeChallenge();
    const url = await this.get(id).start(challenge);
    return { url, journey: await this.store.put(JOURNEY, { provider: id, next, linkTo, challenge }) };
  }

  /**
   * @param token the value of the browser's cookie
   * @throws SignInFailure
   */
  async return(id: ProviderId, token: string | null, answer: URLSearchParams): Promise<Return> {
    const provider = this.get(id);
    const journey = await this.store.take(JOURNEY, token);
    if (journey === null || journey.provider !== id) throw new SignInFailure('expired');
    const profile = await provider.finish(answer, journey.challenge);
    const identity = { provider: id, subject: profile.subject };
    if (journey.linkTo !== null) return this.link(identity, journey.linkTo);
    const recognition = await this.accounts.recognise(identity, profile);
    const { userId } = recognition;
    const link =
      recognition.result === 'known' ? null : { email: recognition.email, provider: provider.name, identity };
    const handover = await this.handover.begin({ userId, next: journey.next, link, grade: null });
    return { result: 'handed-over', handover };
  }

  /** SECURITY: P02: a session that has ended meanwhile, as by a change of the password, links nothing any more. */
  private async link(identity: Identity, { userId, sessionId }: LinkTarget): Promise<Return> {
    const user = await this.users.findUserOfSession({ id: userId, familyId: sessionId });
    if (user === null) throw new SignInFailure('expired');
    if (!(await this.identities.link(identity, user.id))) throw new SignInFailure('linked-elsewhere');
    return { result: 'linked' };
  }

  /** @throws Refusal `not-found` where the operator did not set it up */
  private get(id: ProviderId): SignInProvider {
    const provider = this.providers.find((one) => one.id === id);
    if (provider === undefined)
      throw new Refusal('not-found', 'Signing in with this provider is not set up here.');
    return provider;
  }
}
