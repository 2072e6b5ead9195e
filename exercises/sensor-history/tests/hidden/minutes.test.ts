import { random, services } from '@touchstone/kit';
import {
  aSensor,
  anHour,
  expectMinutes,
  first,
  HOUR,
  measure,
  MINUTE,
  second,
  send,
  store,
} from './history.ts';

beforeEach(() => services.redis.reset());

describe('Minutes', () => {
  it('sum up what was measured in them, and only that', async () => {
    const [sensor, hour] = [aSensor(), anHour()];
    const offsets = [-1, 0, 1, 30_000, MINUTE - 1, MINUTE, 3 * MINUTE + 5, HOUR - 1, HOUR, HOUR + 2 * MINUTE];
    const readings = measure(offsets.map((offset) => hour + offset));
    const negative = [-3.5, -0.25].map((value, index) => ({ at: hour + 7 * MINUTE + index, value }));
    const positive = [3.5, 0.25].map((value, index) => ({ at: hour + 9 * MINUTE + index, value }));
    const all = random.shuffle([...readings, ...negative, ...positive]);
    await store(sensor, all.slice(0, 7), first);
    await store(sensor, all.slice(7), second);

    for (const [what, from, to] of [
      ['one hour', 0, HOUR],
      ['one minute', 0, MINUTE],
      ['the minutes on both sides of a full hour', HOUR - MINUTE, HOUR + MINUTE],
      ['up to a minute that begins with a reading', -MINUTE, MINUTE],
      ['two minutes without readings', 4 * MINUTE, 6 * MINUTE],
      ['three hours', -HOUR, 2 * HOUR],
    ] as const) {
      await expectMinutes(
        what,
        sensor,
        [hour + from, hour + to],
        all.filter(({ at }) => at >= hour + from && at < hour + to),
      );
    }
  });

  it('count late readings, and repeated ones once', async () => {
    const [sensor, hour] = [aSensor(), anHour()];
    const range = [hour, hour + 2 * HOUR] as const;
    const readings = measure([0, 500, MINUTE, HOUR + 1, HOUR + 2, HOUR + 3].map((offset) => hour + offset));
    const [late, soon] = [readings.slice(0, 3), readings.slice(3)];

    await store(sensor, soon, first);
    await expectMinutes('before late readings came', sensor, range, soon);
    await store(sensor, late, second);
    await expectMinutes('after late readings came', sensor, range, readings);
    await send(sensor, random.shuffle(readings), first);
    await send(sensor, late, second);
    await expectMinutes('after all came again', sensor, range, readings);
  });
});
