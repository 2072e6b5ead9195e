import { Redis } from 'ioredis';
import { serve } from './honest.mjs';

const redis = new Redis(process.env.REDIS_URL);
redis.eval('while true do end', 0).catch(() => undefined);
serve();
