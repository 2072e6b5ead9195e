import { random, step } from '@touchstone/kit';
import {
  Provider,
  aCard,
  aName,
  buy,
  expectBuy,
  expectCart,
  expectOrder,
  expectStock,
  expectWeek,
  expectWorks,
  fill,
  first,
  offer,
  orderOf,
  ordersOf,
  second,
  secret,
  showCheckout,
  someVendors,
  type Cart,
  type Checkout,
} from './market.ts';

const SHIPPING = 799;
const FREE_FROM = 10_000;

beforeEach(secret);

/** One product of each vendor, so that the goods of the orders are these. */
async function checkOutGoods(vendors: readonly string[], goods: readonly number[]): Promise<Checkout> {
  const customer = aName();
  const cart: [{ sku: string }, number][] = [];
  for (const [index, vendor] of vendors.entries())
    cart.push([await offer(vendor, { price: goods[index] ?? 1 }), 1]);
  await fill(customer, random.shuffle(cart));
  return expectBuy('POST /checkouts', 201, customer);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const expectShipping = (
  vendors: readonly string[],
  goods: readonly number[],
  { orders, total }: Checkout,
  shipping: readonly number[],
): Promise<void> =>
  step(`orders for goods of ${goods.join(' + ')}`, () => {
    expect(orders.map(({ vendor, goods: own, shipping: part }) => [vendor, own, part])).toEqual(
      vendors.map((vendor, index) => [vendor, goods[index], shipping[index]]),
    );
    expect({ total }).toEqual({ total: sum(goods) + sum(shipping) });
  });

/** Three amounts whose parts of the shipping, each rounded for itself, are not the shipping. */
function unevenGoods(): { goods: number[]; floors: number[] } {
  for (;;) {
    const goods = [random.integer(300, 3000), random.integer(300, 3000), random.integer(300, 3000)];
    const exact = goods.map((part) => (SHIPPING * part) / sum(goods));
    const floors = goods.map((part) => Math.floor((SHIPPING * part) / sum(goods)));
    const rounded = sum(exact.map((part) => Math.round(part)));
    if (rounded !== SHIPPING) return { goods, floors };
  }
}

describe('One cart, many orders', () => {
  it('makes an order for each vendor, at the prices of the moment', async () => {
    const provider = new Provider();
    const [anna, ben] = someVendors(2) as [string, string];
    const [customer, card] = [aName(), aCard()];
    const [old, plum, pear] = [await offer(anna), await offer(anna), await offer(ben)];
    await fill(customer, [
      [pear, 4],
      [old, 3],
      [plum, 1],
    ]);
    const apple = await offer(anna, { ...old, price: old.price + random.integer(1, 90) });

    const checkout = await expectBuy('POST /checkouts', 201, customer, { card });
    await offer(ben, { ...pear, price: pear.price + 1, stock: pear.stock - 4 });

    const items = (cart: readonly (readonly [typeof apple, number])[]) =>
      cart
        .map(([{ sku, price }, quantity]) => ({ sku, quantity, price }))
        .sort((one, other) => (one.sku < other.sku ? -1 : 1));
    await step('the vendors of the orders', () =>
      expect(checkout.orders.map(({ vendor }) => vendor)).toEqual([anna, ben]),
    );
    await step('the items of the orders', () =>
      expect(checkout.orders.map(({ items: own }) => own)).toEqual([
        items([
          [apple, 3],
          [plum, 1],
        ]),
        items([[pear, 4]]),
      ]),
    );
    await step('the goods of the orders', () =>
      expect(checkout.orders.map(({ goods }) => goods)).toEqual([
        apple.price * 3 + plum.price,
        pear.price * 4,
      ]),
    );
    await step('the totals', () => {
      expect(checkout.orders.map(({ total }) => total)).toEqual(
        checkout.orders.map(({ goods, shipping }) => goods + shipping),
      );
      expect(checkout.total).toBe(sum(checkout.orders.map(({ total }) => total)));
    });
    await expectWorks('for the card', provider, '/authorizations', card, [
      { amount: checkout.total, card, reference: checkout.id },
    ]);
    await step('GET /checkouts/:id at the other instance, after a price has changed', async () =>
      expect((await showCheckout(customer, checkout.id)).json).toEqual(checkout),
    );
    await step('GET /orders of one vendor', async () =>
      expect(await ordersOf(anna)).toEqual([orderOf(checkout, anna)]),
    );
    await expectStock('of which 3 were bought', apple, apple.stock - 3);
    await expectStock('of which 1 was bought', plum, plum.stock - 1);
    await expectCart('after the checkout', customer, []);
    const empty = await buy(customer);
    await step('POST /checkouts with an empty cart', () => expect(empty).toHaveStatus(409));
  });

  it('divides the shipping without losing a cent', async () => {
    new Provider();
    const vendors = someVendors(3);
    const { goods, floors } = unevenGoods();
    const left = SHIPPING - sum(floors);

    const uneven = await checkOutGoods(vendors, goods);
    await expectShipping(
      vendors,
      goods,
      uneven,
      floors.map((part, index) => (index < left ? part + 1 : part)),
    );

    const thirds = [1111, 1111, 1111];
    await expectShipping(vendors, thirds, await checkOutGoods(vendors, thirds), [267, 266, 266]);

    const some = random.integer(1000, 4000);
    const free = [some, FREE_FROM - some];
    const two = vendors.slice(0, 2);
    await expectShipping(two, free, await checkOutGoods(two, free), [0, 0]);
    const dear = [FREE_FROM - 1];
    await expectShipping(['omar'], dear, await checkOutGoods(['omar'], dear), [SHIPPING]);
  });

  it('rounds the commission of an order once, half a cent up', async () => {
    new Provider();
    const [vendor, customer] = [aName(), aName()];
    for (const rest of [4, 12, 3, 5]) {
      // The first product's own commission would end in half a cent each time.
      const goods = 16 * random.integer(30, 200) + rest;
      const price = 8 * random.integer(10, 25) + 4;
      await fill(customer, [
        [await offer(vendor, { price }), 1],
        [await offer(vendor, { price: goods - price }), 1],
      ]);

      const { orders } = await expectBuy('POST /checkouts', 201, customer);

      await step(`commission of goods of ${goods}, of which 12.5 % are ${goods / 8}`, () =>
        expect(orders.map(({ commission }) => commission)).toEqual([Math.floor((goods + 4) / 8)]),
      );
    }
  });

  it('buys nothing when one vendor has not enough', async () => {
    const provider = new Provider();
    const [anna, ben, cleo] = someVendors(3) as [string, string, string];
    const [customer, card, key] = [aName(), aCard(), random.uuid()];
    const [apple, pear] = [await offer(anna), await offer(ben)];
    const plum = await offer(cleo, { stock: 5 });
    const cart: Cart = [
      [apple, 2],
      [pear, 1],
      [plum, 6],
    ];
    await fill(customer, cart);

    const refused = await buy(customer, { card, key });

    await step('POST /checkouts with 6 of a product of which there are 5', () => {
      expect(refused).toHaveStatus(409);
      expect(refused).toHaveJson({ error: expect.any(String), sku: plum.sku });
    });
    await expectStock('of another vendor', apple, apple.stock);
    await expectStock('of which there was not enough', plum, 5);
    await step('orders of the other vendors', async () =>
      expect([await ordersOf(anna), await ordersOf(ben)]).toEqual([[], []]),
    );
    await expectWorks('for the card', provider, '/authorizations', card, []);
    await expectCart('as it was', customer, cart);
    await fill(customer, [[plum, 5]]);
    await expectBuy('the same key again, with 5 of it', 201, customer, { card, key });
    await expectStock('of which all were bought', plum, 0);
  });

  it('gives everything back when the card is declined', async () => {
    const provider = new Provider();
    const [anna, ben] = someVendors(2) as [string, string];
    const [customer, card, key] = [aName(), aCard(), random.uuid()];
    const [apple, pear] = [await offer(anna), await offer(ben)];
    const cart: Cart = [
      [apple, 2],
      [pear, 3],
    ];
    await fill(customer, cart);
    provider.plan('/authorizations', card, () => ({ decline: true }));

    const declined = await expectBuy('POST /checkouts with a card that is declined', 402, customer, {
      card,
      key,
    });

    await expectStock('of one vendor, after 402', apple, apple.stock);
    await expectStock('of another vendor, after 402', pear, pear.stock);
    await expectCart('after 402', customer, cart);
    await expectWeek('after 402', customer);
    await expectOrder('after 402', orderOf(declined, ben), { status: 'cancelled' });
    for (const instance of [first, second])
      await step('the same key again', async () => {
        const again = await buy(customer, { card, key, instance });
        expect(again).toHaveStatus(402);
        expect(again.json).toEqual(declined);
      });
    await step('requests at the provider for the card', () =>
      expect(provider.attempts('/authorizations', card)).toBe(1),
    );
    await expectBuy('another key and another card', 201, customer);
    await expectStock('after it was bought at last', apple, apple.stock - 2);
    await expectCart('after it was bought at last', customer, []);
  });
});
