import type { PlatformFaultCode } from '#contracts';

/**
 * How long a submission waits after a platform fault: 2 s, 8 s, 32 s … at most a minute, so that an engine or
 * database that is restarting gets the time to come back. A worker that shuts down hands over at once.
 */
export function retryDelayMs(tries: number, code: PlatformFaultCode): number {
  if (code === 'shutdown') return 0;
  return Math.min(60_000, 2_000 * 4 ** (tries - 1));
}
