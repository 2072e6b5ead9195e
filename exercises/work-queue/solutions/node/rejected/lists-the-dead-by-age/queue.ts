import { createHash, randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';

// A job is the hash job:<id>, and a member of one sorted set at most:
//   due     waiting; the score is when it may be taken
//   leased  in hand; the score is when its instance has lost it
//   dead    the score is when it was made
const LEASE_MS = 3000;
const DAY_S = 86_400;

const QUICK = {
  connectTimeout: 700,
  maxRetriesPerRequest: 0,
  retryStrategy: (times: number) => Math.min(100 * times, 500),
};

// A request must be answered, with or without Redis.
const redis = new Redis(process.env.REDIS_URL!, { ...QUICK, commandTimeout: 700 });
// A worker can wait; what it has taken must not be lost because the answer was late.
const patient = new Redis(process.env.REDIS_URL!, QUICK);
for (const connection of [redis, patient]) connection.on('error', () => undefined);

// One clock for both instances.
const NOW = `
  local clock = redis.call('TIME')
  local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
`;

const ENQUEUE = `${NOW}
  local id, delay, key, fingerprint = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
  if key ~= '' then
    local known = redis.call('HMGET', key, 'fingerprint', 'id')
    if known[1] then return known end
    redis.call('HSET', key, 'fingerprint', fingerprint, 'id', id)
    redis.call('EXPIRE', key, ${DAY_S})
  end
  local at = string.format('%d', now + delay)
  redis.call('HSET', 'job:' .. id, 'state', 'waiting', 'attempts', 0, 'nextTryAt', at, 'madeAt', now, unpack(ARGV, 5))
  redis.call('ZADD', 'due', at, id)
  return nil
`;

const TAKE = `${NOW}
  for _, id in ipairs(redis.call('ZRANGE', 'leased', '-inf', now, 'BYSCORE')) do
    local job = 'job:' .. id
    redis.call('ZREM', 'leased', id)
    redis.call('HSET', job, 'lastError', 'lost')
    if tonumber(redis.call('HGET', job, 'attempts')) >= tonumber(redis.call('HGET', job, 'maxAttempts')) then
      redis.call('HSET', job, 'state', 'dead')
      redis.call('ZADD', 'dead', redis.call('HGET', job, 'madeAt'), id)
    else
      redis.call('HSET', job, 'state', 'waiting', 'nextTryAt', string.format('%d', now))
      redis.call('ZADD', 'due', now, id)
    end
  end

  local id = redis.call('ZRANGE', 'due', '-inf', now, 'BYSCORE', 'LIMIT', 0, 1)[1]
  if not id then return nil end
  redis.call('ZREM', 'due', id)
  redis.call('ZADD', 'leased', now + ${LEASE_MS}, id)
  redis.call('HINCRBY', 'job:' .. id, 'attempts', 1)
  redis.call('HSET', 'job:' .. id, 'state', 'running')
  return {id, unpack(redis.call('HMGET', 'job:' .. id,
    'to', 'subject', 'text', 'attempts', 'maxAttempts', 'backoffMs'))}
`;

const FINISH = `${NOW}
  local id, attempts, state, wait, lastError = unpack(ARGV)
  local job = 'job:' .. id
  -- Another one has it by now: this attempt took longer than its lease.
  if redis.call('HGET', job, 'attempts') ~= attempts or redis.call('ZREM', 'leased', id) == 0 then return end
  redis.call('HSET', job, 'state', state)
  if lastError ~= '' then redis.call('HSET', job, 'lastError', lastError) end
  if state == 'done' then redis.call('EXPIRE', job, ${DAY_S}) end
  if state == 'dead' then redis.call('ZADD', 'dead', redis.call('HGET', job, 'madeAt'), id) end
  if state == 'waiting' then
    local at = string.format('%d', now + wait)
    redis.call('HSET', job, 'nextTryAt', at)
    redis.call('ZADD', 'due', at, id)
  end
`;

const REVIVE = `${NOW}
  local id = ARGV[1]
  if redis.call('ZREM', 'dead', id) == 0 then return 0 end
  redis.call('HDEL', 'job:' .. id, 'lastError')
  redis.call('HSET', 'job:' .. id, 'state', 'waiting', 'attempts', 0, 'nextTryAt', string.format('%d', now))
  redis.call('ZADD', 'due', now, id)
  return 1
`;

export interface Order {
  to: string;
  subject: string;
  text: string;
  maxAttempts: number;
  backoffMs: number;
  delayMs: number;
}

export interface Job {
  id: string;
  to: string;
  subject: string;
  text: string;
  attempts: number;
  maxAttempts: number;
  backoffMs: number;
}

/** The id of the job, whether it is new, and whether its key was used for another order before. */
export async function enqueue(order: Order, key: string | undefined) {
  const id = randomUUID();
  const fingerprint = createHash('sha256').update(JSON.stringify(order)).digest('hex');
  const { delayMs, ...kept } = order;
  const keyName = key === undefined ? '' : `key:${key}`;
  const known = (await redis.eval(
    ENQUEUE,
    0,
    id,
    delayMs,
    keyName,
    fingerprint,
    ...Object.entries(kept).flat(),
  )) as [string, string] | null;
  if (known === null) return { id, isNew: true, isOther: false };
  return { id: known[1], isNew: false, isOther: known[0] !== fingerprint };
}

/** Takes the next job that is due, or null. */
export async function take(): Promise<Job | null> {
  const taken = (await patient.eval(TAKE, 0)) as string[] | null;
  if (taken === null) return null;
  const [id = '', to = '', subject = '', text = '', attempts, maxAttempts, backoffMs] = taken;
  return {
    id,
    to,
    subject,
    text,
    attempts: Number(attempts),
    maxAttempts: Number(maxAttempts),
    backoffMs: Number(backoffMs),
  };
}

/** How an attempt ended: the job's next state, how long it waits, and what went wrong. */
export interface Outcome {
  state: 'done' | 'dead' | 'waiting';
  waitMs: number;
  lastError: string;
}

export async function finish(job: Job, { state, waitMs, lastError }: Outcome): Promise<void> {
  await patient.eval(FINISH, 0, job.id, job.attempts, state, waitMs, lastError);
}

/** @returns whether it was dead */
export async function revive(id: string): Promise<boolean> {
  return (await redis.eval(REVIVE, 0, id)) === 1;
}

export async function show(id: string) {
  const job = await redis.hgetall(`job:${id}`);
  if (job.to === undefined) return null;
  return {
    id,
    to: job.to,
    subject: job.subject,
    state: job.state,
    attempts: Number(job.attempts),
    maxAttempts: Number(job.maxAttempts),
    nextTryAt: job.state === 'waiting' ? new Date(Number(job.nextTryAt)).toISOString() : null,
    lastError: job.lastError ?? null,
  };
}

export async function showDead() {
  const ids = await redis.zrange('dead', 0, -1);
  const jobs = await Promise.all(ids.map(show));
  return jobs.filter((job) => job?.state === 'dead');
}
