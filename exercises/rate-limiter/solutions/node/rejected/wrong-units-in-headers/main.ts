import { randomUUID } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!, {
  commandTimeout: 500,
  maxRetriesPerRequest: 1,
  retryStrategy: () => 200,
});
redis.on('error', (error) => console.error(error.message));

const TAKE = `
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local used = redis.call('ZCARD', KEYS[1])
local allowed = used < limit
if allowed then
  redis.call('ZADD', KEYS[1], now, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], window)
  used = used + 1
end
local oldest = redis.call('ZRANGE', KEYS[1], math.max(0, used - limit), math.max(0, used - limit), 'WITHSCORES')[2]
local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
return { allowed and 1 or 0, math.max(0, limit - used), oldest + window - now, newest + window - now }
`;

const app = express();
app.use(express.json());

function isInteger(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

async function readDefinition(name: string): Promise<{ limit: number; windowMs: number } | null> {
  const stored = await redis.get(`limit:${name}`);
  return stored === null ? null : JSON.parse(stored);
}

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.put('/limits/:name', async (request, response) => {
  const { name } = request.params;
  const { limit, windowMs } = request.body ?? {};
  if (!isInteger(limit, 1, 1000) || !isInteger(windowMs, 100, 3_600_000)) {
    response.status(400).json({ error: 'limit or windowMs is missing or out of range' });
    return;
  }
  await redis.set(`limit:${name}`, JSON.stringify({ limit, windowMs }));
  response.json({ name, limit, windowMs });
});

app.get('/limits/:name', async (request, response) => {
  const { name } = request.params;
  const definition = await readDefinition(name);
  if (definition) response.json({ name, ...definition });
  else response.status(404).json({ error: 'no such limit' });
});

app.post('/limits/:name/take', async (request, response) => {
  const { name } = request.params;
  const key: unknown = request.body?.key;
  if (typeof key !== 'string' || key.length < 1 || key.length > 200) {
    response.status(400).json({ error: 'key must be a string of 1–200 characters' });
    return;
  }
  const definition = await readDefinition(name);
  if (!definition) {
    response.status(404).json({ error: 'no such limit' });
    return;
  }
  const { limit, windowMs } = definition;
  const id = randomUUID();
  const answer = await redis.eval(TAKE, 1, `takes:${name}:${key}`, limit, windowMs, id);
  const [allowed, remaining, retryAfterMs, resetMs] = answer as [number, number, number, number];
  response.set('RateLimit-Limit', String(limit));
  response.set('RateLimit-Remaining', String(remaining));
  response.set('RateLimit-Reset', String(Math.ceil((Date.now() + resetMs) / 1000)));
  if (!allowed) response.set('Retry-After', String(retryAfterMs));
  response.status(allowed ? 200 : 429).json({ allowed: allowed === 1, remaining });
});

app.use((error: Error & { status?: number }, request: Request, response: Response, next: NextFunction) => {
  response.status(error.status ?? 503).json({ error: error.message });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
