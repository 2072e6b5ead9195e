import { load, services, step, subjects } from '@touchstone/kit';
import {
  aProduct,
  aStoredProduct,
  atAnotherPrice,
  expectAtBoth,
  expectMissingAtBoth,
  first,
  keyOf,
  listLives,
  pathOf,
  prepare,
  put,
  second,
  stallRead,
  type Product,
} from './shop.ts';

const { redis } = services;
const LONGEST_MS = 600_000;
const GIVE_UP_MS = 12_000;

async function expectAllToEnd(when: string, longestMs: number): Promise<void> {
  const lives = await listLives();
  await step(`keys in Redis ${when}`, () => expect([...lives.keys()]).not.toEqual([]));
  for (const [key, lifeMs] of lives) {
    await step(`PTTL of the key "${key}" ${when}`, () => {
      expect(lifeMs).toBeGreaterThan(0);
      expect(lifeMs).toBeLessThanOrEqual(longestMs);
    });
  }
}

beforeEach(prepare);

describe('Expiry', () => {
  it('is set for every key: during a load, after reads, after writes', async () => {
    const product = await aStoredProduct();
    const select = await stallRead(product);
    const reading = first.get(pathOf(product), { timeoutMs: GIVE_UP_MS });
    try {
      await select.untilReached();
      // A program may do without any key here.
      if ((await listLives()).size > 0) await expectAllToEnd('while a SELECT is under way', LONGEST_MS);
    } finally {
      await select.release();
    }
    expect(await reading).toHaveStatus(200);
    await expectAllToEnd('after a read', LONGEST_MS);

    await put(second, atAnotherPrice(product));
    await put(first, aProduct());
    await first.get(pathOf(product));
    await expectAllToEnd('after two PUTs and a read', LONGEST_MS);
  });

  it('comes within 30 seconds for what is kept about products that do not exist', async () => {
    await expectMissingAtBoth(aProduct());

    await expectAllToEnd('after reads of a product that does not exist', 30_000);
  });

  it('comes after 50 to 70 seconds, for copies of one moment at different moments', async () => {
    const products: Product[] = [];
    for (let i = 0; i < 20; i += 1) products.push(await aStoredProduct());
    const { errors } = await load(20, 20, (i) =>
      subjects[i % 2]!.get(pathOf(products[i]!), { timeoutMs: GIVE_UP_MS }),
    );
    expect(errors).toEqual([]);

    const ends: number[] = [];
    const startedAt = Date.now();
    for (const product of products) {
      const lifeMs = (await redis.command('PTTL', keyOf(product))) as number;
      // Some of its life is over already, more of it on a slow machine.
      await step(`PTTL of the key "${keyOf(product)}", soon after it was made`, () => {
        expect(lifeMs).toBeGreaterThan(40_000);
        expect(lifeMs).toBeLessThanOrEqual(70_000);
      });
      ends.push(lifeMs + Date.now() - startedAt);
    }

    const spread = Math.max(...ends) - Math.min(...ends);
    await step('ms between the ends of the first and the last of 20 copies that were made together', () =>
      expect(spread).toBeGreaterThan(4000),
    );
    await expectAtBoth('a product', products[0]!);
  });
});
