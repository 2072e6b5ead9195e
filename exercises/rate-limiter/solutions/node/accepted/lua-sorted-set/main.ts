import express, { type ErrorRequestHandler } from 'express';
import { define, findDefinition, take } from './limiter.ts';

const app = express();
app.use(express.json());

const isInteger = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.put('/limits/:name', async (request, response) => {
  const { name } = request.params;
  const { limit, windowMs } = request.body ?? {};
  if (!/^[a-z0-9-]{1,64}$/.test(name) || !isInteger(limit, 1, 1000) || !isInteger(windowMs, 100, 3_600_000)) {
    response.status(400).json({ error: 'limit must be an integer 1–1000, windowMs one of 100–3600000' });
    return;
  }
  await define(name, { limit, windowMs });
  response.json({ name, limit, windowMs });
});

app.get('/limits/:name', async (request, response) => {
  const { name } = request.params;
  const definition = await findDefinition(name);
  if (definition) response.json({ name, ...definition });
  else response.status(404).json({ error: `nobody defined the limit ${name}` });
});

app.post('/limits/:name/take', async (request, response) => {
  const { name } = request.params;
  const key: unknown = request.body?.key;
  if (typeof key !== 'string' || key.length < 1 || key.length > 200) {
    response.status(400).json({ error: 'key must be a string of 1–200 characters' });
    return;
  }
  const decision = await take(name, key);
  if (!decision) {
    response.status(404).json({ error: `nobody defined the limit ${name}` });
    return;
  }
  const { allowed, limit, remaining, retryAfterMs, resetMs } = decision;
  response.set('RateLimit-Limit', String(limit));
  response.set('RateLimit-Remaining', String(remaining));
  response.set('RateLimit-Reset', String(Math.ceil(resetMs / 1000)));
  if (!allowed) response.set('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
  response.status(allowed ? 200 : 429).json({ allowed, remaining });
});

const answerError: ErrorRequestHandler = (error, request, response, next) => {
  const isOurs = error.status === undefined;
  response
    .status(isOurs ? 503 : error.status)
    .json({ error: isOurs ? 'the store does not answer' : error.message });
};
app.use(answerError);

app.listen(Number(process.env.PORT), '127.0.0.1');
