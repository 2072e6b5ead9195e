import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Redis } from 'ioredis';
import { z } from 'zod';

// One sorted set: `queue` has every job that is not over, and the score is when it can be seen. Who takes a job hides it for three
// seconds; who finishes it takes it out, or hides it for longer. What nobody finishes appears again by itself.
const HIDDEN_MS = 3000;
const LOOPS = 4;
const PAUSE_MS = 150;

const RECONNECT = { maxRetriesPerRequest: 0, retryStrategy: () => 200 };
const store = new Redis(process.env.REDIS_URL!, { ...RECONNECT, commandTimeout: 600 });
const worker = new Redis(process.env.REDIS_URL!, RECONNECT);
store.on('error', () => {});
worker.on('error', () => {});

const CLOCK = `local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) `;

const SCRIPTS = {
  // id, delay, fingerprint, job; the key is there when there is one
  add: `${CLOCK}
    if KEYS[1] then
      local known = redis.call('GET', KEYS[1])
      if known then return known end
      redis.call('SET', KEYS[1], ARGV[3] .. ' ' .. ARGV[1], 'EX', 172800)
    end
    redis.call('HSET', 'job:' .. ARGV[1], 'job', ARGV[4], 'state', 'waiting', 'attempts', 0)
    redis.call('ZADD', 'queue', now + ARGV[2], ARGV[1])
    return false`,
  // receipt
  take: `${CLOCK}
    local id = redis.call('ZRANGEBYSCORE', 'queue', '-inf', now, 'LIMIT', 0, 1)[1]
    if not id then return false end
    local key = 'job:' .. id
    local job, state, attempts = unpack(redis.call('HMGET', key, 'job', 'state', 'attempts'))
    if state == 'running' then
      redis.call('HSET', key, 'lastError', 'lost')
      if tonumber(attempts) >= cjson.decode(job).maxAttempts then
        redis.call('HSET', key, 'state', 'dead')
        redis.call('ZREM', 'queue', id)
        redis.call('RPUSH', 'dead', id)
        return false
      end
    end
    redis.call('HSET', key, 'state', 'running', 'receipt', ARGV[1])
    redis.call('ZADD', 'queue', now + ${HIDDEN_MS}, id)
    return { id, job, redis.call('HINCRBY', key, 'attempts', 1) }`,
  // id, receipt, state, error, wait
  settle: `${CLOCK}
    local key = 'job:' .. ARGV[1]
    if redis.call('HGET', key, 'receipt') ~= ARGV[2] then return end
    redis.call('HSET', key, 'state', ARGV[3])
    redis.call('HDEL', key, 'receipt')
    if ARGV[4] ~= '' then redis.call('HSET', key, 'lastError', ARGV[4]) end
    if ARGV[3] == 'waiting' then return redis.call('ZADD', 'queue', now + ARGV[5], ARGV[1]) end
    redis.call('ZREM', 'queue', ARGV[1])
    if ARGV[3] == 'dead' then redis.call('RPUSH', 'dead', ARGV[1]) else redis.call('EXPIRE', key, 172800) end`,
  // id
  revive: `${CLOCK}
    if redis.call('LREM', 'dead', 0, ARGV[1]) == 0 then return 0 end
    redis.call('HSET', 'job:' .. ARGV[1], 'state', 'waiting', 'attempts', 0)
    redis.call('HDEL', 'job:' .. ARGV[1], 'lastError')
    redis.call('ZADD', 'queue', now, ARGV[1])
    return 1`,
};

const Mail = z.object({
  to: z.string().min(3).max(200).includes('@'),
  subject: z.string().min(1).max(200),
  text: z.string().max(10_000),
  maxAttempts: z.int().min(1).max(10).default(5),
  backoffMs: z.int().min(50).max(60_000).default(1000),
  delayMs: z.int().min(0).max(86_400_000).default(0),
});
type Mail = z.infer<typeof Mail>;

async function show(id: string) {
  const [[, stored], [, score]] = (await store.multi().hgetall(`job:${id}`).zscore('queue', id).exec()) as [
    [null, Record<string, string>],
    [null, string | null],
  ];
  if (!stored.job) return null;
  const { to, subject, maxAttempts } = JSON.parse(stored.job) as Mail;
  const { state, lastError = null } = stored;
  const nextTryAt = state === 'waiting' ? new Date(Number(score)).toISOString() : null;
  return { id, to, subject, state, attempts: Number(stored.attempts), maxAttempts, nextTryAt, lastError };
}

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/jobs', async (request, response) => {
  const parsed = Mail.safeParse(request.body);
  const key = request.get('idempotency-key');
  if (!parsed.success || (key !== undefined && !/^.{1,100}$/u.test(key)))
    return void response.status(400).json({ error: parsed.error?.issues[0]?.message ?? 'a bad key' });
  const job = JSON.stringify(parsed.data);
  const print = createHash('sha1').update(job).digest('base64');
  const keys = key === undefined ? [] : [`key:${key}`];
  const id = randomUUID();
  const known = (await store.eval(SCRIPTS.add, keys.length, ...keys, id, parsed.data.delayMs, print, job)) as
    string | null;
  const [knownPrint, shownId = id] = known?.split(' ') ?? [];
  if (known && knownPrint !== print)
    return void response.status(409).json({ error: 'this key belongs to another mail' });
  response
    .status(known ? 200 : 202)
    .location(`/jobs/${shownId}`)
    .json(await show(shownId));
});

app.get('/jobs/:id', async (request, response) => {
  const job = await show(request.params.id);
  if (job) response.json(job);
  else response.status(404).json({ error: 'no such job' });
});

app.get('/dead', async (request, response) => {
  const ids = await store.lrange('dead', 0, -1);
  response.json({ jobs: (await Promise.all(ids.map(show))).filter((job) => job?.state === 'dead') });
});

app.post('/dead/:id/retry', async (request, response) => {
  const { id } = request.params;
  if ((await store.eval(SCRIPTS.revive, 0, id)) === 1) response.status(202).json(await show(id));
  else response.status(404).json({ error: 'no such job, or not dead' });
});

app.use((error: Error & { status?: number }, request: Request, response: Response, next: NextFunction) => {
  response.status(error.status ?? 503).json({ error: error.message });
});

let stopping = false;

async function loop(): Promise<void> {
  while (!stopping) {
    const receipt = randomUUID();
    const taken = (await worker.eval(SCRIPTS.take, 0, receipt).catch(() => null)) as
      [string, string, number] | null;
    if (taken === null) {
      await sleep(PAUSE_MS);
      continue;
    }
    const [id, job, attempts] = taken;
    const mail = JSON.parse(job) as Mail;
    const { error, never, atLeastMs } = await attempt(id, mail);
    const state = error === '' ? 'done' : never || attempts >= mail.maxAttempts ? 'dead' : 'waiting';
    const waitMs = Math.max(mail.backoffMs * 2 ** (attempts - 1) * (1 + Math.random() / 4), atLeastMs);
    await worker.eval(SCRIPTS.settle, 0, id, receipt, state, error, Math.ceil(waitMs)).catch(() => undefined);
  }
}

async function attempt(id: string, { to, subject, text }: Mail) {
  try {
    const answer = await fetch(`${process.env.UPSTREAM_MAIL_URL}/messages`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify({ to, subject, text }),
      signal: AbortSignal.timeout(2000),
    });
    const { status, headers, ok } = answer;
    await answer.text();
    return {
      error: ok ? '' : `status ${status}`,
      never: status >= 400 && status < 500 && status !== 429,
      atLeastMs: status === 429 ? 1000 * (Number(headers.get('retry-after')) || 0) : 0,
    };
  } catch (failure) {
    const late = (failure as Error).name === 'TimeoutError';
    return { error: late ? 'timeout' : 'connection', never: false, atLeastMs: 0 };
  }
}

app.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => {
  stopping = true;
});
await Promise.all(Array.from({ length: LOOPS }, loop));
process.exit(0);
