import { random, services, step, subject } from '@touchstone/kit';
import {
  aSensor,
  anHour,
  DAY,
  expectLatest,
  expectMinutes,
  expectRange,
  first,
  HOUR,
  hoursAgo,
  inOrder,
  measure,
  MINUTE,
  named,
  second,
  send,
  someValues,
  store,
  type Reading,
} from './history.ts';

beforeEach(() => services.redis.reset());

describe('Storing', () => {
  it('shows readings in the order of their times, whatever order they came in', async () => {
    const [sensor, other, hour] = [aSensor(), aSensor(), anHour()];
    // Seconds of one, two, three and four digits, and three rows.
    const offsets = [0, 7, 40, 300, 2500, 3599].map((seconds) => seconds * 1000 + random.integer(0, 999));
    const all = measure([0, 1, 2].flatMap((row) => offsets.map((offset) => hour + row * HOUR + offset)));
    const zero = { at: hour + 100_000, value: 0 };
    const strange = measure([hour + 5000]);
    const mixed = [...random.shuffle(all.slice(2)), zero];

    await store(sensor, mixed.slice(8), second);
    await store(sensor, mixed.slice(0, 8), first);
    for (const reading of all.slice(0, 2).toReversed()) await store(sensor, [reading], second);
    await store(other, strange, first);

    const range = [hour, hour + 3 * HOUR] as const;
    await expectRange(
      'after late readings and batches in mixed order',
      sensor,
      range,
      inOrder([...all, zero]),
    );
    await expectRange('of another sensor', other, range, strange);
    await expectRange('of the sensor in capitals, which is none', `${sensor.toUpperCase()}X`, range, []);
  });

  it('counts a reading once that is sent again', async () => {
    const [sensor, hour] = [aSensor(), anHour()];
    const readings = measure([-3000, -1, 0, 4000, 90_000].map((offset) => hour + offset));
    const [again, fresh] = [readings.slice(0, 4), readings.slice(4)];
    await store(sensor, again, first);

    for (const [what, batch, expected, instance] of [
      ['the same four', again, { stored: 0, repeated: 4, ended: 0 }, second],
      ['one of the four', again.slice(2, 3), { stored: 0, repeated: 1, ended: 0 }, first],
      ['the four and a new one', [...fresh, ...again], { stored: 1, repeated: 4, ended: 0 }, second],
      ['a new one twice', measureTwice(hour + 95_000), { stored: 1, repeated: 1, ended: 0 }, first],
    ] as const) {
      const answer = await send(sensor, batch, instance);
      await step(`after four readings, ${what}`, () => {
        expect(answer).toHaveStatus(200);
        expect(answer).toHaveJson(expected);
      });
    }

    const range = [hour - 10_000, hour + 94_000] as const;
    await expectRange('after readings that were sent two to four times', sensor, range, inOrder(readings));
  });

  it('keeps the first value of a moment', async () => {
    const [sensor, at] = [aSensor(), anHour() + random.integer(0, HOUR - 1)];
    const [one, ...others] = someValues(4).map((value) => ({ at, value })) as [Reading, ...Reading[]];
    await store(sensor, [one]);

    const answer = await send(sensor, others, second);

    await step('three other values of a moment that has one', () => {
      expect(answer).toHaveStatus(200);
      expect(answer).toHaveJson({ stored: 0, repeated: 3, ended: 0 });
    });
    await expectRange('of one moment with four values', sensor, [at, at + 1], [one]);
    const minute = at - (at % MINUTE);
    await expectMinutes('of one moment with four values', sensor, [minute, minute + MINUTE], [one]);
    await expectLatest('of one moment with four values', sensor, one);
  });

  it('keeps equal values of different moments', async () => {
    const [sensor, hour] = [aSensor(), anHour()];
    const [value] = someValues(1) as [number];
    const readings = [0, 1, 1000, 61_000].map((offset) => ({ at: hour + offset, value }));

    for (const [instance, of] of [
      [first, readings.slice(0, 2)],
      [second, readings.slice(2)],
    ] as const) {
      const answer = await send(sensor, of, instance);
      await step('readings of two new moments, of four with the same value', () => {
        expect(answer).toHaveStatus(200);
        expect(answer).toHaveJson({ stored: 2, repeated: 0, ended: 0 });
      });
    }

    await expectRange('of four moments with the same value', sensor, [hour, hour + HOUR], readings);
  });

  it('keeps nothing of a row that has ended', async () => {
    const sensor = aSensor();
    const days = random.integer(8, 30);
    const old = measure([days * DAY, days * DAY + HOUR, 400 * DAY].map((age) => hoursAgo(3) - age));
    const only = await send(sensor, old, second);
    await step(`three readings, the newest of them ${days} days old`, () => {
      expect(only).toHaveStatus(200);
      expect(only).toHaveJson({ stored: 0, repeated: 0, ended: 3 });
    });
    await step('the latest value after readings of rows that have ended', async () =>
      expect(await subject.get(`/sensors/${sensor}/latest`)).toHaveStatus(404),
    );

    const lastOfRow = hoursAgo(7 * 24) - 1;
    const late = await send(sensor, measure([lastOfRow]), first);
    await step('the last millisecond of the hour whose row has ended last', () => {
      expect(late).toHaveStatus(200);
      expect(late).toHaveJson({ stored: 0, repeated: 0, ended: 1 });
    });

    const good = measure([hoursAgo(150), hoursAgo(5)]);
    const mixed = await send(sensor, [old[0], good[0], old[1], good[1]], first);
    await step(`two readings, and two of ${days} days ago`, () => {
      expect(mixed).toHaveStatus(200);
      expect(mixed).toHaveJson({ stored: 2, repeated: 0, ended: 2 });
    });
    const day = old[1]!.at;
    await expectRange(`of ${days} days ago`, sensor, [day, day + DAY], []);
    await expectLatest('after two readings, and two that had ended', sensor, good[1]!);
  });

  it('refuses a batch that is none, and stores nothing of it', async () => {
    const [sensor, hour] = [aSensor(), anHour()];
    const good = measure([hour, hour + 1000]);
    const reading = { at: hour + 2000, value: 1.5 };
    const wrong: readonly (readonly [string, unknown])[] = [
      ['a list', good],
      ['a text', good.length.toString()],
      ['no readings', {}],
      ['readings that are no list', { readings: good[0] }],
      ['an empty list', { readings: [] }],
      ['501 readings', { readings: measure(Array.from({ length: 501 }, (_, index) => hour + index)) }],
      ...[
        null,
        { at: reading.at },
        { value: 1 },
        { ...reading, value: '1.5' },
        { ...reading, value: null },
        { ...reading, value: true },
        { ...reading, value: 1_000_001 },
        { ...reading, value: -1_000_001 },
        { ...reading, at: String(reading.at) },
        { ...reading, at: reading.at + 0.5 },
        { ...reading, at: -1 },
        { ...reading, at: Date.now() + 2 * HOUR },
      ].map((bad) => [`two readings and ${JSON.stringify(bad)}`, { readings: [...good, bad] }] as const),
    ];

    for (const [what, json] of wrong) {
      const answer = await subject.post(`/sensors/${sensor}/readings`, { json });
      await step(`a batch of ${what}`, () => {
        expect(answer).toHaveStatus(400);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }
    for (const name of ['cold room', 'kühl', 'a:b', 'a'.repeat(65)]) {
      const answer = await send(encodeURIComponent(name), good);
      await step(`${named(2)} of a sensor named ${name}`, () => expect(answer).toHaveStatus(400));
    }
    await expectRange('after nothing but refused batches', sensor, [hour, hour + HOUR], []);
    await store(sensor, good);
    await step('a reading half an hour ahead of the clock', () =>
      store(sensor, measure([Date.now() + HOUR / 2])),
    );
  });
});

/** One reading, twice. */
function measureTwice(at: number): Reading[] {
  const [reading] = measure([at]) as [Reading];
  return [reading, reading];
}
