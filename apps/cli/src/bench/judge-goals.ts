import type { CompanyFigures } from './measure-company.js';
import type { IntakeFigures } from './measure-intake.js';
import type { Load, Measured } from './measure.js';
import type { StreamFigures } from './measure-streams.js';
import type { StartFigures } from './platform-lane.js';
import type { WorkloadGoals } from './workloads.js';

/** What was measured of one workload. */
export interface Row {
  readonly slug: string;
  readonly label: string;
  readonly goals: WorkloadGoals;
  /** The same suite as plain processes of the host, its runner loaded before the clock starts. */
  readonly native: Measured;
  /** The same by `npx jest`, nothing loaded before. */
  readonly jest: Measured;
  /** Fresh containers per submission. */
  readonly naive: Measured;
  /** Touchstone with a pod made ahead. */
  readonly warm: Measured;
  /** Touchstone with pods made when they are asked for. */
  readonly cold: Measured;
  readonly naiveLoad: Load;
  /** Twice as many at a time as there are slots, and eight times as many. */
  readonly load2: Load;
  readonly load8: Load;
}

/** A bound of the design, and what this run came to. */
export interface Goal {
  readonly name: string;
  readonly value: number;
  readonly goal: number;
  readonly met: boolean;
}

/** Every figure is a ratio within one run, or a difference of processor times of one run. */
export function judgeGoals(rows: readonly Row[]): Goal[] {
  return rows.flatMap(({ slug, goals, native, jest, naive, warm, cold, naiveLoad, load2, load8 }) => [
    atMost(`${slug}: latency, warm ÷ native`, warm.latencyMs / native.latencyMs, goals.ofNative),
    ...atMostIf(`${slug}: latency, warm ÷ npx jest`, warm.latencyMs / jest.latencyMs, goals.ofJest),
    ...atMostIf(`${slug}: latency, warm ÷ fresh containers`, warm.latencyMs / naive.latencyMs, goals.ofFresh),
    atMost(`${slug}: latency, cold ÷ fresh containers`, cold.latencyMs / naive.latencyMs, 1.2),
    atMost(`${slug}: CPU above native, ms`, warm.cpuMs - native.cpuMs, goals.cpuAboveNativeMs),
    atLeast(`${slug}: verdicts per minute ÷ fresh containers`, load8.perMinute / naiveLoad.perMinute, 2.5),
    // Four times the queue: four times the wait, and a fifth for what the machine does besides.
    atMost(`${slug}: p95 at 8 × the slots ÷ p95 at 2 ×`, load8.p95Ms / load2.p95Ms, 4.8),
    atLeast(`${slug}: processors busy at 8 × the slots`, load8.busy, 0.85),
  ]);
}

/** Nobody is to be slowed by how large another's submission is, or how slowly it comes; a tenth is what two runs differ by. */
export function judgeCompany(figures: CompanyFigures): Goal[] {
  const { aloneMs, ordinaryMs, hugeMs, slowMs, fullMs, floodMs } = figures;
  return [
    atMost('a verdict beside huge submissions ÷ beside small ones', hugeMs / ordinaryMs, 1.1),
    atMost('a verdict beside slow clients ÷ alone', slowMs / aloneMs, 1.1),
    // Whoever keeps every slot busy takes a turn each; so does who sent 500.
    atMost('a verdict beside a flood of 500 ÷ beside as many senders as slots', floodMs / fullMs, 2),
  ];
}

export function judgeStart({ apiMs, podMs }: StartFigures): Goal[] {
  return [
    atMost('start: the API is ready, ms', apiMs, 2000),
    atMost('start: the first pod is ready, ms', podMs, 4000),
  ];
}

export function judgeIntake({ apiCpuMs, halfLoad }: IntakeFigures): Goal[] {
  return [
    atLeast('intake: acknowledged per second of the API’s processor time', 1000 / apiCpuMs, 1000),
    atMost('intake: p99 at half of the highest rate, ms', halfLoad.p99Ms, 50),
  ];
}

export function judgeStreams({ streams, missed }: StreamFigures): Goal[] {
  return [
    atLeast('streams: open on one API process', streams, 2000),
    atMost('streams: events missed', missed, 0),
  ];
}

export const atMost = (name: string, value: number, goal: number): Goal => ({
  name,
  value,
  goal,
  met: value <= goal,
});
const atMostIf = (name: string, value: number, goal: number | undefined): Goal[] =>
  goal === undefined ? [] : [atMost(name, value, goal)];
const atLeast = (name: string, value: number, goal: number): Goal => ({
  name,
  value,
  goal,
  met: value >= goal,
});
