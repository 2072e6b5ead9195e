import { createHash, randomBytes } from 'node:crypto';
import { redis } from './redis.ts';

const IDLE_SECONDS = 30 * 60;

/** Redis holds the hash alone. It may be a fast one: nobody guesses 256 random bits. */
const keyOf = (sid: string) => `session:${createHash('sha256').update(sid).digest('base64url')}`;
const listOf = (email: string) => `sessions-of:${email}`;

export async function beginSession(email: string): Promise<string> {
  const sid = randomBytes(32).toString('base64url');
  await redis
    .multi()
    .set(keyOf(sid), email, 'EX', IDLE_SECONDS)
    .sadd(listOf(email), keyOf(sid))
    .expire(listOf(email), IDLE_SECONDS)
    .exec();
  return sid;
}

/** Whose session it is, or null; using it gives it another half hour. */
export async function findUser(sid: string): Promise<string | null> {
  const email = await redis.getex(keyOf(sid), 'EX', IDLE_SECONDS);
  if (email !== null) await redis.expire(listOf(email), IDLE_SECONDS);
  return email;
}

export async function endSession(sid: string): Promise<void> {
  const email = await redis.getdel(keyOf(sid));
  if (email !== null) await redis.srem(listOf(email), keyOf(sid));
}

export async function endSessionsOf(email: string): Promise<void> {
  await redis.del(listOf(email), ...(await redis.smembers(listOf(email))));
}
