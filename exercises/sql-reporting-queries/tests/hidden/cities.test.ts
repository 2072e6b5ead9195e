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
  type Customer,
  type Order,
  type Shop,
} from './shop.ts';

async function citiesOf(shop: Shop) {
  return toCents(await (await openShop(shop)).learner.query('cities.sql'), 'median');
}

const shopOf = (customers: readonly Customer[], ...orders: Order[]): Shop => ({
  customers,
  products: [{ id: 1, name: 'product', category: null }],
  orders,
});

/** Orders of a customer that come to these cents. */
const ordersOf = (customer_id: number, ...totals: number[]): Order[] =>
  totals.map((cents, index) =>
    anOrder(customer_id * 100 + index, { customer_id, items: [{ product_id: 1, quantity: 1, cents }] }),
  );

function expectedOf({ customers, orders }: Shop) {
  const names = [...new Set(customers.map(({ city }) => city ?? 'unknown'))].sort();
  return names.map((city) => {
    const ids = customers.filter((one) => (one.city ?? 'unknown') === city).map(({ id }) => id);
    const own = orders.filter((order) => isPaid(order) && ids.includes(order.customer_id ?? -1));
    return { city, customers: ids.length, orders: own.length, median: medianOf(own.map(totalOf)) };
  });
}

function medianOf(totals: readonly number[]): number | null {
  const sorted = [...totals].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return null;
  const pair = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0];
  return money(((pair[0] ?? 0) + (pair[1] ?? 0)) / 2);
}

describe('Cities', () => {
  it('counts customers and their orders', async () => {
    const customers = [1, 2, 3].map((id) => aCustomer(id, { city: id === 3 ? 'brno' : 'arad' }));
    const shop = shopOf(customers, ...ordersOf(1, 100, 900, 250), ...ordersOf(2, 50), ...ordersOf(3, 40));

    expect(await citiesOf(shop)).toEqual(expectedOf(shop));
  });

  it('takes the middle total, and of an even number the mean of the middle two', async () => {
    const customers = [aCustomer(1, { city: 'arad' }), aCustomer(2, { city: 'brno' })];
    const shop = shopOf(customers, ...ordersOf(1, 100, 900_00, 300), ...ordersOf(2, 120, 70_00, 480, 10));

    expect(await citiesOf(shop)).toEqual(expectedOf(shop));
  });

  it('lists a city whose customers have not ordered, without a median', async () => {
    const customers = [
      aCustomer(1, { city: 'arad' }),
      aCustomer(2, { city: 'brno' }),
      aCustomer(3, { city: 'brno' }),
    ];
    const shop = shopOf(customers, ...ordersOf(1, 250), { ...ordersOf(2, 100)[0]!, status: 'cancelled' });

    expect(await citiesOf(shop)).toEqual(expectedOf(shop));
  });

  it('puts customers without a city into unknown, and guests nowhere', async () => {
    const customers = [aCustomer(1), aCustomer(2), aCustomer(3, { city: 'cluj' })];
    const guest = anOrder(7, { items: [aLine(1)] });
    const shop = shopOf(customers, guest, ...ordersOf(1, 300), ...ordersOf(3, 410));

    expect(await citiesOf(shop)).toEqual(expectedOf(shop));
  });

  it('counts each order once, with its refunds subtracted once', async () => {
    const lines = [aLine(1), aLine(1), aLine(1)];
    const order = anOrder(5, { customer_id: 1, items: lines, refunds: [20, 40] });
    const shop = shopOf([aCustomer(1, { city: 'arad' })], order, anOrder(6, { customer_id: 1 }));

    expect(await citiesOf(shop)).toEqual(expectedOf(shop));
  });

  it('is right about a busy shop', async () => {
    const shop = aBusyShop();

    expect(await citiesOf(shop)).toEqual(expectedOf(shop));
  });
});
