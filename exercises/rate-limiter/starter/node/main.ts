import express from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);
const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.put('/limits/:name', async (request, response) => {
  const { limit, windowMs } = request.body;
  await redis.hset(`limit:${request.params.name}`, { limit, windowMs });
  response.json({ name: request.params.name, limit, windowMs });
});

app.get('/limits/:name', async (request, response) => {
  const definition = await redis.hgetall(`limit:${request.params.name}`);
  if (!definition.limit) {
    response.status(404).json({ error: `nobody defined the limit ${request.params.name}` });
    return;
  }
  response.json({
    name: request.params.name,
    limit: Number(definition.limit),
    windowMs: Number(definition.windowMs),
  });
});

// Every client may pass, for now: count the takes of each key, and refuse with 429 when there were too many.
app.post('/limits/:name/take', async (request, response) => {
  const limit = Number(await redis.hget(`limit:${request.params.name}`, 'limit'));
  response.json({ allowed: true, remaining: limit - 1 });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
