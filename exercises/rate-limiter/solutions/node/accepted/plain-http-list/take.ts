import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!, {
  commandTimeout: 400,
  maxRetriesPerRequest: 1,
  retryStrategy: (times) => Math.min(100 * times, 500),
});
redis.on('error', () => {});

// A list holds the times of the last `limit` allowed takes, newest first. A take is allowed when the take `limit` places
// back has left the window: one look, however large the limit is.
redis.defineCommand('takePlace', {
  numberOfKeys: 2,
  lua: `
    local stored = redis.call('GET', KEYS[1])
    if not stored then return nil end
    local definition = cjson.decode(stored)
    local limit, window = definition.limit, definition.windowMs
    local clock = redis.call('TIME')
    local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
    local since = now - window

    local blocking = redis.call('LINDEX', KEYS[2], limit - 1)
    local allowed = not blocking or tonumber(blocking) <= since
    if allowed then
      redis.call('LPUSH', KEYS[2], string.format('%d', now))
      redis.call('LTRIM', KEYS[2], 0, limit - 1)
      redis.call('PEXPIRE', KEYS[2], window)
    end

    local used = 0
    local oldest = now
    local times = redis.call('LRANGE', KEYS[2], 0, limit - 1)
    for index = 1, #times do
      if tonumber(times[index]) <= since then break end
      used = index
      oldest = tonumber(times[index])
    end
    return { allowed and 1 or 0, limit, limit - used, tonumber(times[1]) - since, oldest - since }
  `,
});

export interface Definition {
  limit: number;
  windowMs: number;
}

type TakePlace = (definition: string, takes: string) => Promise<number[] | null>;

export async function storeDefinition(name: string, definition: Definition): Promise<void> {
  await redis.set(`limit:${name}`, JSON.stringify(definition));
}

export async function readDefinition(name: string): Promise<Definition | null> {
  const stored = await redis.get(`limit:${name}`);
  return stored === null ? null : JSON.parse(stored);
}

export async function take(name: string, key: string) {
  const { takePlace } = redis as unknown as { takePlace: TakePlace };
  const answer = await takePlace.call(redis, `limit:${name}`, `takes:${name}:${key}`);
  if (!answer) return null;
  const [allowed, limit = 0, remaining = 0, resetMs = 0, retryAfterMs = 0] = answer;
  return { allowed: allowed === 1, limit, remaining, resetMs, retryAfterMs };
}
