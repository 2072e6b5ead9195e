import express from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);
const app = express();
app.use(express.json());

app.get('/healthz', (_request, response) => {
  response.json({ status: 'ok' });
});

// What the old service did: a sorted set, for ever, in which the last result counts, and equals stand by their names.
app.post('/results', async (request, response) => {
  const { player, week, points } = request.body;
  await redis.zadd(`week:${week}:best`, points, player);
  response.status(201).json({ counted: true });
});

app.get('/weeks/:week/:board', async (request, response) => {
  const { week, board } = request.params;
  const players = await redis.zcard(`week:${week}:${board}`);
  const names = await redis.zrevrange(`week:${week}:${board}`, 0, -1);
  response.json({ week, board, players, entries: names });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
