import { setTimeout as sleep } from 'node:timers/promises';
import { finish, take, type Job, type Outcome } from './queue.ts';

const HANDS = 4;
const ATTEMPT_MS = 2000;
const PAUSE_MS = 50;

const inHand = new Set<Promise<void>>();
let stopping = false;

/** Takes jobs and carries them out until `stop`. */
export async function work(): Promise<void> {
  while (!stopping) {
    if (inHand.size >= HANDS) {
      await Promise.race(inHand);
      continue;
    }
    const job = await take().catch(() => null);
    if (job === null) {
      await sleep(PAUSE_MS);
      continue;
    }
    const attempt = carryOut(job).finally(() => inHand.delete(attempt));
    inHand.add(attempt);
  }
  await Promise.all(inHand);
}

export function stop(): void {
  stopping = true;
}

async function carryOut(job: Job): Promise<void> {
  const outcome = await send(job);
  // When Redis is away just now, the lease will bring the job back.
  await finish(job, outcome).catch(() => undefined);
}

async function send({ id, to, subject, text, ...job }: Job): Promise<Outcome> {
  try {
    const answer = await fetch(`${process.env.UPSTREAM_MAIL_URL}/messages`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify({ to, subject, text }),
      signal: AbortSignal.timeout(ATTEMPT_MS),
    });
    await answer.arrayBuffer();
    if (answer.ok) return { state: 'done', waitMs: 0, lastError: '' };
    const lastError = `status ${answer.status}`;
    if (answer.status === 429)
      return later(job, lastError, 1000 * Number(answer.headers.get('retry-after') ?? 0));
    if (answer.status >= 400 && answer.status < 500) return { state: 'dead', waitMs: 0, lastError };
    return later(job, lastError);
  } catch (error) {
    return later(job, (error as Error).name === 'TimeoutError' ? 'timeout' : 'connection');
  }
}

function later(
  { attempts, maxAttempts, backoffMs }: Pick<Job, 'attempts' | 'maxAttempts' | 'backoffMs'>,
  lastError: string,
  atLeastMs = 0,
): Outcome {
  if (attempts >= maxAttempts) return { state: 'dead', waitMs: 0, lastError };
  return { state: 'waiting', waitMs: Math.max(backoffMs * 2 ** (attempts - 1), atLeastMs || 0), lastError };
}
