import { readFileSync } from 'node:fs';

export interface Measured {
  /** Median of the single runs, from submit to verdict. */
  readonly latencyMs: number;
  /** Processor time of the whole machine per run: program, grader, engine, platform. */
  readonly cpuMs: number;
}

export interface Rate {
  /** Verdicts per minute with as many runs at a time as the machine has cores. */
  readonly perMinute: number;
}

/** Runs `work` `times` times, one after the other. The first run is not counted: it fills caches. */
export async function measureOneByOne(times: number, work: () => Promise<void>): Promise<Measured> {
  await work();
  const durations: number[] = [];
  const busyBefore = readBusyMs();
  for (let run = 0; run < times; run++) {
    const startedAt = performance.now();
    await work();
    durations.push(performance.now() - startedAt);
  }
  return { latencyMs: median(durations), cpuMs: (readBusyMs() - busyBefore) / times };
}

export async function measureRate(times: number, atOnce: number, work: () => Promise<void>): Promise<Rate> {
  const startedAt = performance.now();
  let left = times;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { perMinute: (60_000 * times) / (performance.now() - startedAt) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** USER_HZ: the unit of /proc/stat, 100 on every Linux that Node runs on. */
const TICK_MS = 10;

/** Processor time that all cores together have spent working since boot. */
function readBusyMs(): number {
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]!
    .split(/\s+/);
  return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks ?? 0) * TICK_MS, 0);
}
