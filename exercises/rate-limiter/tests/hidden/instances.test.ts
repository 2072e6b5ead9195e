import { eventually, load, random, step, subjects, type SubjectInstance } from '@touchstone/kit';

const HOUR = 3_600_000;
const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];

/** Defines a limit of a new name and returns its path. */
async function aLimit(limit: number): Promise<string> {
  const path = `/limits/${random.word()}`;
  await first.put(path, { json: { limit, windowMs: HOUR } });
  return path;
}

describe('Two instances', () => {
  it('allow exactly the limit when takes arrive at both at the same moment', async () => {
    const limit = random.integer(5, 10);
    const path = await aLimit(limit);

    for (let burst = 1; burst <= 5; burst++) {
      const key = random.word();
      const report = await load(30, 30, (index) =>
        (index % 2 ? first : second).post(`${path}/take`, { json: { key } }),
      );

      await step(`30 takes at once of a limit of ${limit}`, () => {
        expect(report.errors).toEqual([]);
        const statuses = report.values.map((answer) => answer.status);
        expect({
          allowed: statuses.filter((status) => status === 200).length,
          refused: statuses.filter((status) => status === 429).length,
        }).toEqual({ allowed: limit, refused: 30 - limit });
      });
    }
  });

  it('give each remaining place away once when many keys are taken at the same moment', async () => {
    const limit = 4;
    const path = await aLimit(limit);
    const keys = Array.from({ length: 5 }, () => random.word());
    const order = random.shuffle(keys.flatMap((key) => Array<string>(8).fill(key)));

    const report = await load(order.length, 20, async (index) => {
      const key = order[index] ?? '';
      const answer = await (index % 2 ? first : second).post(`${path}/take`, { json: { key } });
      return { key, status: answer.status, remaining: answer.headers['ratelimit-remaining'] };
    });

    expect(report.errors).toEqual([]);
    for (const key of keys) {
      await step(`places given to one of ${keys.length} keys, the limit being ${limit}`, () => {
        const given = report.values.filter((answer) => answer.key === key && answer.status === 200);
        expect(given.map((answer) => answer.remaining).sort()).toEqual(['0', '1', '2', '3']);
      });
    }
  });

  it('keep the count and the limit when an instance is killed and started again', async () => {
    const path = await aLimit(3);
    const key = random.word();
    const take = (instance: SubjectInstance) => instance.post(`${path}/take`, { json: { key } });
    expect(await take(first)).toHaveStatus(200);
    expect(await take(second)).toHaveStatus(200);

    await first.kill();
    const survivor = await step('third take, on the instance that still runs', () => take(second));
    expect(survivor).toHaveJson({ allowed: true, remaining: 0 });
    await first.restart();

    await step('fourth take, on the instance that was started again', () =>
      eventually(async () => expect(await take(first)).toHaveStatus(429), 3000),
    );
  });
});
