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

/** A string: the value. */
const keyOf = (sensor: string, at: number) => `sensor:${sensor}:${at}`;

const redis = new Redis(process.env.REDIS_URL!);
redis.on('error', (error) => console.error(error.message));

export async function store(sensor: string, readings: readonly Reading[]): Promise<Outcome> {
  const now = Date.now();
  const kept = readings.filter(({ at }) => endOf(hourOf(at)) > now);
  const commands = redis.multi();
  for (const { at, value } of kept) {
    commands.set(keyOf(sensor, at), value, 'EXAT', endOf(hourOf(at)) / 1000, 'NX');
  }
  const stored = (await commands.exec())!.filter(([, answer]) => answer === 'OK').length;
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
  const times = await listTimes(sensor);
  const newest = times.at(-1);
  return newest === undefined ? null : ((await read(sensor, newest, newest + 1, 1))[0] ?? null);
}

async function read(sensor: string, from: number, to: number, most: number): Promise<Reading[]> {
  const times = (await listTimes(sensor)).filter((at) => at >= from && at < to).slice(0, most);
  if (times.length === 0) return [];
  const values = await redis.mget(times.map((at) => keyOf(sensor, at)));
  return times.map((at, index) => ({ at, value: Number(values[index]) }));
}

async function listTimes(sensor: string): Promise<number[]> {
  const times = new Set<number>();
  for await (const keys of redis.scanStream({ match: `sensor:${sensor}:*`, count: 1000 })) {
    for (const key of keys as string[]) times.add(Number(key.split(':')[2]));
  }
  return [...times].sort((one, other) => one - other);
}
