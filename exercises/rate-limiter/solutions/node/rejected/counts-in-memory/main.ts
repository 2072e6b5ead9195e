import express, { type NextFunction, type Request, type Response } from 'express';

const definitions = new Map<string, { limit: number; windowMs: number }>();
const takesByKey = new Map<string, number[]>();

const app = express();
app.use(express.json());

function isInteger(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.put('/limits/:name', (request, response) => {
  const { name } = request.params;
  const { limit, windowMs } = request.body ?? {};
  if (!isInteger(limit, 1, 1000) || !isInteger(windowMs, 100, 3_600_000)) {
    response.status(400).json({ error: 'limit or windowMs is missing or out of range' });
    return;
  }
  definitions.set(name, { limit, windowMs });
  response.json({ name, limit, windowMs });
});

app.get('/limits/:name', (request, response) => {
  const { name } = request.params;
  const definition = definitions.get(name);
  if (definition) response.json({ name, ...definition });
  else response.status(404).json({ error: 'no such limit' });
});

app.post('/limits/:name/take', (request, response) => {
  const { name } = request.params;
  const key: unknown = request.body?.key;
  if (typeof key !== 'string' || key.length < 1 || key.length > 200) {
    response.status(400).json({ error: 'key must be a string of 1–200 characters' });
    return;
  }
  const definition = definitions.get(name);
  if (!definition) {
    response.status(404).json({ error: 'no such limit' });
    return;
  }
  const { limit, windowMs } = definition;
  const now = Date.now();
  const takes = (takesByKey.get(`${name}:${key}`) ?? []).filter((time) => time > now - windowMs);
  const allowed = takes.length < limit;
  if (allowed) takes.push(now);
  takesByKey.set(`${name}:${key}`, takes);
  const remaining = limit - takes.length;
  const retryAfterMs = takes[Math.max(0, takes.length - limit)]! + windowMs - now;
  const resetMs = takes.at(-1)! + windowMs - now;
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
