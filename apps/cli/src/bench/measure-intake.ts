import { setTimeout as delay } from 'node:timers/promises';
import type { SubmissionFile } from '#contracts';
import { quantile, readProcess } from './measure.js';
import type { IntakePlatform } from './platform-lane.js';

const SUBMISSIONS = 6_000;
const AT_ONCE = 48;
/** At half of the highest rate, arriving evenly whatever the answers take. Long enough that one pause of the machine is not the p99. */
const HALF_LOAD_SECONDS = 24;

export interface IntakeFigures {
  /** Acknowledged with everybody sending the next as soon as the last is taken. */
  readonly perSecond: number;
  /** Per submission, of the API's one process. */
  readonly apiCpuMs: number;
  readonly halfLoad: { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number };
}

/**
 * How fast one API process acknowledges submissions, each stored by a commit. All learners take turns: a quota lets none of them have
 * hundreds waiting, which each new one would count.
 */
export async function measureIntake(
  { learners, apiPid }: IntakePlatform,
  exercise: string,
  files: readonly SubmissionFile[],
): Promise<IntakeFigures> {
  let turn = 0;
  const send = () => learners[turn++ % learners.length]!.submit(exercise, files);
  await sendInTurns(SUBMISSIONS / 10, send);
  const before = readProcess(apiPid);
  const startedAt = performance.now();
  await sendInTurns(SUBMISSIONS, send);
  const seconds = (performance.now() - startedAt) / 1000;
  const apiCpuMs = (readProcess(apiPid).cpuMs - before.cpuMs) / SUBMISSIONS;
  const perSecond = SUBMISSIONS / seconds;
  const latencies = await sendEvenly(perSecond / 2, send);
  return {
    perSecond,
    apiCpuMs,
    halfLoad: {
      perSecond: perSecond / 2,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
    },
  };
}

type Send = () => Promise<unknown>;

async function sendInTurns(times: number, send: Send): Promise<void> {
  let left = times;
  const work = async (): Promise<void> => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** @returns how long each took, in ms, from when it was to be sent */
async function sendEvenly(perSecond: number, send: Send): Promise<number[]> {
  const startedAt = performance.now();
  const total = Math.floor(perSecond * HALF_LOAD_SECONDS);
  const sent: Promise<number>[] = [];
  while (sent.length < total) {
    const dueMs = startedAt + (sent.length * 1000) / perSecond;
    if (dueMs > performance.now()) await delay(1);
    else sent.push(send().then(() => performance.now() - dueMs));
  }
  return Promise.all(sent);
}
