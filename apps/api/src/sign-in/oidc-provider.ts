import * as client from 'openid-client';
import type { UserInfoResponse } from 'openid-client';
import { OauthFlow, PROVIDER_TIMEOUT_SECONDS, toFailure } from './oauth-flow.js';
import { SignInFailure, type Challenge, type Profile, type SignInProvider } from './sign-in-provider.js';

export interface OidcSettings {
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

type Claims = Pick<UserInfoResponse, 'sub' | 'email' | 'email_verified' | 'name' | 'preferred_username'>;

/** Any OpenID Connect provider, known by its issuer. */
export class OidcProvider implements SignInProvider {
  readonly id = 'oidc';
  readonly name: string;
  private readonly flow: OauthFlow;
  private discovered: Promise<client.Configuration> | null = null;

  constructor(private readonly settings: OidcSettings) {
    this.name = settings.name;
    this.flow = new OauthFlow({
      redirectUri: settings.redirectUri,
      scope: 'openid email profile',
      openId: true,
    });
  }

  async start(challenge: Challenge): Promise<URL> {
    return this.flow.start(await this.discover(), challenge);
  }

  async finish(answer: URLSearchParams, challenge: Challenge): Promise<Profile> {
    const config = await this.discover();
    const tokens = await this.flow.finish(config, answer, challenge);
    const claims = tokens.claims()!;
    // OpenID Connect Core, 3.1.3.7: a token for us may name another party it was issued to.
    if (claims['azp'] !== undefined && claims['azp'] !== this.settings.clientId)
      throw new SignInFailure('refused', { cause: 'the ID token was issued to another party' });
    return toProfile(
      claims.email === undefined ? await askForMore(config, tokens.access_token, claims) : claims,
    );
  }

  /** Once, or again while it fails: a provider that is away at our start must not stay away. */
  private async discover(): Promise<client.Configuration> {
    this.discovered ??= this.discoverOnce();
    try {
      return await this.discovered;
    } catch (cause) {
      this.discovered = null;
      throw toFailure(cause);
    }
  }

  private discoverOnce(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const url = new URL(issuer);
    return client.discovery(url, clientId, clientSecret, undefined, {
      timeout: PROVIDER_TIMEOUT_SECONDS,
      execute: [
        // SECURITY: P01: the signature of an ID token is checked although it comes straight from the provider.
        client.enableNonRepudiationChecks,
        // Only on this machine: the configuration takes no other address without TLS.
        ...(url.protocol === 'http:' ? [client.allowInsecureRequests] : []),
      ],
    });
  }
}

/** Some providers tell an address at the userinfo endpoint only. */
async function askForMore(
  config: client.Configuration,
  accessToken: string,
  claims: Claims,
): Promise<Claims> {
  if (config.serverMetadata().userinfo_endpoint === undefined) return claims;
  try {
    return await client.fetchUserInfo(config, accessToken, claims.sub);
  } catch (cause) {
    throw toFailure(cause);
  }
}

function toProfile({
  sub,
  email,
  email_verified: verified,
  name,
  preferred_username: username,
}: Claims): Profile {
  return {
    subject: sub,
    email: email ?? null,
    // Some providers write the word for the value.
    emailVerified: verified === true || String(verified) === 'true',
    name: name ?? username ?? null,
  };
}
