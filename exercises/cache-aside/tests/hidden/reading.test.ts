import { random, services, step, subjects } from '@touchstone/kit';
import { aProduct, aStoredProduct, expectAtBoth, first, pathOf, prepare, put, second } from './shop.ts';

beforeEach(prepare);

describe('Reading and writing', () => {
  it('answers products with exactly their members, from the table and from the copy', async () => {
    const product = await aStoredProduct();
    const made = aProduct();
    const answer = await put(second, made);
    await step('the answer to a PUT that makes a product', () => {
      expect(answer).toHaveStatus(200);
      expect(answer.json).toEqual(made);
    });

    for (const expected of [product, made]) {
      for (const [time, instance] of [first, second, first].entries()) {
        await step(`read number ${time + 1} of ${expected.sku}`, async () => {
          const read = await instance.get(pathOf(expected));
          expect(read).toHaveStatus(200);
          expect(read.json).toEqual(expected);
        });
      }
    }
    const rows = await services.postgres.query(
      'SELECT name, price::int FROM public.products WHERE sku = $1',
      [made.sku],
    );
    await step('the row of the product that was made', () =>
      expect(rows).toEqual([{ name: made.name, price: made.price }]),
    );
  });

  it('refuses what is no product and changes nothing', async () => {
    const product = await aStoredProduct();
    await expectAtBoth('a product', product);
    const bodies: unknown[] = [
      { name: product.name },
      { price: 100 },
      { name: '', price: 100 },
      { name: 'x'.repeat(101), price: 100 },
      { name: 7, price: 100 },
      { name: 'Tent', price: -1 },
      { name: 'Tent', price: 99.5 },
      { name: 'Tent', price: '100' },
      { name: 'Tent', price: true },
      { name: 'Tent', price: 1_000_000_001 },
      [],
    ];

    for (const body of bodies) {
      await step(`PUT with ${JSON.stringify(body).slice(0, 60)}`, async () => {
        const answer = await random.pick(subjects).put(pathOf(product), { json: body });
        expect(answer).toHaveStatus(400);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }
    await expectAtBoth('the product after it', product);
  });
});
