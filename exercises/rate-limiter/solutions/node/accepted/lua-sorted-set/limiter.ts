import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { TAKE_SCRIPT } from './take-script.ts';

export interface Definition {
  limit: number;
  windowMs: number;
}

export interface Decision {
  allowed: boolean;
  limit: number;
  remaining: number;
  retryAfterMs: number;
  resetMs: number;
}

const redis = new Redis(process.env.REDIS_URL!, {
  commandTimeout: 500,
  connectTimeout: 500,
  maxRetriesPerRequest: 1,
  retryStrategy: () => 200,
});
redis.on('error', (error) => console.error(error.message));

export async function define(name: string, { limit, windowMs }: Definition): Promise<void> {
  await redis.hset(`limit:${name}`, { limit, windowMs });
}

export async function findDefinition(name: string): Promise<Definition | null> {
  const [limit, windowMs] = await redis.hmget(`limit:${name}`, 'limit', 'windowMs');
  return limit ? { limit: Number(limit), windowMs: Number(windowMs) } : null;
}

export async function take(name: string, key: string): Promise<Decision | null> {
  const answer = await redis.eval(TAKE_SCRIPT, 2, `limit:${name}`, `takes:${name}:${key}`, randomUUID());
  if (answer === null) return null;
  const [allowed, limit, remaining, retryAfterMs, resetMs] = answer as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { allowed: allowed === 1, limit, remaining, retryAfterMs, resetMs };
}
