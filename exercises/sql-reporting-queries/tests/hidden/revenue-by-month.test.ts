import { step } from '@touchstone/kit';
import {
  aBusyShop,
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

const products = [1, 2].map((id) => ({ id, name: `product ${id}`, category: 'tools' }));

async function monthsOf(shop: Shop) {
  const database = await openShop(shop);
  return toCents(await database.learner.query('revenue-by-month.sql'), 'revenue');
}

const shopOf = (...orders: Order[]): Shop => ({ customers: [], products, orders });

/** Every month from the first to the last, in order. */
function expectedOf({ orders }: Shop) {
  const paid = orders.filter(isPaid);
  const months = paid.map(({ ordered_at }) => ordered_at.slice(0, 7)).sort();
  const rows = [];
  for (let month = months[0] ?? '9'; month <= (months.at(-1) ?? ''); month = nextMonth(month)) {
    const own = paid.filter(({ ordered_at }) => ordered_at.startsWith(month));
    const cents = own.reduce((sum, order) => sum + totalOf(order), 0);
    rows.push({ month: `${month}-01`, orders: own.length, revenue: money(cents) });
  }
  return rows;
}

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}

describe('Revenue by month', () => {
  it('adds up the lines of a month’s orders', async () => {
    const shop = shopOf(
      anOrder(1, { ordered_at: '2026-03-01T00:00:00', items: [aLine(1), aLine(1), aLine(2)] }),
      anOrder(2, { ordered_at: '2026-03-31T23:59:00', items: [aLine(2)] }),
      anOrder(3, { ordered_at: '2026-04-01T00:00:00', items: [aLine(1)] }),
    );

    expect(await monthsOf(shop)).toEqual(expectedOf(shop));
  });

  it('subtracts each refund once, however many lines and refunds an order has', async () => {
    const shop = shopOf(
      anOrder(1, { items: [aLine(1), aLine(2), aLine(2)], refunds: [110, 250] }),
      anOrder(2, { items: [aLine(1)] }),
    );

    expect(await monthsOf(shop)).toEqual(expectedOf(shop));
  });

  it('lists months without orders between the first and the last', async () => {
    const shop = shopOf(
      anOrder(1, { ordered_at: '2025-11-30T08:00:00', items: [aLine(1)] }),
      anOrder(2, { ordered_at: '2026-03-01T08:00:00', items: [aLine(2)] }),
    );

    expect(await monthsOf(shop)).toEqual(expectedOf(shop));
  });

  it('counts an order without lines, with nothing to its revenue', async () => {
    const shop = shopOf(anOrder(1, { items: [aLine(1)] }), anOrder(2));

    expect(await monthsOf(shop)).toEqual(expectedOf(shop));
  });

  it('leaves out orders that are open or cancelled', async () => {
    const shop = shopOf(
      anOrder(1, { ordered_at: '2026-01-05T08:00:00', status: 'open', items: [aLine(1)] }),
      anOrder(2, { ordered_at: '2026-02-05T08:00:00', items: [aLine(2)] }),
      anOrder(3, { ordered_at: '2026-02-06T08:00:00', status: 'cancelled', items: [aLine(2)] }),
    );

    expect(await monthsOf(shop)).toEqual(expectedOf(shop));
  });

  it('is right about a busy shop, and has no rows for one without orders', async () => {
    const shop = aBusyShop();

    await step('three years', async () => expect(await monthsOf(shop)).toEqual(expectedOf(shop)));
    await step('a shop without orders', async () => expect(await monthsOf(shopOf())).toEqual([]));
  });
});
