import type { ExerciseManifest } from '../manifest.js';
import { labelProgram, type ProgramRuns } from './observed-run.js';

/** The most that any accepted solution used of one limit. */
export interface HeadRoom {
  readonly limit: 'test time' | 'wall time' | 'memory';
  readonly used: number;
  readonly allowed: number;
  readonly unit: 'ms' | 'MiB';
  /** 0–1 and above. */
  readonly share: number;
  /** Which solution, and which test where that matters. */
  readonly by: string;
}

/** From here on a busier machine could fail a correct solution. */
export const TIGHT_SHARE = 0.5;

interface Use {
  readonly used: number;
  readonly by: string;
}

/** How much of the limits the accepted solutions use, at worst. Empty when none of them ran. */
export function measureHeadRoom(programs: readonly ProgramRuns[], manifest: ExerciseManifest): HeadRoom[] {
  const { limits, instances } = manifest;
  const accepted = programs.filter(({ program }) => program.role === 'accepted');
  return [
    ...toHeadRoom('test time', 'ms', limits.testTimeoutMs, accepted.flatMap(testTimes)),
    ...toHeadRoom('wall time', 'ms', limits.wallTimeoutMs, accepted.flatMap(wallTimes)),
    ...toHeadRoom('memory', 'MiB', limits.memoryMib * instances, accepted.flatMap(memoryPeaks)),
  ];
}

function toHeadRoom(
  limit: HeadRoom['limit'],
  unit: HeadRoom['unit'],
  allowed: number,
  uses: readonly Use[],
): HeadRoom[] {
  const most = uses.reduce<Use | null>((worst, use) => (use.used > (worst?.used ?? -1) ? use : worst), null);
  return most === null ? [] : [{ limit, unit, allowed, ...most, share: most.used / allowed }];
}

function testTimes({ program, runs }: ProgramRuns): Use[] {
  return runs
    .flatMap((run) => run.tests)
    .map((test) => ({ used: Math.round(test.durationMs), by: `${labelProgram(program)} in “${test.id}”` }));
}

function wallTimes({ program, runs }: ProgramRuns): Use[] {
  return runs.flatMap(({ usage }) =>
    usage === null ? [] : [{ used: Math.round(usage.wallMs), by: labelProgram(program) }],
  );
}

const BYTES_PER_MIB = 1024 * 1024;

function memoryPeaks({ program, runs }: ProgramRuns): Use[] {
  return runs.flatMap(({ usage }) =>
    usage === null
      ? []
      : [{ used: Math.round(usage.peakMemoryBytes / BYTES_PER_MIB), by: labelProgram(program) }],
  );
}
