import { random, services, type TestDatabase } from '@touchstone/kit';

/** A small shop: two customers, a guest, two products, four orders. */
const SHOP = `
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, city text, referred_by int REFERENCES customers);
CREATE TABLE products (id int PRIMARY KEY, name text NOT NULL UNIQUE, category text);
CREATE TABLE orders (
  id int PRIMARY KEY, customer_id int REFERENCES customers, ordered_at timestamp NOT NULL,
  status text NOT NULL CHECK (status IN ('paid', 'open', 'cancelled'))
);
CREATE TABLE order_items (
  order_id int NOT NULL REFERENCES orders, line int NOT NULL, product_id int NOT NULL REFERENCES products,
  quantity int NOT NULL, unit_price numeric(8,2) NOT NULL, PRIMARY KEY (order_id, line)
);
CREATE TABLE refunds (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, amount numeric(8,2) NOT NULL);

INSERT INTO customers VALUES (1, 'Ada', 'brno', NULL), (2, 'Ben', NULL, 1);
INSERT INTO products VALUES (1, 'rake', 'tools'), (2, 'hose', NULL);
INSERT INTO orders VALUES
  (1, 1, '2026-01-10 09:00', 'paid'), (2, 1, '2026-03-02 15:30', 'paid'),
  (3, NULL, '2026-03-05 11:00', 'paid'), (4, 2, '2026-03-06 12:00', 'open');
INSERT INTO order_items VALUES (1, 1, 1, 2, 10.00), (1, 2, 2, 1, 25.50), (2, 1, 2, 3, 25.50), (3, 1, 1, 1, 10.00), (4, 1, 1, 9, 10.00);
INSERT INTO refunds VALUES (1, 1, 5.50);
`;

let shop: TestDatabase;

beforeEach(async () => {
  shop = await services.postgres.createDatabase();
  await shop.run(`SET search_path = public; ${SHOP}`);
});

describe('Reports', () => {
  it('revenue by month', async () => {
    expect(await shop.learner.query('revenue-by-month.sql')).toEqual([
      { month: '2026-01-01', orders: 1, revenue: 40 },
      { month: '2026-02-01', orders: 0, revenue: 0 },
      { month: '2026-03-01', orders: 2, revenue: 86.5 },
    ]);
  });

  it('best sellers', async () => {
    expect(await shop.learner.query('best-sellers.sql')).toEqual([
      { category: 'other', place: 1, product: 'hose', sold: 4 },
      { category: 'tools', place: 1, product: 'rake', sold: 3 },
    ]);
  });

  it('silent customers', async () => {
    expect(await shop.learner.query('silent-customers.sql', ['2026-04-01'])).toEqual([
      { id: 2, name: 'Ben', last_order: null },
      { id: 1, name: 'Ada', last_order: '2026-03-02' },
    ]);
  });

  it('statement of a customer', async () => {
    expect(await shop.learner.query('customer-statement.sql', [1])).toEqual([
      { order_id: 1, total: 40, so_far: 40 },
      { order_id: 2, total: 76.5, so_far: 116.5 },
    ]);
  });

  it('referrals', async () => {
    const name = random.word();
    await shop.query('INSERT INTO public.customers VALUES (3, $1, NULL, 2)', [name]);

    expect(await shop.learner.query('referrals.sql', [1])).toEqual([
      { id: 2, name: 'Ben', depth: 1 },
      { id: 3, name, depth: 2 },
    ]);
  });

  it('cities', async () => {
    expect(await shop.learner.query('cities.sql')).toEqual([
      { city: 'brno', customers: 1, orders: 2, median: 58.25 },
      { city: 'unknown', customers: 1, orders: 0, median: null },
    ]);
  });
});
