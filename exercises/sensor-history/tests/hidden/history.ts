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

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** From the end of its hour to the end of a row. */
export const KEPT = 7 * DAY;

export interface Reading {
  readonly at: number;
  readonly value: number;
}

export const aSensor = () => `${random.word(8)}${random.pick(['-', '_', ''])}${random.integer(0, 9999)}`;

/** The beginning of the hour so many hours ago. Between 3 and 150 of them, no test comes near the end of a row, nor near now. */
export const hoursAgo = (hours: number) => (Math.floor(Date.now() / HOUR) - hours) * HOUR;

export const anHour = () => hoursAgo(random.integer(30, 150));

/** Values with up to three decimals, all different, none of them 0, and others with each call. */
export function someValues(count: number): number[] {
  const from = random.integer(-14_000_000, 14_000_000);
  return random.shuffle(Array.from({ length: count }, (_, index) => (7 * (from + index) + 3) / 1000));
}

/** Readings at these times, in the same order. */
export function measure(times: readonly number[]): Reading[] {
  const values = someValues(times.length);
  return times.map((at, index) => ({ at, value: values[index]! }));
}

export const inOrder = (readings: readonly Reading[]) => readings.toSorted((one, other) => one.at - other.at);

export const send = (sensor: string, readings: readonly unknown[], instance = first, timeoutMs = 3000) =>
  instance.post(`/sensors/${sensor}/readings`, { json: { readings }, timeoutMs });

export const named = (count: number) => `${count} ${count === 1 ? 'reading' : 'readings'}`;

/** Sends readings that are new. */
export async function store(sensor: string, readings: readonly Reading[], instance = first): Promise<void> {
  const answer = await send(sensor, readings, instance);
  await step(`${named(readings.length)}, all new, sent to instance ${instance.index}`, () => {
    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ stored: readings.length, repeated: 0, ended: 0 });
  });
}

export const getRange = (sensor: string, from: number, to: number, more = '', instance = first) =>
  instance.get(`/sensors/${sensor}/readings?from=${from}&to=${to}${more}`);

/** What a range shows, at each instance, on one page. */
export async function expectRange(
  what: string,
  sensor: string,
  [from, to]: readonly [number, number],
  readings: readonly Reading[],
  instances: readonly SubjectInstance[] = subjects,
): Promise<void> {
  for (const instance of instances) {
    const answer = await getRange(sensor, from, to, '&limit=1000', instance);
    await step(`the range at instance ${instance.index}, ${what}`, () => {
      expect(answer).toHaveStatus(200);
      expect(answer).toHaveJson({ readings, next: null });
    });
  }
}

export async function expectLatest(
  what: string,
  sensor: string,
  reading: Reading,
  instances: readonly SubjectInstance[] = subjects,
): Promise<void> {
  for (const instance of instances) {
    const answer = await instance.get(`/sensors/${sensor}/latest`);
    await step(`the latest value at instance ${instance.index}, ${what}`, () => {
      expect(answer).toHaveStatus(200);
      expect(answer).toHaveJson(reading);
    });
  }
}

/** Digits for `closeTo`, which takes half a unit of the last one: exact to 0.001. */
const MEAN_DIGITS = -Math.log10(2 * 0.001);

/** The minutes of these readings, as the interface shows them. */
export function sumUp(readings: readonly Reading[]) {
  const minutes = new Map<number, number[]>();
  for (const { at, value } of inOrder(readings)) {
    const minute = at - (at % MINUTE);
    minutes.set(minute, [...(minutes.get(minute) ?? []), value]);
  }
  return [...minutes].map(([minute, values]) => {
    return {
      minute,
      count: values.length,
      min: Math.min(...values),
      max: Math.max(...values),
      avg: expect.closeTo(
        values.reduce((sum, value) => sum + value, 0) / values.length,
        MEAN_DIGITS,
      ) as unknown as number,
    };
  });
}

export async function expectMinutes(
  what: string,
  sensor: string,
  [from, to]: readonly [number, number],
  readings: readonly Reading[],
  instances: readonly SubjectInstance[] = subjects,
): Promise<void> {
  for (const instance of instances) {
    const answer = await instance.get(`/sensors/${sensor}/minutes?from=${from}&to=${to}`);
    await step(`the minutes at instance ${instance.index}, ${what}`, () => {
      expect(answer).toHaveStatus(200);
      expect(answer).toHaveJson({ minutes: sumUp(readings) });
    });
  }
}

export const listKeys = async () => ((await redis.command('KEYS', '*')) as string[]).sort();

/** The hour of a time, for messages. */
export const nameHour = (hour: number) => `${new Date(hour).toISOString().slice(0, 13)}h`;

/** The rows stay a minute longer at most. */
const LATE_S = 60;

/**
 * The keys there are, each with what its expiry says: with which of these rows it ends, and else when.
 */
export async function listEnds(hours: readonly number[]): Promise<Map<string, string>> {
  const ends = new Map<string, string>();
  for (const key of await listKeys()) {
    const seconds = Number(await redis.command('EXPIRETIME', key));
    const hour = hours.find((start) => {
      const late = seconds - (start + HOUR + KEPT) / 1000;
      return late >= 0 && late <= LATE_S;
    });
    const otherwise = seconds < 0 ? 'never' : `at ${new Date(seconds * 1000).toISOString()}`;
    ends.set(key, hour === undefined ? otherwise : endOf(hour));
  }
  return ends;
}

/** How `listEnds` names the end of a row. */
export const endOf = (hour: number) =>
  `with the row ${nameHour(hour)}, at ${new Date(hour + HOUR + KEPT).toISOString()}`;

/** From now on Redis lets nobody write: reading goes on, a writing command (and each script) waits until `letWrite`. */
export const holdWrites = () => redis.command('CLIENT', 'PAUSE', HELD_AT_MOST_MS, 'WRITE');

export const letWrite = () => redis.command('CLIENT', 'UNPAUSE');

/** Long enough for a slow machine. Ends by itself when the test cannot end it. */
const HELD_AT_MOST_MS = 8000;
/** Until then the last two commands of `letWriteOnce` have to be on their way. */
const SOON_MS = 150;
/** Who writes more often goes on freely. */
const MOST_STEPS = 6;

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
export async function untilWaiting(count: () => number, deadlineMs = 3000): Promise<void> {
  const check = async () => {
    if ((await countWaiting()) < count()) throw new Error('nothing waits yet');
  };
  await eventually(check, deadlineMs).catch(() => undefined);
}

/**
 * Sends one request to each instance, the first one first, and lets both go on in step: each of them has read all that it reads
 * before the other one writes, and writes in this order. So it is the program, and not the machine, that decides what becomes of them.
 */
export async function inStep(
  work: (instance: SubjectInstance) => Promise<HttpResponse>,
): Promise<HttpResponse[]> {
  await holdWrites();
  try {
    let open = 0;
    const calls: Promise<HttpResponse>[] = [];
    for (const instance of subjects) {
      open += 1;
      const call = work(instance).finally(() => {
        open -= 1;
      });
      call.catch(() => undefined);
      calls.push(call);
      await untilWaiting(() => open);
    }
    for (let writes = 1; open > 0 && writes <= MOST_STEPS; writes += 1) {
      await letWriteOnce();
      await untilWaiting(() => open, 300);
    }
    await letWrite();
    return await Promise.all(calls);
  } finally {
    await letWrite();
  }
}
