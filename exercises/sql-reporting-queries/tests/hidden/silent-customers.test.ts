import { aBusyShop, aCustomer, anOrder, isPaid, openShop, type Order, type Shop } from './shop.ts';

async function silentIn(shop: Shop, day: string) {
  return (await openShop(shop)).learner.query('silent-customers.sql', [day]);
}

const shopOf = (count: number, ...orders: Order[]): Shop => ({
  customers: Array.from({ length: count }, (_, index) => aCustomer(index + 1)),
  products: [],
  orders,
});

function expectedOf({ customers, orders }: Shop, day: string) {
  return customers
    .map(({ id, name }) => {
      const own = orders.filter((order) => isPaid(order) && order.customer_id === id);
      const days = own.map(({ ordered_at }) => ordered_at.slice(0, 10)).sort();
      return { id, name, last_order: days.at(-1) ?? null };
    })
    .filter(({ last_order }) => (last_order ?? '') < day)
    .sort((a, b) => (a.last_order ?? '').localeCompare(b.last_order ?? '') || a.id - b.id);
}

describe('Silent customers', () => {
  it('lists those whose last order is older, with its day', async () => {
    const shop = shopOf(
      5,
      anOrder(1, { customer_id: 1, ordered_at: '2025-05-05T10:00:00' }),
      anOrder(2, { customer_id: 1, ordered_at: '2025-06-07T10:00:00' }),
      anOrder(3, { customer_id: 2, ordered_at: '2026-02-02T10:00:00' }),
      anOrder(4, { customer_id: 2, ordered_at: '2024-02-02T10:00:00' }),
      anOrder(5, { customer_id: 3, ordered_at: '2025-05-31T23:00:00' }),
      anOrder(6, { customer_id: 4, ordered_at: '2025-02-03T16:00:00' }),
      anOrder(7, { customer_id: 5, ordered_at: '2025-02-03T09:00:00' }),
    );

    expect(await silentIn(shop, '2026-01-01')).toEqual(expectedOf(shop, '2026-01-01'));
  });

  it('lists those who never ordered, first', async () => {
    const shop = shopOf(3, anOrder(1, { customer_id: 1, ordered_at: '2025-05-05T10:00:00' }));

    expect(await silentIn(shop, '2026-01-01')).toEqual(expectedOf(shop, '2026-01-01'));
  });

  it('takes an order of the day itself for a sign of life, at any hour', async () => {
    const shop = shopOf(
      3,
      anOrder(1, { customer_id: 1, ordered_at: '2026-01-01T00:00:00' }),
      anOrder(2, { customer_id: 2, ordered_at: '2026-01-01T17:30:00' }),
      anOrder(3, { customer_id: 3, ordered_at: '2025-12-31T23:59:00' }),
    );

    expect(await silentIn(shop, '2026-01-01')).toEqual(expectedOf(shop, '2026-01-01'));
  });

  it('is not misled by orders of guests', async () => {
    const shop = shopOf(
      2,
      anOrder(1, { customer_id: 1, ordered_at: '2026-05-05T10:00:00' }),
      anOrder(2, { customer_id: null, ordered_at: '2026-05-06T10:00:00' }),
    );

    expect(await silentIn(shop, '2026-01-01')).toEqual(expectedOf(shop, '2026-01-01'));
  });

  it('takes no order for one that was cancelled or is still open', async () => {
    const shop = shopOf(
      2,
      anOrder(1, { customer_id: 1, ordered_at: '2026-05-05T10:00:00', status: 'cancelled' }),
      anOrder(2, { customer_id: 2, ordered_at: '2026-05-05T10:00:00', status: 'open' }),
      anOrder(3, { customer_id: 2, ordered_at: '2025-03-03T10:00:00' }),
    );

    expect(await silentIn(shop, '2026-01-01')).toEqual(expectedOf(shop, '2026-01-01'));
  });

  it('is right about a busy shop', async () => {
    const shop = aBusyShop();

    expect(await silentIn(shop, '2026-04-15')).toEqual(expectedOf(shop, '2026-04-15'));
  });
});
