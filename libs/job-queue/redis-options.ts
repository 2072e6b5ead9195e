import type { RedisOptions } from 'ioredis';

const RECONNECT_STEP_MS = 100;
const RECONNECT_MAX_MS = 2_000;

/** Bull opens its own connections and takes options, not a URL. */
export function toRedisOptions(url: string): RedisOptions {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 6379 : Number(port),
    db: Number(pathname.slice(1) || 0),
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
    connectTimeout: 5_000,
    // Finds a peer that vanished without a word while a blocking read waits for it.
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(times * RECONNECT_STEP_MS, RECONNECT_MAX_MS),
  };
}
