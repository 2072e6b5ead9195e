import type { PlatformFaultCode } from '#contracts';

/** An image that is still being built when a platform is new: there within minutes, and no sign of anything broken. */
const IMAGE_WAIT = { delayMs: 20_000, maxTries: 15 } as const;

/** A worker that died may have died of anything; a second one, of what both were judging. */
const MOST_DEATHS = 2;

/** A try, and how those before it ended. */
export interface Tried {
  readonly faultCode: string | null;
  /** This time included. */
  readonly tries: number;
  readonly deadWorkers: number;
}

/** Whether a submission must not be run again: it kills its workers, or no worker comes back from it. */
export function isPoison({ faultCode, tries, deadWorkers }: Tried, maxTries: number): boolean {
  if (faultCode !== 'worker-lost') return false;
  return deadWorkers >= MOST_DEATHS || tries > maxTries;
}

/**
 * How long a submission waits after a platform fault before it is judged again, or null when it is given up and parked
 * for the operator: 2 s, 8 s, 32 s … at most a minute, so that an engine or database that is restarting gets the time
 * to come back. A worker that shuts down hands over at once; a missing image is waited for five minutes.
 * @param tries how often it was tried, this time included
 */
export function planRetry(tries: number, code: PlatformFaultCode, maxTries: number): number | null {
  if (code === 'shutdown') return 0;
  if (code === 'image-missing') return tries < IMAGE_WAIT.maxTries ? IMAGE_WAIT.delayMs : null;
  return tries < maxTries ? Math.min(60_000, 2_000 * 4 ** (tries - 1)) : null;
}
