import { Redis } from 'ioredis';
import { serve } from './honest.mjs';

const redis = new Redis(process.env.REDIS_URL, { retryStrategy: null });
redis.on('error', () => undefined);
serve();
for (let n = 0; n < 400; n++) {
  const error = await redis.set(`key${n}`, Buffer.alloc(1 << 20, 120)).then(() => null, (failure) => failure);
  if (error) {
    console.log(`fill: ${error.message.split(' ')[0]}`);
    break;
  }
}
