import { Inject, Injectable } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { z } from 'zod';
import { Refusal } from '#contracts';
import { hashOpaqueToken, makeOpaqueToken } from '../accounts/opaque-token.js';
import { API_REDIS } from '../ops/redis.module.js';

/** What is kept under a token for a few minutes. */
export interface OneTimeKind<T> {
  readonly name: string;
  readonly seconds: number;
  readonly schema: z.ZodType<T>;
}

/**
 * Keeps what a browser brings back a moment later by a token only that browser has; all replicas share it.
 * SECURITY: P02: a token is good for one `take`, and Redis holds its hash only.
 */
@Injectable()
export class OneTimeStore {
  constructor(@Inject(API_REDIS) private readonly redis: Redis) {}

  /** @returns the token */
  async put<T>(kind: OneTimeKind<T>, value: T): Promise<string> {
    const token = makeOpaqueToken();
    await reach(() => this.redis.set(toKey(kind, token), JSON.stringify(value), 'EX', kind.seconds));
    return token;
  }

  /** Looks without taking; null when it is not there, or no longer. */
  async peek<T>(kind: OneTimeKind<T>, token: string | null): Promise<T | null> {
    return token === null ? null : read(kind, await reach(() => this.redis.get(toKey(kind, token))));
  }

  /** Of several that take at once, one gets it. */
  async take<T>(kind: OneTimeKind<T>, token: string | null): Promise<T | null> {
    return token === null ? null : read(kind, await reach(() => this.redis.getdel(toKey(kind, token))));
  }
}

function toKey({ name }: OneTimeKind<unknown>, token: string): string {
  return `once:${name}:${hashOpaqueToken(token)}`;
}

function read<T>({ schema }: OneTimeKind<T>, text: string | null): T | null {
  return text === null ? null : schema.parse(JSON.parse(text));
}

/** @throws Refusal `not-ready` while Redis is away */
async function reach<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new Refusal('not-ready', 'Signing in is not possible for a moment: try again.', { cause });
  }
}
