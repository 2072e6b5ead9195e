import {
  aBusyShop,
  aCustomer,
  aLine,
  anOrder,
  isPaid,
  money,
  openShop,
  toCents,
  totalOf,
  type Order,
  type Shop,
} from './shop.ts';

const CUSTOMER = 2;

async function statementIn(shop: Shop) {
  const rows = await (await openShop(shop)).learner.query('customer-statement.sql', [CUSTOMER]);
  return toCents(rows, 'total', 'so_far');
}

const shopOf = (...orders: Partial<Order>[]): Shop => ({
  customers: [aCustomer(1), aCustomer(CUSTOMER)],
  products: [aProductOf(1), aProductOf(2)],
  orders: orders.map((order, index) => anOrder(index + 1, { customer_id: CUSTOMER, ...order })),
});

const aProductOf = (id: number) => ({ id, name: `product ${id}`, category: null });

function expectedOf({ orders }: Shop) {
  let cents = 0;
  return orders
    .filter((order) => isPaid(order) && order.customer_id === CUSTOMER)
    .sort((a, b) => a.ordered_at.localeCompare(b.ordered_at) || a.id - b.id)
    .map((order) => {
      cents += totalOf(order);
      return { order_id: order.id, total: money(totalOf(order)), so_far: money(cents) };
    });
}

describe('Statement of a customer', () => {
  it('lists totals and what they come to so far', async () => {
    const shop = shopOf(
      { ordered_at: '2026-03-03T10:00:00', items: [aLine(1), aLine(2)] },
      { ordered_at: '2026-01-01T10:00:00', items: [aLine(1)] },
      { ordered_at: '2026-02-02T10:00:00', items: [aLine(2)] },
      { ordered_at: '2026-02-01T10:00:00', items: [aLine(2)], customer_id: 1 },
    );

    expect(await statementIn(shop)).toEqual(expectedOf(shop));
  });

  it('keeps orders of the same moment apart, in the order of a day', async () => {
    const at = '2026-03-03T10:00:00';
    const shop = shopOf(
      { ordered_at: '2026-03-03T18:00:00', items: [aLine(1)] },
      { ordered_at: at, items: [aLine(1)] },
      { ordered_at: at, items: [aLine(2)] },
      { ordered_at: at, items: [aLine(1)] },
    );

    expect(await statementIn(shop)).toEqual(expectedOf(shop));
  });

  it('subtracts each refund once', async () => {
    const shop = shopOf(
      { ordered_at: '2026-01-01T10:00:00', items: [aLine(1), aLine(2)], refunds: [30, 50] },
      { ordered_at: '2026-01-02T10:00:00', items: [aLine(1)] },
    );

    expect(await statementIn(shop)).toEqual(expectedOf(shop));
  });

  it('has a total of 0 for an order without lines', async () => {
    const shop = shopOf({ items: [] }, { ordered_at: '2026-06-01T10:00:00', items: [aLine(1)] });

    expect(await statementIn(shop)).toEqual(expectedOf(shop));
  });

  it('leaves out orders that do not count', async () => {
    const shop = shopOf(
      { ordered_at: '2026-01-01T10:00:00', items: [aLine(1)], status: 'open' },
      { ordered_at: '2026-01-02T10:00:00', items: [aLine(1)] },
      { ordered_at: '2026-01-03T10:00:00', items: [aLine(1)], status: 'cancelled' },
    );

    expect(await statementIn(shop)).toEqual(expectedOf(shop));
  });

  it('is right about a busy shop', async () => {
    const shop = aBusyShop();

    expect(await statementIn(shop)).toEqual(expectedOf(shop));
  });
});
