import { random, services, step, subjects, type SubjectInstance } from '@touchstone/kit';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEK = 7 * 24 * HOUR;

const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];

/** The beginning of an hour of yesterday. */
const yesterday = () => (Math.floor(Date.now() / HOUR) - random.integer(24, 40)) * HOUR;

beforeEach(() => services.redis.reset());

describe('A first history', () => {
  it('stores a reading and shows it', async () => {
    const reading = { at: yesterday() + 1234, value: -18.25 };

    const stored = await first.post('/sensors/room-7/readings', { json: { readings: [reading] } });
    expect(stored).toHaveStatus(200);
    expect(stored).toHaveJson({ stored: 1, repeated: 0, ended: 0 });

    const range = await first.get(`/sensors/room-7/readings?from=${reading.at}&to=${reading.at + 1}`);
    expect(range).toHaveStatus(200);
    expect(range).toHaveJson({ readings: [reading], next: null });
  });

  it('goes on page by page, from one hour to the next', async () => {
    const hour = yesterday();
    const readings = [HOUR - 2000, HOUR - 1, HOUR].map((offset, index) => ({
      at: hour + offset,
      value: index,
    }));
    await first.post('/sensors/room-7/readings', { json: { readings: readings.toReversed() } });

    const one = await second.get(`/sensors/room-7/readings?from=${hour}&to=${hour + 2 * HOUR}&limit=2`);
    expect(one).toHaveJson({ readings: readings.slice(0, 2), next: hour + HOUR });

    const two = await second.get(
      `/sensors/room-7/readings?from=${hour + HOUR}&to=${hour + 2 * HOUR}&limit=2`,
    );
    expect(two).toHaveJson({ readings: readings.slice(2), next: null });
  });

  it('counts a reading once in its minute, however often it is sent', async () => {
    const hour = yesterday();
    const readings = [1000, 2000].map((offset) => ({ at: hour + offset, value: offset / 1000 }));
    await first.post('/sensors/room-7/readings', { json: { readings } });

    const again = await second.post('/sensors/room-7/readings', { json: { readings } });
    expect(again).toHaveJson({ stored: 0, repeated: 2, ended: 0 });

    const minutes = await first.get(`/sensors/room-7/minutes?from=${hour}&to=${hour + HOUR}`);
    expect(minutes).toHaveStatus(200);
    expect(minutes).toHaveJson({ minutes: [{ minute: hour, count: 2, min: 1, max: 2, avg: 1.5 }] });
  });

  it('shows the newest reading as the latest value', async () => {
    const at = yesterday();
    await first.post('/sensors/room-7/readings', { json: { readings: [{ at, value: 4 }] } });
    await first.post('/sensors/room-7/readings', { json: { readings: [{ at: at - 1000, value: 5 }] } });

    expect(await first.get('/sensors/room-7/latest')).toHaveJson({ at, value: 4 });
  });

  it('lets a row expire seven days after the end of its hour', async () => {
    const hour = yesterday();
    const readings = [{ at: hour + random.integer(0, HOUR - 1), value: 1 }];
    await first.post('/sensors/room-7/readings', { json: { readings } });

    const keys = (await services.redis.command('KEYS', 'sensor:room-7:*')) as string[];

    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      const seconds = Number(await services.redis.command('EXPIRETIME', key));
      await step(`seconds from the end of the row to EXPIRETIME of ${key}`, () => {
        expect(seconds - (hour + HOUR + WEEK) / 1000).toBeGreaterThanOrEqual(0);
        expect(seconds - (hour + HOUR + WEEK) / 1000).toBeLessThanOrEqual(60);
      });
    }
  });
});
