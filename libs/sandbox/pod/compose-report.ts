import type { PodReport, PodStop, SubjectExit } from '#judging';
import { LOG_TAIL_BYTES, type LogTail } from './log-tail.js';
import type { Pod } from './pod.js';
import type { RunClock } from './run-clock.js';
import type { SubjectInstance } from './subject-instance.js';

export interface RunFacts {
  readonly stop: PodStop;
  readonly exits: readonly SubjectExit[];
  readonly clock: RunClock;
  readonly runnerVersion: string;
}

/**
 * Puts the facts of a run together. Limits are per container, so what is held against one is that of the instance
 * that used most; what the run cost is the sum.
 */
export function composeReport(pod: Pod, { stop, exits, clock, runnerVersion }: RunFacts): PodReport {
  const totals = pod.subjects.map((subject) => subject.meter.total());
  return {
    stop,
    exits,
    runnerVersion,
    images: pod.images,
    buildOutput: joinLogs(pod.subjects, (subject) => subject.buildLog),
    logTail: joinLogs(pod.subjects, (subject) => subject.log),
    observed: {
      oomKilled: totals.some((total) => total.oomKilled) || exits.some((exit) => exit.oomKilled),
      processLimitHits: sum(totals.map((total) => total.processLimitHits)),
      peakProcesses: most(totals.map((total) => total.peakProcesses)),
      diskFull: totals.some((total) => total.diskFull),
      peakDiskBytes: most(totals.map((total) => total.peakDiskBytes)),
      outputBytes: most(pod.subjects.map((subject) => subject.outputBytes)),
      ...clock.spans(),
    },
    usage: {
      wallMs: clock.wallMs(),
      cpuMs: Math.round(sum(totals.map((total) => total.cpuMs))),
      peakMemoryBytes: sum(totals.map((total) => total.peakMemoryBytes)),
    },
  };
}

function joinLogs(
  subjects: readonly SubjectInstance[],
  logOf: (subject: SubjectInstance) => LogTail,
): string {
  const [first] = subjects;
  if (first !== undefined && subjects.length === 1) return logOf(first).read();
  const share = Math.floor(LOG_TAIL_BYTES / Math.max(1, subjects.length));
  return subjects
    .map((subject) => ({ index: subject.index, text: logOf(subject).read(share) }))
    .filter(({ text }) => text !== '')
    .map(({ index, text }) => `--- instance ${index} ---\n${text}`)
    .join('\n');
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const most = (values: readonly number[]): number => Math.max(0, ...values);
