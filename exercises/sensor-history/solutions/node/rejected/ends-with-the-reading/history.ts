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
const endOf = (hour: number) => hour + HOUR + KEPT;

/** A sorted set: members `at:value`, ordered by `at`. */
const rowOf = (sensor: string, hour: number) => `sensor:${sensor}:${hour}`;
/** The newest reading, `at:value`. */
const latestOf = (sensor: string) => `sensor:${sensor}:latest`;

/** KEYS: latest, rows. ARGV: for each reading the index of its row in KEYS, the row's end in seconds, at, value. */
const STORE = `
local stored = 0
for index = 1, #ARGV, 4 do
  local row, ends, at, value = KEYS[tonumber(ARGV[index])], ARGV[index + 1], ARGV[index + 2], ARGV[index + 3]
  if redis.call('ZCOUNT', row, at, at) == 0 then
    redis.call('ZADD', row, at, at .. ':' .. value)
    redis.call('EXPIREAT', row, ends)
    local latest = redis.call('GET', KEYS[1])
    if not latest or tonumber(at) > tonumber(string.match(latest, '^%d+')) then
      redis.call('SET', KEYS[1], at .. ':' .. value, 'EXAT', ends)
    end
    stored = stored + 1
  end
end
return stored
`;

/** KEYS: rows in order. ARGV: from, to, how many at most. */
const READ = `
local found = {}
for _, row in ipairs(KEYS) do
  local rest = tonumber(ARGV[3]) - #found
  if rest == 0 then break end
  for _, member in ipairs(redis.call('ZRANGE', row, ARGV[1], '(' .. ARGV[2], 'BYSCORE', 'LIMIT', 0, rest)) do
    table.insert(found, member)
  end
end
return found
`;

const redis = new Redis(process.env.REDIS_URL!);
redis.on('error', (error) => console.error(error.message));

export async function store(sensor: string, readings: readonly Reading[]): Promise<Outcome> {
  const now = Date.now();
  const kept = readings.filter(({ at }) => endOf(at) > now);
  const hours = [...new Set(kept.map(({ at }) => hourOf(at)))];
  const keys = [latestOf(sensor), ...hours.map((hour) => rowOf(sensor, hour))];
  const values = kept.flatMap(({ at, value }) => {
    const hour = hourOf(at);
    return [hours.indexOf(hour) + 2, endOf(hour) / 1000, at, value];
  });
  const stored = (await redis.eval(STORE, keys.length, ...keys, ...values)) as number;
  return { stored, repeated: kept.length - stored, ended: readings.length - kept.length };
}

export async function readPage(sensor: string, from: number, to: number, limit: number): Promise<Page> {
  const found = await read(sensor, from, to, limit + 1);
  return { readings: found.slice(0, limit), next: found[limit]?.at ?? null };
}

export async function readMinutes(sensor: string, from: number, to: number): Promise<Minute[]> {
  const minutes = Map.groupBy(await read(sensor, from, to, DAY), ({ at }) => at - (at % MINUTE));
  return [...minutes].map(([minute, readings]) => {
    const values = readings.map(({ value }) => value);
    const sum = values.reduce((total, value) => total + value, 0);
    return {
      minute,
      count: values.length,
      min: Math.min(...values),
      max: Math.max(...values),
      avg: sum / values.length,
    };
  });
}

export async function findLatest(sensor: string): Promise<Reading | null> {
  const member = await redis.get(latestOf(sensor));
  return member === null ? null : toReading(member);
}

async function read(sensor: string, from: number, to: number, most: number): Promise<Reading[]> {
  const rows: string[] = [];
  for (let hour = hourOf(from); hour < to; hour += HOUR) rows.push(rowOf(sensor, hour));
  return ((await redis.eval(READ, rows.length, ...rows, from, to, most)) as string[]).map(toReading);
}

function toReading(member: string): Reading {
  const [at, value] = member.split(':');
  return { at: Number(at), value: Number(value) };
}
