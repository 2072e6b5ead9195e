import { Inject, Injectable } from '@nestjs/common';
import { Refusal, type LoginRequest, type RegisterRequest, type TokenPair, type UserId } from '#contracts';
import { type Config } from '#config';
import { TokenRepository, UserRepository } from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { AccessTokens } from './access-token.js';
import { AttemptLimiter, type AttemptRule } from './attempt-limiter.js';
import { toNetwork } from './network.js';
import { hashOpaqueToken, makeOpaqueToken } from './opaque-token.js';
import { hashPassword, isPassword } from './passwords.js';

/** Guesses at one account from one address. */
const LOGIN: AttemptRule = { name: 'login', limit: 10, windowSeconds: 15 * 60 };
/** Guesses at all accounts from one address, and what hashing them costs us. A whole class may be behind it. */
const LOGINS_OF_ADDRESS: AttemptRule = { name: 'login-address', limit: 600, windowSeconds: 15 * 60 };
/** Hashing a password is costly on purpose. A whole class behind one address may still register at once. */
const REGISTRATION: AttemptRule = { name: 'register', limit: 200, windowSeconds: 60 * 60 };

/** Registering, logging in, staying logged in, logging out. */
@Injectable()
export class AccountsService {
  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly users: UserRepository,
    private readonly tokens: TokenRepository,
    private readonly accessTokens: AccessTokens,
    private readonly limiter: AttemptLimiter,
  ) {}

  async register({ email, password, displayName }: RegisterRequest, ip: string): Promise<TokenPair> {
    if (this.config.auth.registration === 'closed') {
      throw new Refusal('forbidden', 'Registration is closed here: ask the operator for an account.');
    }
    await this.limiter.count(REGISTRATION, toNetwork(ip));
    const passwordHash = await hashPassword(password);
    const user = await this.users.insertUser({ email, displayName, passwordHash, role: 'learner' });
    return this.openSession(user.id);
  }

  async logIn({ email, password }: LoginRequest, ip: string): Promise<TokenPair> {
    const account = email.trim().toLowerCase();
    const network = toNetwork(ip);
    await this.limiter.count(LOGINS_OF_ADDRESS, network);
    await this.limiter.count(LOGIN, network, account);
    const user = await this.users.findUserByEmail(email);
    const right = await isPassword(user?.passwordHash ?? null, password);
    if (user === null || !right) {
      throw new Refusal(
        'wrong-credentials',
        'The e-mail address or the password is wrong: check both and try again.',
      );
    }
    await this.limiter.forget(LOGIN, network, account);
    return this.openSession(user.id);
  }

  /** Good for one use; a second use of any token of the session ends the session (threat P02). */
  async refresh(refreshToken: string): Promise<TokenPair> {
    const next = makeOpaqueToken();
    const use = await this.tokens.useRefreshToken({
      tokenHash: hashOpaqueToken(refreshToken),
      next: { tokenHash: hashOpaqueToken(next), expiresAt: this.refreshExpiry() },
    });
    if (use.result !== 'rotated')
      throw new Refusal('unauthenticated', 'The session has ended: log in again.');
    return this.toPair(use.userId, use.familyId, next);
  }

  /** Ends the session, whether or not there was one. */
  async logOut(refreshToken: string): Promise<void> {
    await this.tokens.revokeFamilyOf(hashOpaqueToken(refreshToken));
  }

  private async openSession(userId: UserId): Promise<TokenPair> {
    const refreshToken = makeOpaqueToken();
    const familyId = await this.tokens.insertRefreshToken({
      userId,
      tokenHash: hashOpaqueToken(refreshToken),
      expiresAt: this.refreshExpiry(),
    });
    return this.toPair(userId, familyId, refreshToken);
  }

  private async toPair(userId: UserId, familyId: string, refreshToken: string): Promise<TokenPair> {
    const accessToken = await this.accessTokens.sign({ userId, familyId });
    return { accessToken, expiresInSeconds: this.accessTokens.expiresInSeconds, refreshToken };
  }

  private refreshExpiry(): Date {
    return new Date(Date.now() + this.config.auth.refreshTokenDays * 24 * 60 * 60_000);
  }
}
