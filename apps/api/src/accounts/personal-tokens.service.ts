import { Injectable } from '@nestjs/common';
import { Refusal, type CreatedToken, type CreateTokenRequest, type TokenSummary } from '#contracts';
import { TokenRepository } from '#persistence';
import type { Caller } from '../http/caller.js';
import { hashOpaqueToken, makeOpaqueToken, PERSONAL_TOKEN_PREFIX } from './opaque-token.js';

const DAY_MS = 24 * 60 * 60_000;

@Injectable()
export class PersonalTokensService {
  constructor(private readonly tokens: TokenRepository) {}

  async list(caller: Caller): Promise<TokenSummary[]> {
    const records = await this.tokens.listPersonalTokens(caller.id);
    return records.map((record) => ({
      id: record.id,
      name: record.name,
      createdAt: record.createdAt.toISOString(),
      expiresAt: record.expiresAt.toISOString(),
      lastUsedAt: record.lastUsedAt?.toISOString() ?? null,
    }));
  }

  async create(caller: Caller, { name, expiresInDays }: CreateTokenRequest): Promise<CreatedToken> {
    // SECURITY: P02: a token that leaked must not be able to outlive its own deletion.
    if (caller.via === 'token')
      throw new Refusal('forbidden', 'A personal token cannot make another one: log in first.');
    const token = makeOpaqueToken(PERSONAL_TOKEN_PREFIX);
    const expiresAt = new Date(Date.now() + expiresInDays * DAY_MS);
    const { id } = await this.tokens.insertPersonalToken({
      userId: caller.id,
      name,
      expiresAt,
      tokenHash: hashOpaqueToken(token),
    });
    return { id, name, token, expiresAt: expiresAt.toISOString() };
  }

  async delete(caller: Caller, id: string): Promise<void> {
    const deleted = await this.tokens.deletePersonalToken({ id, userId: caller.id });
    if (!deleted) throw new Refusal('not-found', 'There is nothing at this address, or it is not yours.');
  }
}
