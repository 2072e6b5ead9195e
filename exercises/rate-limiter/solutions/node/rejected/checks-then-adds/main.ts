import { randomUUID } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!, {
  commandTimeout: 500,
  maxRetriesPerRequest: 1,
  retryStrategy: () => 200,
});
redis.on('error', (error) => console.error(error.message));

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
  const takes = `takes:${name}:${key}`;
  const now = Date.now();
  await redis.zremrangebyscore(takes, '-inf', now - windowMs);
  let used = await redis.zcard(takes);
  const allowed = used < limit;
  if (allowed) {
    await redis.zadd(takes, now, randomUUID());
    await redis.pexpire(takes, windowMs);
    used++;
  }
  const remaining = Math.max(0, limit - used);
  const oldest = Number((await redis.zrange(takes, Math.max(0, used - limit), Math.max(0, used - limit), 'WITHSCORES'))[1]);
  const newest = Number((await redis.zrange(takes, -1, -1, 'WITHSCORES'))[1]);
  const retryAfterMs = oldest + windowMs - now;
  const resetMs = newest + windowMs - now;
  response.set('RateLimit-Limit', String(limit));
  response.set('RateLimit-Remaining', String(remaining));
  response.set('RateLimit-Reset', String(Math.ceil(resetMs / 1000)));
  if (!allowed) response.set('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
  response.status(allowed ? 200 : 429).json({ allowed, remaining });
});

app.use((error: Error & { status?: number }, request: Request, response: Response, next: NextFunction) => {
  response.status(error.status ?? 503).json({ error: error.message });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
