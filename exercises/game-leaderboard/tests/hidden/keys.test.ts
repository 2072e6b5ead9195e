import { load, random, services, step, subjects } from '@touchstone/kit';
import { aResult, aWeek, first, report, second, send, somePlayers } from './game.ts';

const { redis } = services;
const DAY = 86_400;
/** A slow machine may have lost so many seconds since the key was written. */
const LOST = 600;

beforeEach(() => redis.reset());

const listKeys = async (pattern: string) => ((await redis.command('KEYS', pattern)) as string[]).sort();

async function expectLife(what: string, keys: readonly string[], days: number): Promise<void> {
  for (const key of keys) {
    const seconds = await redis.command('TTL', key);
    await step(`TTL of “${key}” ${what}, ${days} ${days === 1 ? 'day' : 'days'} being ${days * DAY}`, () => {
      expect(seconds).toBeGreaterThan(days * DAY - LOST);
      expect(seconds).toBeLessThanOrEqual(days * DAY);
    });
  }
}

describe('Keys in Redis', () => {
  it('about a week live until 14 days after its latest result', async () => {
    const week = aWeek();
    const results = [900_000, 800_000].map((points) => aResult({ week, points }));
    for (const result of results) await report(result);
    const keys = await listKeys(`week:${week}:*`);
    await step(`keys week:${week}:… after two results`, () => expect(keys.length).toBeGreaterThan(0));
    await step(`keys that are neither week:${week}:… nor report:…`, async () =>
      expect(
        (await listKeys('*')).filter((key) => !keys.includes(key) && !key.startsWith('report:')),
      ).toEqual([]),
    );
    await expectLife('after two results', keys, 14);

    const later = random.integer(1, 13) * DAY;
    for (const key of keys) await redis.command('EXPIRE', key, 14 * DAY - later);
    await report(aResult({ week, points: random.integer(1, 700_000) }), second);

    await expectLife(
      `after one more result, ${later / DAY} days later`,
      await listKeys(`week:${week}:*`),
      14,
    );
  });

  it('remember a result for a day', async () => {
    const results = [aResult({ week: aWeek() }), aResult({ week: aWeek() })];
    for (const result of results) await report(result, second);
    await send(results[0], first);

    const keys = await listKeys('report:*');

    await step('keys report:… after two results, one of them sent twice', () =>
      expect(keys).toEqual(results.map(({ id }) => `report:${id}`).sort()),
    );
    await expectLife('after the result', keys, 1);
  });

  it('stay few, however many players there are', async () => {
    const week = aWeek();
    const players = somePlayers(40);
    const answers = await load(60, 6, (index) =>
      send(aResult({ week, player: players[index % 40]! }), subjects[index % 2]),
    );
    await step('60 results of 40 players', () =>
      expect(answers.values.filter(({ status }) => status === 201)).toHaveLength(60),
    );

    const keys = (await listKeys('*')).filter((key) => !key.startsWith('report:'));

    await step('number of keys of a week with 40 players', () => {
      expect(keys.length).toBeGreaterThan(0);
      expect(keys.length).toBeLessThanOrEqual(10);
    });
  });
});
