import {
  eventually,
  random,
  services,
  step,
  subjects,
  type HttpResponse,
  type SubjectInstance,
} from '@touchstone/kit';

const { redis } = services;

export const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];

export type Board = 'best' | 'total';

export interface Result {
  readonly id: string;
  readonly player: string;
  readonly week: string;
  readonly points: number;
}

export interface Entry {
  readonly rank: number;
  readonly player: string;
  readonly points: number;
}

/** Far from today: a board by the clock is another board. */
export const aWeek = () => `${random.integer(2031, 2089)}-W${String(random.integer(1, 53)).padStart(2, '0')}`;

export const aPlayer = () => `${random.word(10)}${random.pick(['', '_', '-'])}${random.integer(0, 999)}`;

export const somePlayers = (count: number) => Array.from({ length: count }, aPlayer);

export const aResult = (given: Partial<Result> & { readonly week: string }): Result => ({
  id: random.uuid(),
  player: aPlayer(),
  points: random.integer(1, 1_000_000),
  ...given,
});

export const send = (result: unknown, instance = first) => instance.post('/results', { json: result });

/** Reports a result that has to be counted. */
export async function report(result: Result, instance = first): Promise<void> {
  const answer = await send(result, instance);
  await step(`report ${result.points} points of ${result.player} in ${result.week}`, () => {
    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({ counted: true });
  });
}

/** As the game does: a result whose answer is 503 (this machine may be slow) is sent again. */
export async function sendAgainAfter503(answer: HttpResponse, result: Result): Promise<void> {
  const last = answer.status === 503 ? await send(result) : answer;
  await step('a result of a player, sent again after a 503', () => expect([200, 201]).toContain(last.status));
}

/** What a board shows: the most points first. For points that all differ. */
export const ranked = (points: ReadonlyMap<string, number>): Entry[] =>
  [...points]
    .sort(([, one], [, other]) => other - one)
    .map(([player, of], index) => ({ rank: index + 1, player, points: of }));

export async function expectBoard(
  what: string,
  week: string,
  board: Board,
  entries: readonly Entry[],
  instances: readonly SubjectInstance[] = subjects,
): Promise<void> {
  for (const instance of instances) {
    const answer = await instance.get(`/weeks/${week}/${board}?limit=100`);
    await step(`board “${board}” at instance ${instance.index}, ${what}`, () => {
      expect(answer).toHaveStatus(200);
      expect(answer).toHaveJson({ week, board, players: entries.length, entries });
    });
  }
}

export async function expectPoints(
  what: string,
  { week, player }: Pick<Result, 'week' | 'player'>,
  points: Readonly<Record<Board, number>>,
  instance = first,
): Promise<void> {
  for (const board of ['best', 'total'] as const) {
    const answer = await instance.get(`/weeks/${week}/${board}/players/${player}`);
    await step(`points on the board “${board}”, ${what}`, () => {
      expect(answer).toHaveStatus(200);
      expect(answer).toHaveJson({ player, points: points[board] });
    });
  }
}

/** The statement lets Redis take half a second for an answer. */
const LATE_MS = 300;
/** Who writes more often goes on freely. */
const MOST_STEPS = 8;
/** Long enough for a slow machine. Ends by itself when the test cannot end it. */
const HELD_AT_MOST_MS = 6000;

/** From now on Redis lets nobody write: reading goes on, a writing command waits until `letWrite`. */
export const holdWrites = () => redis.command('CLIENT', 'PAUSE', HELD_AT_MOST_MS, 'WRITE');

export const letWrite = () => redis.command('CLIENT', 'UNPAUSE');

/** Until then the last two commands of `letWriteOnce` have to be on their way. */
const SOON_MS = 150;

/**
 * Carries out what waits, one writing command (or script, or transaction) of each connection, and holds the next one, however
 * the machine divides its time: the hold ends by itself soon, and behind those that wait then waits a connection that holds
 * anew. Redis goes through all that waited before it sends any answer.
 */
export async function letWriteOnce(): Promise<void> {
  await Promise.all([
    redis.command('MULTI'),
    letWrite(),
    redis.command('CLIENT', 'PAUSE', SOON_MS, 'WRITE'),
    redis.command('EXEC'),
  ]);
  // To publish counts as writing.
  await Promise.all([redis.command('PUBLISH', 'nobody', ''), holdWrites()]);
}

export async function countWaiting(): Promise<number> {
  const clients = String(await redis.command('INFO', 'clients'));
  return Number(/blocked_clients:(\d+)/.exec(clients)?.[1]);
}

/** Waits until so many connections wait to write, and goes on if that does not happen. */
export async function untilWaiting(count: () => number, deadlineMs = 1500): Promise<void> {
  const check = async () => {
    if ((await countWaiting()) < count()) throw new Error('nothing waits yet');
  };
  await eventually(check, deadlineMs).catch(() => undefined);
}

/**
 * Sends one request to each instance and lets both go on in step: each of them has read all that it reads before the other
 * one writes. So it is the program, and not the machine, that decides what becomes of them.
 */
export async function inStep(
  work: (instance: SubjectInstance) => Promise<HttpResponse>,
): Promise<HttpResponse[]> {
  await holdWrites();
  try {
    let open = subjects.length;
    const answers = Promise.allSettled(
      subjects.map((instance) =>
        work(instance).finally(() => {
          open -= 1;
        }),
      ),
    );
    for (let writes = 1; open > 0 && writes <= MOST_STEPS; writes += 1) {
      await untilWaiting(() => open, LATE_MS);
      await letWrite();
      await holdWrites();
    }
    await letWrite();
    return (await answers).map((answer) => {
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    });
  } finally {
    await letWrite();
  }
}
