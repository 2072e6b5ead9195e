import { Redis } from 'ioredis';

const AT_A_TIME = 1000;

/**
 * Removes what Touchstone keeps in Redis: jobs, boards and streams of a database that is not there any more. Workers and API
 * make all of it anew from the rows. Keys of others are left alone.
 * @returns how many keys there were
 * @throws Error when Redis does not answer
 */
export async function forgetRedis(url: string): Promise<number> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  // Every failure also rejects the call that met it.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await forget(redis, 'touchstone:*')) + (await forget(redis, '{touchstone}:*'));
  } finally {
    redis.disconnect();
  }
}

async function forget(redis: Redis, pattern: string): Promise<number> {
  let removed = 0;
  for await (const keys of redis.scanStream({ match: pattern, count: AT_A_TIME }) as AsyncIterable<string[]>)
    if (keys.length > 0) removed += await redis.unlink(...keys);
  return removed;
}
