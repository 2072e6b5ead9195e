import { random, services, step } from '@touchstone/kit';
import {
  aProduct,
  aStoredProduct,
  countStatements,
  expectAtBoth,
  expectKept,
  expectMissingAtBoth,
  expectProduct,
  first,
  keyOf,
  pathOf,
  prepare,
  put,
  second,
} from './shop.ts';

const { redis } = services;

beforeEach(prepare);

describe('Copies', () => {
  it('spare the database all reads but the first, at both instances', async () => {
    const product = await aStoredProduct();

    const statements = await countStatements(async () => {
      for (let time = 0; time < 4; time += 1) await expectAtBoth('a product', product);
    });

    await step('statements that eight reads of one product, at both instances, cost the database', () =>
      expect(statements).toBe(1),
    );
    await step('keys in Redis for the copy', async () =>
      expect(await redis.command('KEYS', 'product:*')).toEqual([keyOf(product)]),
    );
  });

  it('remember that there is no such product', async () => {
    const product = aProduct();

    const statements = await countStatements(async () => {
      for (let time = 0; time < 3; time += 1) await expectMissingAtBoth(product);
    });

    await step('statements that six reads of a product that does not exist cost the database', () =>
      expect(statements).toBe(1),
    );
  });

  it('do not hide a product that is made after it was asked for in vain', async () => {
    const product = aProduct();
    await expectMissingAtBoth(product);

    await step('PUT that makes the product', async () => expect(await put(first, product)).toHaveStatus(200));

    await expectKept('the product that was made', product);
  });

  it('are made anew when they are broken', async () => {
    const product = await aStoredProduct();
    const key = keyOf(product);
    await step('first read', async () => expectProduct(await first.get(pathOf(product)), product));
    const good = await step('the copy in Redis after the first read', async () => {
      const text = await redis.command('GET', key);
      expect({ [key]: text }).toEqual({ [key]: expect.any(String) });
      return text as string;
    });
    const broken = [
      good.slice(0, good.length / 2),
      random.sentence(),
      '{}',
      '[]',
      '{"title":"Tent"}',
      '{"sku":',
    ];

    for (const text of broken) {
      await redis.command('SET', key, text, 'PX', 60_000);
      await step(`read with ${JSON.stringify(text)} under ${key}`, async () =>
        expectProduct(await second.get(pathOf(product)), product),
      );
      const statements = await countStatements(async () => first.get(pathOf(product)));
      await step(`statements of the read after the one that met ${JSON.stringify(text)}`, () =>
        expect(statements).toBe(0),
      );
    }
  });
});
