import { createHash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Refusal } from '#contracts';
import { API_REDIS } from '../ops/redis.module.js';
import { LocalAttempts } from './local-attempts.js';

export interface AttemptRule {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

/**
 * Counts attempts in Redis, so that all replicas share one count. While Redis is away each replica counts by itself:
 * people log in, and guesses are limited.
 */
@Injectable()
export class AttemptLimiter {
  private readonly logger = new Logger(AttemptLimiter.name);
  private readonly local = new LocalAttempts();

  constructor(@Inject(API_REDIS) private readonly redis: Redis) {}

  /** @throws Refusal `too-many-requests` from attempt `limit` + 1 on, until the window ends */
  async count(rule: AttemptRule, ...who: readonly string[]): Promise<void> {
    const { attempts, secondsLeft } = await this.increment(rule, toKey(rule, who));
    if (attempts <= rule.limit) return;
    throw new Refusal('too-many-requests', `Too many attempts: wait ${secondsLeft} s and try again.`, {
      retryAfterSeconds: secondsLeft,
    });
  }

  async forget(rule: AttemptRule, ...who: readonly string[]): Promise<void> {
    const key = toKey(rule, who);
    this.local.forget(key);
    await this.redis.del(key).catch((error: unknown) => this.warn(error));
  }

  private async increment(
    rule: AttemptRule,
    key: string,
  ): Promise<{ attempts: number; secondsLeft: number }> {
    // Nobody waits for what is known to be away.
    if (['reconnecting', 'close', 'end'].includes(this.redis.status))
      return this.local.increment(key, rule.windowSeconds);
    try {
      const answers = await this.redis
        .multi()
        .set(key, 0, 'EX', rule.windowSeconds, 'NX')
        .incr(key)
        .ttl(key)
        .exec();
      const [, attempts, ttl] = (answers ?? []).map(([, value]) => Number(value));
      return { attempts: attempts ?? 0, secondsLeft: Math.max(1, ttl ?? rule.windowSeconds) };
    } catch (error) {
      this.warn(error);
      return this.local.increment(key, rule.windowSeconds);
    }
  }

  private warn(error: unknown): void {
    this.logger.warn(`attempts are counted by this replica alone, Redis does not answer: ${String(error)}`);
  }
}

/** Hashed, so that a key has a fixed length and no address of a person is kept in Redis. */
function toKey(rule: AttemptRule, who: readonly string[]): string {
  return `attempts:${rule.name}:${createHash('sha256').update(JSON.stringify(who)).digest('base64url')}`;
}
