import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { ServiceName } from '#contracts';
import { toMessage, UpFailure } from './up-failure.js';

/**
 * Settles when a login with the URL succeeds.
 * @throws Error with the last refusal when the deadline passes
 */
export async function waitUntilAnswers(name: ServiceName, url: string, deadlineMs: number): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  const greet = name === 'postgres' ? greetPostgres : greetRedis;
  for (;;) {
    const refusal = await greet(url).then(
      () => null,
      (error: unknown) => error,
    );
    if (refusal === null) return;
    if (performance.now() > deadline) {
      const seconds = Math.round(deadlineMs / 1000);
      throw new UpFailure(`${name} did not answer within ${seconds} s: ${toMessage(refusal)}`, {
        cause: refusal,
      });
    }
    await sleep(50);
  }
}

async function greetPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}

async function greetRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: 3_000,
  });
  // Every failure also rejects the call that met it.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}
