import { eventually, random, services, step, subject, subjects } from '@touchstone/kit';

const { redis } = services;
const DEFINITION = /^limit:[a-z0-9-]+$/;

/** Defines a limit of a new name and returns its path. */
async function aLimit(limit: number, windowMs: number): Promise<string> {
  const path = `/limits/${random.word()}`;
  await subject.put(path, { json: { limit, windowMs } });
  return path;
}

async function listCounterKeys(): Promise<string[]> {
  const keys = (await redis.command('KEYS', '*')) as string[];
  return keys.filter((key) => !DEFINITION.test(key));
}

describe('Keys in Redis', () => {
  beforeEach(() => redis.reset());

  it('expire by themselves within two windows', async () => {
    const windowMs = random.integer(100_000, 200_000);
    const path = await aLimit(2, windowMs);
    for (const key of [random.word(), random.email()]) {
      for (const instance of [...subjects, subject]) await instance.post(`${path}/take`, { json: { key } });
    }

    const keys = await listCounterKeys();

    await step('the number of keys in Redis that count the takes of two clients', () =>
      expect(keys.length).toBeGreaterThan(0),
    );
    for (const key of keys) {
      await step(`PTTL of key "${key}", the window being ${windowMs} ms`, async () => {
        const ttl = await redis.command('PTTL', key);
        expect(ttl).toBeGreaterThan(0);
        expect(ttl).toBeLessThanOrEqual(2 * windowMs);
      });
    }
  });

  it('leave only the definition behind when clients go away', async () => {
    const path = await aLimit(1, 200);
    await step('the number of keys in Redis that count takes, right after one', () =>
      eventually(async () => {
        await subject.post(`${path}/take`, { json: { key: random.word() } });
        expect((await listCounterKeys()).length).toBeGreaterThan(0);
      }),
    );
    for (let client = 0; client < 20; client++) {
      await subject.post(`${path}/take`, { json: { key: `${random.word()}-${client}` } });
    }

    await step('keys left after 20 clients took and more than two windows of 200 ms passed', () =>
      eventually(async () => expect(await listCounterKeys()).toEqual([]), 2500),
    );
    expect(await subject.get(path)).toHaveStatus(200);
  });
});
