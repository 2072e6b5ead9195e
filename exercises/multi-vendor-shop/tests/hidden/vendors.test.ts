import { random, step } from '@touchstone/kit';
import {
  Provider,
  aName,
  deal,
  expectBuy,
  expectOrder,
  expectWorks,
  fill,
  offer,
  orderOf,
  ordersOf,
  secret,
  showCheckout,
  showOrder,
  someVendors,
} from './market.ts';

beforeEach(secret);

describe('Vendors', () => {
  it('shows and gives vendors their own orders, and customers their own checkouts', async () => {
    const provider = new Provider();
    const [anna, ben] = someVendors(2) as [string, string];
    const [customer, other] = [aName(), aName()];
    await fill(customer, [
      [await offer(anna), 1],
      [await offer(ben), 2],
    ]);
    const checkout = await expectBuy('POST /checkouts', 201, customer);
    const [hers, his] = [orderOf(checkout, anna), orderOf(checkout, ben)];

    await step('GET /orders of each vendor', async () =>
      expect([await ordersOf(anna), await ordersOf(ben), await ordersOf(aName())]).toEqual([
        [hers],
        [his],
        [],
      ]),
    );
    await step('GET /orders/:id of their own', async () => {
      const shown = await showOrder(anna, hers.id);
      expect(shown).toHaveStatus(200);
      expect(shown.json).toEqual(hers);
    });
    for (const [what, id] of [
      ['the order of another vendor', his.id],
      ['an order that there is not', random.uuid()],
      ['an order whose id is no id of yours', 'none-at-all'],
      ['the checkout', checkout.id],
    ] as const) {
      await step(`GET /orders/:id of ${what}`, async () =>
        expect(await showOrder(anna, id)).toHaveStatus(404),
      );
      for (const deed of ['capture', 'refund'] as const)
        await step(`POST /orders/:id/${deed} of ${what}`, async () =>
          expect(await deal(deed, anna, { id })).toHaveStatus(404),
        );
    }
    await expectWorks('for the order of another vendor', provider, '/captures', his.id, []);
    await expectOrder('that another vendor asked for', his, { status: 'authorized' });
    await step('GET /checkouts/:id of another customer', async () =>
      expect(await showCheckout(other, checkout.id)).toHaveStatus(404),
    );
    await step('GET /checkouts/:id that there is not', async () =>
      expect(await showCheckout(customer, 'none-at-all')).toHaveStatus(404),
    );
  });
});
