import { random, services, step, subjects } from '@touchstone/kit';
import {
  aSensor,
  endOf,
  expectLatest,
  expectMinutes,
  expectRange,
  first,
  getRange,
  HOUR,
  hoursAgo,
  listEnds,
  listKeys,
  measure,
  MINUTE,
  nameHour,
  named,
  second,
  send,
  store,
} from './history.ts';

const { redis } = services;

beforeEach(() => redis.reset());

/** How often commands were called that look through all keys. */
async function countSearches(): Promise<Record<string, number>> {
  const stats = String(await redis.command('INFO', 'commandstats'));
  const calls = (name: string) => Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
  return { KEYS: calls('keys'), SCAN: calls('scan') };
}

/** Every key expires with one of these rows. */
async function expectEnds(
  what: string,
  ends: ReadonlyMap<string, string>,
  hours: readonly number[],
): Promise<void> {
  const right = hours.map(endOf);
  const others = [...ends].filter(([, end]) => !right.includes(end));
  await step(`keys that expire neither ${right.join(' nor ')}, ${what}`, () =>
    expect(Object.fromEntries(others)).toEqual({}),
  );
}

async function readSentBytes(): Promise<number> {
  const stats = String(await redis.command('INFO', 'stats'));
  return Number(/total_net_output_bytes:(\d+)/.exec(stats)?.[1]);
}

describe('Rows in Redis', () => {
  it('end seven days after their hour, whenever their readings came', async () => {
    const sensor = aSensor();
    const [old, recent] = [hoursAgo(random.integer(100, 150)), hoursAgo(random.integer(30, 90))];
    const readings = measure([recent + 1000, old + HOUR - 1, old, recent + HOUR - 1, old + 1_800_000]);

    for (const [index, reading] of readings.entries()) {
      await store(sensor, [reading], subjects[index % 2]);
      const hours = index === 0 ? [recent] : [old, recent];
      const ends = await listEnds(hours);
      const what = `after ${named(index + 1)} of ${hours.map(nameHour).join(' and ')}`;
      await step(`keys ${what} that are not named sensor:${sensor}:…`, () =>
        expect([...ends.keys()].filter((key) => !key.startsWith(`sensor:${sensor}:`))).toEqual([]),
      );
      await expectEnds(what, ends, hours);
      for (const hour of hours) {
        const found = [...ends].filter(([, end]) => end === endOf(hour)).length;
        await step(`keys that expire ${endOf(hour)}, ${what}`, () => {
          expect(found).toBeGreaterThan(0);
          expect(found).toBeLessThanOrEqual(hour === recent ? 4 : 2);
        });
      }
    }
    await send(sensor, [readings[1]], second);
    await expectEnds('after a repeated reading', await listEnds([old, recent]), [old, recent]);
  });

  it('stay few, however many readings there are', async () => {
    const [sensor, hour] = [aSensor(), hoursAgo(random.integer(30, 150))];
    const times = [0, 1, 2].flatMap((row) =>
      Array.from({ length: 60 }, (_, minute) => hour + row * HOUR + minute * MINUTE),
    );
    await store(sensor, random.shuffle(measure(times)));

    const keys = await listKeys();

    await step(
      'number of keys for 180 readings in three rows: at most two for each row, and two more',
      () => {
        expect(keys.length).toBeGreaterThan(0);
        expect(keys.length).toBeLessThanOrEqual(8);
      },
    );
  });

  it('end one by one, and the others stay whole', async () => {
    const [sensor, hour] = [aSensor(), hoursAgo(random.integer(30, 150))];
    const recent = hour + random.integer(2, 20) * HOUR;
    const [newer, older] = [measure([recent + 5, recent + MINUTE]), measure([hour, hour + HOUR - 1])];
    await store(sensor, newer, first);
    await store(sensor, older, second);

    const ended = [...(await listEnds([hour, recent]))]
      .filter(([, end]) => end === endOf(hour))
      .map(([key]) => key);
    await step(`keys that expire ${endOf(hour)}`, () => expect(ended.length).toBeGreaterThan(0));
    await redis.command('DEL', ...ended);

    const what = `after the keys of ${nameHour(hour)} expired, of two rows`;
    await expectRange(what, sensor, [hour, recent + HOUR], newer);
    await expectMinutes(what, sensor, [hour, recent + HOUR], newer);
    await expectLatest(what, sensor, newer[1]!);
  });

  it('are found without looking through all keys', async () => {
    const [sensor, hour] = [aSensor(), hoursAgo(random.integer(30, 150))];
    for (const other of [aSensor(), aSensor(), aSensor()]) await store(other, measure([hour, hour + HOUR]));
    const range = [hour - HOUR, hour + 2 * HOUR] as const;
    const readings = measure([hour, hour + MINUTE, hour + HOUR]);
    const before = await countSearches();

    await store(sensor, readings);
    await expectRange('of one of four sensors', sensor, range, readings);
    await expectMinutes('of one of four sensors', sensor, range, readings);
    await expectLatest('of one of four sensors', sensor, readings[2]!);
    await send(sensor, readings, second);

    const after = await countSearches();
    for (const command of ['KEYS', 'SCAN']) {
      const calls = after[command]! - before[command]!;
      await step(`calls of ${command} while readings of one sensor were stored and read`, () =>
        expect(calls).toBe(0),
      );
    }
  });

  it('are read no further than the answer needs', async () => {
    const [sensor, hour] = [aSensor(), hoursAgo(random.integer(30, 150))];
    const times = Array.from(
      { length: 480 },
      (_, index) => hour + index * 3 * MINUTE + random.integer(0, MINUTE),
    );
    const readings = measure(times);
    await store(sensor, readings);

    const before = await readSentBytes();
    for (let read = 0; read < 6; read += 1) {
      const at = random.integer(0, 120);
      const page = await getRange(sensor, times[at]!, hour + 24 * HOUR, '&limit=5', subjects[read % 2]);
      await step('a page of 5 readings, out of 480 in 24 rows', () => {
        expect(page).toHaveStatus(200);
        expect(page).toHaveJson({ readings: readings.slice(at, at + 5) });
      });
      const row = random.integer(0, 23);
      const one = [hour + row * HOUR, hour + (row + 1) * HOUR] as const;
      await expectMinutes('of one row, out of 24', sensor, one, readings.slice(row * 20, row * 20 + 20), [
        first,
      ]);
    }
    const sent = (await readSentBytes()) - before;

    // The pages' ranges, read as a whole, are some 80 000 bytes; the rows that they need, some 15 000. The minutes, some 10 000.
    await step(
      'bytes that Redis sent for six pages of 5 readings and six rows in minutes, of 480 readings in 24 rows',
      () => expect(sent).toBeLessThan(45_000),
    );
  });
});
