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

/** KEYS: latest, then row and minutes of each row. ARGV: for each reading the index of its row in KEYS, the row's end in seconds, minute, at, value. */
const STORE = `
for index = 1, #ARGV, 5 do
  local place, ends, minute, at, value = tonumber(ARGV[index]), unpack(ARGV, index + 1, index + 4)
  local row, minutes = KEYS[place], KEYS[place + 1]
  redis.call('HSETNX', row, at, value)
  local count, sum, min, max = 0, 0, value, value
  local before = redis.call('HGET', minutes, minute)
  if before then count, sum, min, max = string.match(before, '^(%S+) (%S+) (%S+) (%S+)$') end
  if tonumber(value) < tonumber(min) then min = value end
  if tonumber(value) > tonumber(max) then max = value end
  redis.call('HSET', minutes, minute, string.format('%d %.17g %s %s', count + 1, sum + value, min, max))
  redis.call('EXPIREAT', row, ends)
  redis.call('EXPIREAT', minutes, ends)
  local latest = redis.call('HGET', KEYS[1], 'at')
  if not latest or tonumber(at) > tonumber(latest) then
    redis.call('HSET', KEYS[1], 'at', at, 'value', value)
    redis.call('EXPIREAT', KEYS[1], ends)
  end
end
`;

const redis = new Redis(process.env.REDIS_URL!);
redis.on('error', (error) => console.error(error.message));

export async function store(sensor: string, readings: readonly Reading[]): Promise<Outcome> {
  const now = Date.now();
  const kept = readings.filter(({ at }) => endOf(hourOf(at)) > now);
  const hours = [...new Set(kept.map(({ at }) => hourOf(at)))];
  const keys = [latestOf(sensor), ...hours.flatMap((hour) => [rowOf(sensor, hour), minutesOf(sensor, hour)])];
  const values = kept.flatMap(({ at, value }) => {
    const hour = hourOf(at);
    return [2 * hours.indexOf(hour) + 2, endOf(hour) / 1000, minuteOf(at), at, value];
  });
  await redis.eval(STORE, keys.length, ...keys, ...values);
  return { stored: kept.length, repeated: 0, ended: readings.length - kept.length };
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
