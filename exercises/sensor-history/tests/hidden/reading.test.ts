import { random, services, step, subject, subjects } from '@touchstone/kit';
import {
  aSensor,
  anHour,
  DAY,
  expectLatest,
  expectRange,
  first,
  getRange,
  HOUR,
  hoursAgo,
  inOrder,
  measure,
  MINUTE,
  second,
  store,
} from './history.ts';

beforeEach(() => services.redis.reset());

describe('Reading', () => {
  it('takes what was measured from the first moment of a range on, and before its last', async () => {
    const [sensor, hour] = [aSensor(), anHour()];
    const offsets = [-1, 0, 1, 1_800_000, HOUR - 1, HOUR, 5 * HOUR + 7, 6 * HOUR - 1, 6 * HOUR];
    const readings = measure(offsets.map((offset) => hour + offset));
    await store(sensor, random.shuffle(readings));

    for (const [what, from, to] of [
      ['one whole hour', 0, HOUR],
      ['a part of one hour', 1, 1_800_001],
      ['up to a reading', 0, 1_800_000],
      ['from a reading on', 1_800_000, 2_000_000],
      ['one millisecond', HOUR, HOUR + 1],
      ['the last millisecond of an hour and the first of the next', HOUR - 1, HOUR + 1],
      ['between readings', 2, 1_800_000],
      ['six hours, four of them empty', 0, 6 * HOUR],
      ['24 hours', -1, DAY - 1],
    ] as const) {
      const expected = readings.filter((_, index) => offsets[index]! >= from && offsets[index]! < to);
      await expectRange(
        `${what}: ${from} to ${to} ms after the full hour`,
        sensor,
        [hour + from, hour + to],
        expected,
        [random.pick(subjects)],
      );
    }
  });

  it('goes on page by page, each reading once', async () => {
    const [sensor, hour] = [aSensor(), anHour()];
    // Three in each of four rows, with an empty one between them, and one at the end of the range, which is not a part of it.
    const to = hour + 4 * HOUR + 30_000;
    const times = [0, 1, 3].flatMap((row) =>
      [0, 10_000, HOUR - 1].map((offset) => hour + row * HOUR + offset),
    );
    const readings = measure([...times, hour + 4 * HOUR, hour + 4 * HOUR + 10_000, to - 1]);
    await store(sensor, random.shuffle(readings));
    await store(sensor, measure([to]), second);

    for (const limit of [3, 4, 5, 12, 100]) {
      let from: number | null = hour;
      const pages = Math.ceil(readings.length / limit);
      for (let page = 1; page <= pages; page += 1) {
        const shown = readings.slice((page - 1) * limit, page * limit);
        const next: number | null = readings[page * limit]?.at ?? null;
        const more = limit === 100 ? '' : `&limit=${limit}`;
        const answer = await getRange(sensor, from!, to, more, subjects[page % 2]);
        await step(`page ${page} of ${pages}, 12 readings, ${limit} on a page`, () => {
          expect(answer).toHaveStatus(200);
          expect(answer).toHaveJson({ readings: shown, next });
        });
        from = next;
      }
    }

    const busy = aSensor();
    const many = measure(Array.from({ length: 101 }, (_, index) => hour + index * 50_000));
    await store(busy, many);
    const page = await getRange(busy, hour, hour + 5 * HOUR);
    await step('the first page of 101 readings, without a limit', () => {
      expect(page).toHaveStatus(200);
      expect(page).toHaveJson({ readings: many.slice(0, 100), next: many[100]!.at });
    });
  });

  it('refuses ranges that are none', async () => {
    const [sensor, hour] = [aSensor(), anHour()];
    await store(sensor, measure([hour]));
    const path = `/sensors/${sensor}/readings`;
    const minutes = `/sensors/${sensor}/minutes`;

    for (const [wrong, status] of [
      [`${path}`, 400],
      [`${path}?from=${hour}`, 400],
      [`${path}?to=${hour}`, 400],
      [`${path}?from=${hour}&to=${hour}`, 400],
      [`${path}?from=${hour + 1}&to=${hour}`, 400],
      [`${path}?from=${hour}&to=${hour + DAY}`, 200],
      [`${path}?from=${hour}&to=${hour + DAY + 1}`, 400],
      [`${path}?from=-1&to=${HOUR}`, 400],
      [`${path}?from=${hour}.5&to=${hour + HOUR}`, 400],
      [`${path}?from=yesterday&to=${hour}`, 400],
      [`${path}?from=${hour}&to=${hour + HOUR}&limit=0`, 400],
      [`${path}?from=${hour}&to=${hour + HOUR}&limit=1001`, 400],
      [`${path}?from=${hour}&to=${hour + HOUR}&limit=ten`, 400],
      [`/sensors/a:b/readings?from=${hour}&to=${hour + HOUR}`, 400],
      [`${minutes}?from=${hour}`, 400],
      [`${minutes}?from=${hour}&to=${hour + DAY}`, 200],
      [`${minutes}?from=${hour}&to=${hour + DAY + MINUTE}`, 400],
      [`${minutes}?from=${hour + 1}&to=${hour + MINUTE}`, 400],
      [`${minutes}?from=${hour}&to=${hour + 1000}`, 400],
      [`/sensors/a:b/latest`, 400],
    ] as const) {
      const answer = await subject.get(wrong);
      await step(`GET ${wrong}`, () => {
        expect(answer).toHaveStatus(status);
        if (status === 400) expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }
  });

  it('shows as the latest value the newest one, not the last that arrived', async () => {
    const [sensor, hour] = [aSensor(), hoursAgo(random.integer(30, 100))];
    const nobody = await subject.get(`/sensors/${sensor}/latest`);
    await step('the latest value of a sensor without readings', () => {
      expect(nobody).toHaveStatus(404);
      expect(nobody).toHaveJson({ error: expect.any(String) });
    });
    const [oldest, older, newer, newest] = measure([-40 * HOUR, -1, 5, HOUR].map((offset) => hour + offset));

    await store(sensor, [newer!], first);
    await expectLatest('after one reading', sensor, newer!);
    await store(sensor, [older!], second);
    await store(sensor, [oldest!], first);
    await expectLatest('after two late readings', sensor, newer!);
    await store(
      sensor,
      inOrder(measure([5, 9].map((offset) => hour - HOUR - offset))).concat(newest!),
      second,
    );
    await expectLatest('after two late readings and a new one', sensor, newest!);
    await store(sensor, [{ at: newest!.at + 2, value: 0 }, ...measure([newest!.at + 1])], first);
    await expectLatest('after a batch in falling order', sensor, { at: newest!.at + 2, value: 0 });
  });
});
