import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { INTAKE_LIMITS, type SubmissionFile } from '#contracts';
import { quantile, untilIdle } from './measure.js';
import type { PlatformLane } from './platform-lane.js';
import type { Workload } from './workloads.js';

/** Of each company but the flood, in turns, so that whatever changes on the machine meets all of them. */
const TURNS = 4;
const ROUNDS_OF_A_TURN = 8;
const FLOOD = 500;
const SLOW_CLIENTS = 400;
const SETTLED_MS = 1_500;

/** Median latencies of one learner's small submissions, in ms, by what else arrives. */
export interface CompanyFigures {
  readonly aloneMs: number;
  /** Somebody else sends another as soon as the last is judged, as small as these. */
  readonly ordinaryMs: number;
  /** The same, as large as a submission may be. */
  readonly hugeMs: number;
  /** Clients that send a byte every second. */
  readonly slowMs: number;
  /** As many others as there are slots send one after the other. */
  readonly fullMs: number;
  /** One other has sent 500 at once, and most of them wait. */
  readonly floodMs: number;
}

/** What others can do to a verdict that is none of theirs. Leaves hundreds of submissions behind that wait. */
export async function measureCompany(
  platform: PlatformLane,
  { exercise, solution }: Workload,
  slots: number,
): Promise<CompanyFigures> {
  const judge = (files: readonly SubmissionFile[]) => platform.judge(exercise.slug, files);
  const beside = async (company: Company, rounds: number): Promise<number[]> => {
    await untilIdle();
    const leave = await company();
    const latencies: number[] = [];
    try {
      await delay(SETTLED_MS);
      for (let round = 0; round < rounds; round += 1) {
        const from = performance.now();
        await judge(solution.files);
        latencies.push(performance.now() - from);
      }
    } finally {
      await leave();
    }
    return latencies;
  };
  const companies = {
    aloneMs: () => () => Promise.resolve(),
    ordinaryMs: () => keepSending(() => judge(solution.files)),
    hugeMs: () => keepSending(() => judge([...solution.files, ...listPadding()])),
    slowMs: () => openSlowly(platform.port),
    fullMs: () => keepAllSending(slots, () => judge(solution.files)),
  } satisfies Record<string, Company>;
  const flood: Company = async () => {
    for (let sent = 0; sent < FLOOD; sent += 1) await platform.submitAsOther(exercise.slug, solution.files);
    return () => Promise.resolve();
  };
  const names = Object.keys(companies) as (keyof typeof companies)[];
  const latencies = new Map(names.map((name) => [name, [] as number[]]));
  for (let turn = 0; turn < TURNS; turn += 1)
    for (const name of names) latencies.get(name)!.push(...(await beside(companies[name], ROUNDS_OF_A_TURN)));
  const medians = names.map((name) => [name, quantile(latencies.get(name)!, 0.5)] as const);
  const floodMs = quantile(await beside(flood, TURNS * ROUNDS_OF_A_TURN), 0.5);
  return { ...(Object.fromEntries(medians) as Omit<CompanyFigures, 'floodMs'>), floodMs };
}

/** Comes. @returns how to make it go */
type Company = () => Leave | Promise<Leave>;
type Leave = () => Promise<void>;

function keepAllSending(count: number, send: () => Promise<void>): Leave {
  const all = Array.from({ length: count }, () => keepSending(send));
  return async () => {
    await Promise.all(all.map((leave) => leave()));
  };
}

function keepSending(send: () => Promise<void>): Leave {
  let isWanted = true;
  const sending = (async () => {
    while (isWanted) await send();
  })();
  // Awaited by whoever makes it go.
  sending.catch(() => undefined);
  return () => {
    isWanted = false;
    return sending;
  };
}

/** As much as may stand beside a small program. */
function listPadding(): SubmissionFile[] {
  const room = INTAKE_LIMITS.maxTotalBytes - 64 * 1024;
  const content = `${'x'.repeat(79)}\n`.repeat(Math.floor(room / 4 / 80));
  return [1, 2, 3, 4].map((number) => ({ path: `notes-${number}.txt`, content }));
}

/** Requests that never end: of half of them the headers do not, of the others the body. */
function openSlowly(port: number): Leave {
  const line = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\n';
  const beginnings = [
    `${line}X-Slow: `,
    `${line}Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{`,
  ];
  const sockets: Socket[] = Array.from({ length: SLOW_CLIENTS }, (_, index) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(beginnings[index % 2]!));
    // The platform hangs up on them after a while.
    return socket.on('error', () => undefined);
  });
  const drip = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('a');
  }, 1_000);
  return () => {
    clearInterval(drip);
    for (const socket of sockets) socket.destroy();
    return Promise.resolve();
  };
}
