import { Injectable } from '@nestjs/common';
import type { LinkedProvider, LinkedProviders, SignInProvider } from '#contracts';
import { IdentityRepository, LtiPlatformRepository } from '#persistence';
import { ProofOfOwner } from '../accounts/proof-of-owner.js';
import type { Caller } from '../http/caller.js';
import { SignInService } from './sign-in.service.js';

/** What providers are called whom the operator has taken away. */
const CLOSED_NAMES: Readonly<Record<string, string>> = { github: 'GitHub', oidc: 'OpenID Connect' };

/** Which accounts elsewhere open an account here: its owner links and unlinks them. */
@Injectable()
export class LinkedAccountsService {
  constructor(
    private readonly signIn: SignInService,
    private readonly identities: IdentityRepository,
    private readonly platforms: LtiPlatformRepository,
    private readonly proof: ProofOfOwner,
  ) {}

  /** Each provider once, whoever is linked first there. */
  async list({ id: userId }: Caller): Promise<LinkedProviders> {
    const open = await this.listOpenNames();
    const items = new Map<string, LinkedProvider>();
    for (const { provider, createdAt } of await this.identities.listOfUser(userId)) {
      const name = open.get(provider) ?? CLOSED_NAMES[provider] ?? provider;
      if (!items.has(provider))
        items.set(provider, {
          id: provider,
          name,
          open: open.has(provider),
          linkedAt: createdAt.toISOString(),
        });
    }
    return { items: [...items.values()] };
  }

  /**
   * SECURITY: P02: with a link comes a way in that outlives the session, so it takes proof of the owner.
   * @returns where to send the browser, and the value of its cookie
   */
  async startLink(caller: Caller, provider: SignInProvider, password: string | undefined) {
    const { id, sessionId } = await this.proof.demand(caller, password);
    return this.signIn.start(provider, '/account', { userId: id, sessionId });
  }

  /** @throws Refusal `not-found` or `last-way-in` */
  async unlink(caller: Caller, provider: string, password: string | undefined): Promise<void> {
    const { id } = await this.proof.demand(caller, password);
    const open = await this.listOpenNames();
    await this.identities.unlink({ userId: id, provider, isOpen: (other) => open.has(other) });
  }

  /** With whom one can sign in today, and what people call them. */
  private async listOpenNames(): Promise<ReadonlyMap<string, string>> {
    const platforms = await this.platforms.list();
    return new Map([
      ...this.signIn.list().items.map(({ id, name }) => [id, name] as const),
      ...platforms.map(({ id, name }) => [`lti:${id}`, name] as const),
    ]);
  }
}
