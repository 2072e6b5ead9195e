import { Redis } from 'ioredis';

export interface Reading {
  at: number;
  value: number;
}

export interface Page {
  readings: Reading[];
  next: number | null;
}

export interface Minute {
  minute: number;
  count: number;
  min: number;
  max: number;
  avg: number;
}

export interface Outcome {
  stored: number;
  repeated: number;
  ended: number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const KEPT = 7 * DAY;

const hourOf = (at: number) => at - (at % HOUR);
const minuteOf = (at: number) => at - (at % MINUTE);
const endOf = (hour: number) => hour + HOUR + KEPT;

/** Two hashes for each row: the values by `at`, and `count sum min max` by minute. */
const rowOf = (sensor: string, hour: number) => `sensor:${sensor}:${hour}`;
const minutesOf = (sensor: string, hour: number) => `sensor:${sensor}:${hour}:minutes`;
/** A hash of `at` and `value`. */
const latestOf = (sensor: string) => `sensor:${sensor}:latest`;

/** KEYS: latest. ARGV: at, value, the row's end in seconds. */
const KEEP_NEWEST = `
local latest = redis.call('HGET', KEYS[1], 'at')
if latest and tonumber(ARGV[1]) <= tonumber(latest) then return end
redis.call('HSET', KEYS[1], 'at', ARGV[1], 'value', ARGV[2])
redis.call('EXPIREAT', KEYS[1], ARGV[3])
`;

const redis = new Redis(process.env.REDIS_URL!);
redis.on('error', (error) => console.error(error.message));

export async function store(sensor: string, readings: readonly Reading[]): Promise<Outcome> {
  const now = Date.now();
  const kept = readings.filter(({ at }) => endOf(hourOf(at)) > now);
  const fresh = await findFresh(sensor, kept);
  const minutes = Map.groupBy(fresh, ({ at }) => minuteOf(at));
  const sums = await Promise.all(
    [...minutes].map(async ([minute, of]) => {
      const before = await redis.hget(minutesOf(sensor, hourOf(minute)), String(minute));
      return { minute, sum: addUp(before, of) };
    }),
  );

  const commands = redis.multi();
  for (const { at, value } of fresh) {
    const ends = endOf(hourOf(at)) / 1000;
    commands.hset(rowOf(sensor, hourOf(at)), at, value);
    commands.expireat(rowOf(sensor, hourOf(at)), ends);
    commands.eval(KEEP_NEWEST, 1, latestOf(sensor), at, value, ends);
  }
  for (const { minute, sum } of sums) {
    const hour = hourOf(minute);
    commands.hset(minutesOf(sensor, hour), minute, sum);
    commands.expireat(minutesOf(sensor, hour), endOf(hour) / 1000);
  }
  await commands.exec();
  return { stored: fresh.length, repeated: kept.length - fresh.length, ended: readings.length - kept.length };
}

/** Of several readings of one moment the first one. */
async function findFresh(sensor: string, readings: readonly Reading[]): Promise<Reading[]> {
  const times = new Map<number, Reading>();
  for (const reading of readings) if (!times.has(reading.at)) times.set(reading.at, reading);
  const known = await Promise.all(
    [...times.keys()].map((at) => redis.hexists(rowOf(sensor, hourOf(at)), String(at))),
  );
  return [...times.values()].filter((_, index) => known[index] === 0);
}

function addUp(before: string | null, readings: readonly Reading[]): string {
  const values = readings.map(({ value }) => value);
  const [count, sum, min, max] = before?.split(' ').map(Number) ?? [0, 0, Infinity, -Infinity];
  const total = values.reduce((all, value) => all + value, sum!);
  return [count! + values.length, total, Math.min(min!, ...values), Math.max(max!, ...values)].join(' ');
}

/** Goes from row to row until the page is full and the reading behind it is known. */
export async function readPage(sensor: string, from: number, to: number, limit: number): Promise<Page> {
  const found: Reading[] = [];
  for (let hour = hourOf(from); hour < to && found.length <= limit; hour += HOUR) {
    const row = Object.entries(await redis.hgetall(rowOf(sensor, hour)))
      .map(([at, value]) => ({ at: Number(at), value: Number(value) }))
      .filter(({ at }) => at >= from && at < to)
      .sort((one, other) => one.at - other.at);
    found.push(...row);
  }
  return { readings: found.slice(0, limit), next: found[limit]?.at ?? null };
}

export async function readMinutes(sensor: string, from: number, to: number): Promise<Minute[]> {
  const rows: Promise<Record<string, string>>[] = [];
  for (let hour = hourOf(from); hour < to; hour += HOUR) rows.push(redis.hgetall(minutesOf(sensor, hour)));
  return (await Promise.all(rows))
    .flatMap((row) => Object.entries(row))
    .map(([minute, of]) => ({ minute: Number(minute), of: of.split(' ').map(Number) }))
    .filter(({ minute }) => minute >= from && minute < to)
    .sort((one, other) => one.minute - other.minute)
    .map(({ minute, of: [count, sum, min, max] }) => ({
      minute,
      count: count!,
      min: min!,
      max: max!,
      avg: sum! / count!,
    }));
}

export async function findLatest(sensor: string): Promise<Reading | null> {
  const { at, value } = await redis.hgetall(latestOf(sensor));
  return at === undefined ? null : { at: Number(at), value: Number(value) };
}
