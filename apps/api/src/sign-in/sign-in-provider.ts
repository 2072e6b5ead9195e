import type { SignInProblem, SignInProvider as ProviderId } from '#contracts';

/** Whom a provider says somebody is. */
export interface Profile {
  /** The provider's own name for them, which never changes. */
  readonly subject: string;
  readonly email: string | null;
  /** The provider vouches that the address is theirs. */
  readonly emailVerified: boolean;
  readonly name: string | null;
}

/** What was sent along and has to come back, or has to fit what comes back. */
export interface Challenge {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Whoever has accounts with which one can sign in here. */
export interface SignInProvider {
  readonly id: ProviderId;
  readonly name: string;
  /** Where to send the browser. */
  start(challenge: Challenge): Promise<URL>;
  /**
   * Trades what the browser came back with for a profile.
   * @throws SignInFailure
   */
  finish(answer: URLSearchParams, challenge: Challenge): Promise<Profile>;
}

export const SIGN_IN_PROVIDERS = Symbol('SignInProviders');

/** Nobody was signed in. `cause` is for the log: it may hold what a provider said. */
export class SignInFailure extends Error {
  override readonly name = 'SignInFailure';

  constructor(
    readonly problem: SignInProblem,
    options?: { readonly cause: unknown },
  ) {
    super(`signing in failed: ${problem}`, options);
  }
}
