import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** One run of something, on a machine that did nothing else. */
interface Sample {
  readonly latencyMs: number;
  /** Processor time of the whole machine: program, grader, engine, platform, and clearing away. */
  readonly cpuMs: number;
  /** The most memory that the machine used above what it used before the run was made ready. */
  readonly memoryMib: number;
}

/** Medians of all rounds, and the 95th percentile of the latency. */
export interface Measured {
  readonly latencyMs: number;
  readonly p95Ms: number;
  readonly cpuMs: number;
  readonly memoryMib: number;
}

/** What is timed. `close` clears away afterwards: it costs processor time, and nobody waits for it. */
interface PreparedRun {
  readonly run: () => Promise<void>;
  readonly close?: () => Promise<void>;
}

/** Makes ready what has to be there before the clock starts. */
export type Lane = () => Promise<PreparedRun>;

/**
 * Runs the lanes in turns, so that whatever changes on the machine meets all of them. The first round is not counted: it
 * fills caches.
 */
export async function measureInTurns<Name extends string>(
  rounds: number,
  lanes: Readonly<Record<Name, Lane>>,
): Promise<Record<Name, Measured>> {
  const names = Object.keys(lanes) as Name[];
  const samples = new Map<Name, Sample[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const sample = await takeSample(lanes[name]);
      if (round > 0) samples.get(name)!.push(sample);
    }
  }
  const entries = names.map((name) => [name, summarise(samples.get(name)!)]);
  return Object.fromEntries(entries) as Record<Name, Measured>;
}

async function takeSample(lane: Lane): Promise<Sample> {
  const memory = watchMemory();
  try {
    const prepared = await lane();
    await untilIdle();
    const busyBefore = readBusyMs();
    const latencyMs = await timeAndClose(prepared);
    const memoryMib = memory.stop();
    await untilIdle();
    return { latencyMs, cpuMs: readBusyMs() - busyBefore, memoryMib };
  } finally {
    memory.stop();
  }
}

const MEMORY_LOOK_MS = 20;

/** `stop` tells the most that was used more than at the beginning, in MiB. */
function watchMemory(): { readonly stop: () => number } {
  const before = readUsedMib();
  let most = before;
  const look = () => (most = Math.max(most, readUsedMib()));
  const looking = setInterval(look, MEMORY_LOOK_MS);
  const stop = () => {
    clearInterval(looking);
    return most - before;
  };
  return { stop };
}

/** Clears away whatever comes of it. @returns how long it ran, in ms */
async function timeAndClose({ run, close }: PreparedRun): Promise<number> {
  const startedAt = performance.now();
  try {
    await run();
    return performance.now() - startedAt;
  } finally {
    await close?.();
  }
}

function summarise(samples: readonly Sample[]): Measured {
  const at = (q: number, figure: keyof Sample) =>
    quantile(
      samples.map((sample) => sample[figure]),
      q,
    );
  return {
    latencyMs: at(0.5, 'latencyMs'),
    p95Ms: at(0.95, 'latencyMs'),
    cpuMs: at(0.5, 'cpuMs'),
    memoryMib: at(0.5, 'memoryMib'),
  };
}

export interface Load {
  readonly perMinute: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Share of the machine's processor time that was spent working. */
  readonly busy: number;
}

/** Runs a lane `times` times, `atOnce` at a time; each latency counts from when its turn came. */
export async function measureLoad(
  { times, atOnce, cores }: { readonly times: number; readonly atOnce: number; readonly cores: number },
  open: Lane,
): Promise<Load> {
  const busyBefore = readBusyMs();
  const startedAt = performance.now();
  const latencies: number[] = [];
  let left = times;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const from = performance.now();
      const prepared = await open();
      const openedMs = performance.now() - from;
      latencies.push(openedMs + (await timeAndClose(prepared)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const tookMs = performance.now() - startedAt;
  return {
    perMinute: (60_000 * times) / tookMs,
    p50Ms: quantile(latencies, 0.5),
    p95Ms: quantile(latencies, 0.95),
    busy: (readBusyMs() - busyBefore) / (tookMs * cores),
  };
}

/** @param q 0.5 is the median; between two values in proportion */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

const LOOK_MS = 150;
const QUIET_LOOKS = 2;
const IDLE_BUSY_MS = 30;
const PATIENCE_MS = 20_000;

/** Waits until nothing of note happens on the machine: what was to be cleared away or made ahead, is. */
export async function untilIdle(): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    const before = readBusyMs();
    await delay(LOOK_MS);
    quiet = readBusyMs() - before <= IDLE_BUSY_MS ? quiet + 1 : 0;
    if (performance.now() > giveUpAt)
      throw new Error('this machine is busy with something else: measure on a quiet one');
  }
}

/** USER_HZ: the unit of /proc/stat, 100 on every Linux that Node runs on. */
const TICK_MS = 10;
/** Of every Linux that Node runs on here. */
const PAGE_KIB = 4;

/** Processor time that all cores together have spent working since boot. */
function readBusyMs(): number {
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]!
    .split(/\s+/);
  return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks ?? 0) * TICK_MS, 0);
}

/** Memory that programs could not have without somebody giving it back; cached files are no use. */
function readUsedMib(): number {
  const text = readFileSync('/proc/meminfo', 'utf8');
  const [total, available] = ['MemTotal', 'MemAvailable'].map((name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]),
  );
  return (total! - available!) / 1024;
}

/** What a process has spent since it began, its threads included, and the memory it holds now. */
export function readProcess(pid: number): { readonly cpuMs: number; readonly residentKib: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field, the name in parentheses, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system, pages] = [11, 12, 21].map((at) => Number(fields[at]));
  return { cpuMs: (user! + system!) * TICK_MS, residentKib: pages! * PAGE_KIB };
}
