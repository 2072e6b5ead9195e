import { random, services, step } from '@touchstone/kit';
import {
  Provider,
  aName,
  expectCart,
  expectWeek,
  fill,
  first,
  getCart,
  offer,
  put,
  putIntoCart,
  second,
  secret,
} from './market.ts';

beforeEach(secret);

describe('Catalogue and cart', () => {
  it('lets a vendor offer and change a product, and nobody else', async () => {
    const [vendor, other] = [aName(), aName()];
    const product = await offer(vendor);
    const changed = await offer(vendor, {
      sku: product.sku,
      name: `Half a ${product.name}`,
      price: 1,
      stock: 0,
    });
    const { sku, name, price, stock } = changed;

    const refused = await step('PUT of a product of another vendor', async () => {
      const answer = await put(other, sku, { name: 'Mine', price: 5, stock: 5 });
      expect(answer).toHaveStatus(403);
      return answer;
    });
    expect(refused).toHaveJson({ error: expect.any(String) });
    for (const body of [
      { name, price, stock: -1 },
      { name, price, stock: 1.5 },
      { name, price: 0, stock },
      { name, price: '100', stock },
      { name, price },
      { name: '', price, stock },
      { name: 7, price, stock },
    ])
      await step(`PUT /products/:sku with ${JSON.stringify(body)}`, async () =>
        expect(await put(vendor, sku, body)).toHaveStatus(400),
      );

    await step('the product after all this', async () => {
      const answer = await second.get(`/products/${sku}`);
      expect(answer).toHaveStatus(200);
      expect(answer.json).toEqual(changed);
    });
    expect(await first.get(`/products/${random.word(12)}`)).toHaveStatus(404);
  });

  it('keeps a cart in Redis for both instances, for a week', async () => {
    new Provider();
    const [customer, other] = [aName(), aName()];
    const [one, two] = [await offer(aName()), await offer(aName())];
    await fill(customer, [
      [one, 2],
      [two, 99],
    ]);
    await fill(other, [[one, 1]]);

    const answer = await putIntoCart(customer, one.sku, 3, second);

    await expectCart('at the other instance', customer, [
      [one, 3],
      [two, 99],
    ]);
    expect(answer.json).toEqual((await getCart(customer, first)).json);
    await step(`HGETALL cart:${customer}`, async () => {
      const pairs = (await services.redis.command('HGETALL', `cart:${customer}`)) as string[];
      const fields = pairs
        .map((_, index) => pairs.slice(index, index + 2))
        .filter((_, index) => index % 2 === 0);
      expect(Object.fromEntries(fields)).toEqual({ [one.sku]: '3', [two.sku]: '99' });
    });
    await expectWeek('after it was changed', customer);
    expect(await putIntoCart(customer, one.sku, 0)).toHaveStatus(200);
    await expectCart('after a product was put in 0 times', customer, [[two, 99]]);
    for (const quantity of [-1, 100, 1.5, '2', null])
      await step(`PUT /cart/:sku with quantity ${JSON.stringify(quantity)}`, async () =>
        expect(await putIntoCart(customer, two.sku, quantity)).toHaveStatus(400),
      );
    await step('PUT /cart/:sku of a product that nobody offers', async () =>
      expect(await putIntoCart(customer, random.word(12), 1)).toHaveStatus(404),
    );
    await expectCart('after refusals', customer, [[two, 99]]);
    await expectCart('of another customer', other, [[one, 1]]);
  });
});
