import { randomUUID } from 'node:crypto';
import express from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);
const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

// Stores the mail. Nothing takes it from there and sends it, yet.
app.post('/jobs', async (request, response) => {
  const id = randomUUID();
  const { to, subject, text } = request.body;
  await redis.hset(`job:${id}`, { to, subject, text, state: 'waiting', attempts: 0 });
  response.status(202).location(`/jobs/${id}`).json({ id, to, subject, state: 'waiting', attempts: 0 });
});

app.get('/jobs/:id', async (request, response) => {
  const job = await redis.hgetall(`job:${request.params.id}`);
  const { to, subject, state, attempts } = job;
  response.json({ id: request.params.id, to, subject, state, attempts: Number(attempts) });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
