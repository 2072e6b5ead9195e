import * as client from 'openid-client';
import { z } from 'zod';
import { OauthFlow, PROVIDER_TIMEOUT_SECONDS, toFailure } from './oauth-flow.js';
import { SignInFailure, type Challenge, type Profile, type SignInProvider } from './sign-in-provider.js';

export interface GithubSettings {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

const GithubUser = z.object({ id: z.number().int(), login: z.string(), name: z.string().nullish() });
const GithubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/**
 * GitHub, or an Enterprise Server. It speaks OAuth 2.0 without OpenID Connect, so who somebody is comes from its API:
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
export class GithubProvider implements SignInProvider {
  readonly id = 'github';
  readonly name = 'GitHub';
  private readonly flow: OauthFlow;
  private readonly config: client.Configuration;
  private readonly apiUrl: string;

  constructor({ url, clientId, clientSecret, redirectUri }: GithubSettings) {
    this.flow = new OauthFlow({ redirectUri, scope: 'read:user user:email', openId: false });
    this.apiUrl = url === 'https://github.com' ? 'https://api.github.com' : `${url}/api/v3`;
    this.config = new client.Configuration(
      {
        issuer: url,
        authorization_endpoint: `${url}/login/oauth/authorize`,
        token_endpoint: `${url}/login/oauth/access_token`,
      },
      clientId,
      clientSecret,
    );
    this.config.timeout = PROVIDER_TIMEOUT_SECONDS;
    // Only on this machine: the configuration takes no other address without TLS.
    if (url.startsWith('http:')) client.allowInsecureRequests(this.config);
  }

  start(challenge: Challenge): Promise<URL> {
    return this.flow.start(this.config, challenge);
  }

  async finish(answer: URLSearchParams, challenge: Challenge): Promise<Profile> {
    const { access_token: token } = await this.flow.finish(this.config, answer, challenge);
    const user = await this.ask(token, '/user', GithubUser);
    const emails = await this.ask(token, '/user/emails', GithubEmails);
    const primary = emails.find((entry) => entry.primary);
    return {
      // The login can be given up and taken by somebody else; the number cannot.
      subject: String(user.id),
      email: primary?.email ?? null,
      emailVerified: primary?.verified ?? false,
      name: user.name ?? user.login,
    };
  }

  private async ask<T>(token: string, path: string, schema: z.ZodType<T>): Promise<T> {
    try {
      const response = await client.fetchProtectedResource(
        this.config,
        token,
        new URL(this.apiUrl + path),
        'GET',
        null,
        new Headers({ accept: 'application/vnd.github+json', 'user-agent': 'Touchstone' }),
      );
      if (!response.ok) throw new SignInFailure('refused', { cause: `${path} answered ${response.status}` });
      return schema.parse(await response.json());
    } catch (cause) {
      throw toFailure(cause);
    }
  }
}
