import { Injectable } from '@nestjs/common';
import { Refusal } from '#contracts';
import { TokenRepository, UserRepository, type UserRecord } from '#persistence';
import type { Authenticator } from '../http/access.guard.js';
import type { Caller } from '../http/caller.js';
import { AccessTokens } from './access-token.js';
import { hashOpaqueToken, PERSONAL_TOKEN_PREFIX } from './opaque-token.js';

/** Knows callers by `Authorization: Bearer` with an access token or a personal access token. */
@Injectable()
export class BearerAuthenticator implements Authenticator {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly users: UserRepository,
    private readonly tokens: TokenRepository,
  ) {}

  async authenticate(authorization: string | undefined): Promise<Caller | null> {
    if (authorization === undefined) return null;
    const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
    const caller = token === undefined ? null : await this.findCaller(token);
    if (caller !== null) return caller;
    throw new Refusal(
      'unauthenticated',
      'The token is not valid or has expired: log in again or refresh it.',
    );
  }

  private findCaller(token: string): Promise<Caller | null> {
    return token.startsWith(PERSONAL_TOKEN_PREFIX)
      ? this.findByPersonalToken(token)
      : this.findBySession(token);
  }

  private async findBySession(token: string): Promise<Caller | null> {
    const session = await this.accessTokens.read(token);
    if (session === null) return null;
    const user = await this.users.findUserOfSession({ id: session.userId, familyId: session.familyId });
    return user && toCaller(user, session.familyId);
  }

  private async findByPersonalToken(token: string): Promise<Caller | null> {
    const found = await this.tokens.findPersonalTokenByHash(hashOpaqueToken(token));
    if (found === null) return null;
    await this.tokens.touchPersonalToken(found.id);
    const user = await this.users.findUserById(found.userId);
    return user && toCaller(user, null);
  }
}

function toCaller({ id, email, displayName, role }: UserRecord, sessionId: string | null): Caller {
  return { id, email, displayName, role, via: sessionId === null ? 'token' : 'session', sessionId };
}
