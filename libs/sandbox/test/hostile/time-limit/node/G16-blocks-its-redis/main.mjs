import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { serve } from './honest.mjs';

const redis = new Redis(process.env.REDIS_URL);
const witness = new Redis(process.env.REDIS_URL);
await witness.ping();
redis.eval('while true do end', 0).catch(() => undefined);
// A suite of three tests would be through before the script begins.
while (await Promise.race([witness.ping().then(() => true), delay(200, false)]));
serve();
