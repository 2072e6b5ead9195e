import express from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);
const app = express();
app.use(express.json());

// What the first version did: a key for each reading, for ever, and `KEYS` to find them.
app.post('/sensors/:sensor/readings', async (request, response) => {
  const { sensor } = request.params;
  for (const { at, value } of request.body.readings) {
    await redis.set(`sensor:${sensor}:${at}`, value);
  }
  response.json({ stored: request.body.readings.length });
});

app.get('/sensors/:sensor/readings', async (request, response) => {
  const { sensor } = request.params;
  const readings: { at: number; value: number }[] = [];
  for (const key of await redis.keys(`sensor:${sensor}:*`)) {
    readings.push({ at: Number(key.split(':')[2]), value: Number(await redis.get(key)) });
  }
  response.json({ readings });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
