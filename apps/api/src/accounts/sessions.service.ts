import { Inject, Injectable } from '@nestjs/common';
import { Refusal, type TokenPair, type UserId } from '#contracts';
import type { Config } from '#config';
import { TokenRepository, type UserRecord } from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { AccessTokens } from './access-token.js';
import { hashOpaqueToken, makeOpaqueToken } from './opaque-token.js';

/** Logins: how one starts, goes on and ends, whatever its owner proved themselves with. */
@Injectable()
export class SessionsService {
  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly tokens: TokenRepository,
    private readonly accessTokens: AccessTokens,
  ) {}

  /** @throws Refusal `unauthenticated` when the account was deleted or its password changed in this very moment */
  async open({ id, passwordHash }: Pick<UserRecord, 'id' | 'passwordHash'>): Promise<TokenPair> {
    const refreshToken = makeOpaqueToken();
    const familyId = await this.tokens.insertRefreshToken({
      userId: id,
      passwordHash,
      tokenHash: hashOpaqueToken(refreshToken),
      expiresAt: this.refreshExpiry(),
    });
    if (familyId === null)
      throw new Refusal('unauthenticated', 'The account has just changed: log in again.');
    return this.toPair(id, familyId, refreshToken);
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
  async end(refreshToken: string): Promise<void> {
    await this.tokens.revokeFamilyOf(hashOpaqueToken(refreshToken));
  }

  private async toPair(userId: UserId, familyId: string, refreshToken: string): Promise<TokenPair> {
    const accessToken = await this.accessTokens.sign({ userId, familyId });
    return { accessToken, expiresInSeconds: this.accessTokens.expiresInSeconds, refreshToken };
  }

  private refreshExpiry(): Date {
    return new Date(Date.now() + this.config.auth.refreshTokenDays * 24 * 60 * 60_000);
  }
}
