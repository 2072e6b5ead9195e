import * as client from 'openid-client';
import { SignInFailure, type Challenge } from './sign-in-provider.js';

/** Every wait for a provider has this deadline. */
export const PROVIDER_TIMEOUT_SECONDS = 5;

export interface FlowSettings {
  readonly redirectUri: string;
  readonly scope: string;
  /** OpenID Connect has a nonce and an ID token; plain OAuth 2.0 has neither. */
  readonly openId: boolean;
}

/** The authorization code flow with PKCE, state and nonce, for any provider that openid-client knows how to reach. */
export class OauthFlow {
  constructor(private readonly settings: FlowSettings) {}

  async start(config: client.Configuration, { state, nonce, codeVerifier }: Challenge): Promise<URL> {
    const { redirectUri, scope, openId } = this.settings;
    return client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope,
      state,
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(openId ? { nonce } : {}),
    });
  }

  /** @throws SignInFailure */
  async finish(config: client.Configuration, answer: URLSearchParams, challenge: Challenge) {
    const { redirectUri, openId } = this.settings;
    const { state, nonce, codeVerifier } = challenge;
    try {
      return await client.authorizationCodeGrant(config, new URL(`${redirectUri}?${answer.toString()}`), {
        expectedState: state,
        pkceCodeVerifier: codeVerifier,
        ...(openId ? { expectedNonce: nonce, idTokenExpected: true } : {}),
      });
    } catch (cause) {
      throw toFailure(cause);
    }
  }
}

export function makeChallenge(): Challenge {
  return {
    state: client.randomState(),
    nonce: client.randomNonce(),
    codeVerifier: client.randomPKCECodeVerifier(),
  };
}

/** A provider that said no, one that could not be asked, or an answer that does not fit. */
export function toFailure(cause: unknown): SignInFailure {
  if (cause instanceof SignInFailure) return cause;
  if (cause instanceof client.AuthorizationResponseError && cause.error === 'access_denied')
    return new SignInFailure('cancelled', { cause });
  return new SignInFailure(isOutage(cause) ? 'unreachable' : 'refused', { cause });
}

/** `fetch` and openid-client tell it in several ways, sometimes one inside another. */
function isOutage(cause: unknown): boolean {
  const { name, message, code, cause: inner } = cause as Error & { code?: string };
  if (name === 'TimeoutError' || code === 'OAUTH_TIMEOUT' || message === 'fetch failed') return true;
  return inner !== undefined && inner !== null && isOutage(inner);
}
