import { syncBuiltinESMExports } from 'node:module';
import type { Clock } from '@sinonjs/fake-timers';

let clock: Clock | null = null;

/** Timers and Date stand still from now on. Sockets, promises and process.nextTick go on, or no call could be answered. */
export async function installClock(nowMs: number): Promise<void> {
  uninstallClock();
  const { install } = await import('@sinonjs/fake-timers');
  clock = install({ now: nowMs, toFake: [...FAKED], ignoreMissingTimers: true });
  syncBuiltinESMExports();
}

/** Runs the timers of the next `ms` in order, and what they resolve in between. */
export async function advanceClock(ms: number): Promise<void> {
  if (!clock) throw new Error('clock.advance needs clock.install first');
  await clock.tickAsync(ms);
}

export function uninstallClock(): void {
  clock?.uninstall();
  clock = null;
  syncBuiltinESMExports();
}

const FAKED = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'performance',
  'hrtime',
] as const;
