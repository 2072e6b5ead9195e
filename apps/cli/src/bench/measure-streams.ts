import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { SubmissionFile, SubmissionId } from '#contracts';
import { LiveUpdates } from '#live-updates';
import { quantile, readProcess } from './measure.js';
import type { ApiLearner } from './api-learner.js';
import type { IntakePlatform } from './platform-lane.js';

/** A learner may have ten streams open. */
const STREAMS_PER_LEARNER = 10;
const ROUNDS = 5;
/** Between two rounds: as many events reach all streams as a busy class makes. */
const ROUND_MS = 4_000;
const PATIENCE_MS = 60_000;

export interface StreamFigures {
  readonly streams: number;
  readonly events: number;
  readonly missed: number;
  /** From when an event was told to Redis until a reader of its stream had it. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Per event that was passed on, of the API's one process. */
  readonly apiCpuMs: number;
  /** Of the API with all streams open, above what it had before. */
  readonly kibPerStream: number;
}

/** Opens streams of live events to one API process, tells each of them events and counts what arrives. */
export async function measureStreams(
  { learners, apiPid, services }: IntakePlatform,
  exercise: string,
  files: readonly SubmissionFile[],
): Promise<StreamFigures> {
  const before = readProcess(apiPid);
  const stop = new AbortController();
  setMaxListeners(Infinity, stop.signal);
  const watched: Watched[] = [];
  for (let turn = 0; turn < STREAMS_PER_LEARNER; turn += 1)
    watched.push(
      ...(await Promise.all(learners.map((one) => openStream(one, exercise, files, stop.signal)))),
    );
  await delay(ROUND_MS);
  const open = readProcess(apiPid);
  const live = new LiveUpdates({ url: services.redis });
  const told = new Map<string, number>();
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      await Promise.all(watched.map(({ id }) => tell(live, id, round, told)));
      await delay(ROUND_MS);
    }
    const events = watched.length * ROUNDS;
    const missed = await countMissed(watched, events);
    const waits = watched.flatMap(({ id, arrived }) =>
      arrived.flatMap((at, index) => (at === undefined ? [] : [at - told.get(`${id} ${index}`)!])),
    );
    return {
      streams: watched.length,
      events,
      missed,
      p50Ms: quantile(waits, 0.5),
      p99Ms: quantile(waits, 0.99),
      apiCpuMs: (readProcess(apiPid).cpuMs - open.cpuMs) / events,
      kibPerStream: (open.residentKib - before.residentKib) / watched.length,
    };
  } finally {
    live.close();
    stop.abort();
  }
}

/** A submission whose stream is open. */
interface Watched {
  readonly id: SubmissionId;
  /** When the event of each round came. */
  readonly arrived: (number | undefined)[];
}

async function openStream(
  learner: ApiLearner,
  exercise: string,
  files: readonly SubmissionFile[],
  signal: AbortSignal,
): Promise<Watched> {
  const id = await learner.submit(exercise, files);
  const arrived: (number | undefined)[] = [];
  const events = await learner.watch(id, signal);
  // A stream that breaks shows in what it missed.
  void (async () => {
    for await (const event of events) if (event.type === 'test') arrived[event.index] = performance.now();
  })().catch(() => undefined);
  return { id, arrived };
}

async function tell(
  live: LiveUpdates,
  id: SubmissionId,
  round: number,
  told: Map<string, number>,
): Promise<void> {
  told.set(`${id} ${round}`, performance.now());
  await live.publish(id, 1, round, { type: 'test', index: round, group: 'Basics', status: 'passed' });
}

async function countMissed(watched: readonly Watched[], events: number): Promise<number> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const came = watched.reduce(
      (sum, { arrived }) => sum + arrived.filter((at) => at !== undefined).length,
      0,
    );
    if (came === events || performance.now() > giveUpAt) return events - came;
    await delay(250);
  }
}
