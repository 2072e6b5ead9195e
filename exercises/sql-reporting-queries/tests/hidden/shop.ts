import { random, services, type SqlRow, type TestDatabase } from '@touchstone/kit';

export interface Customer {
  readonly id: number;
  readonly name: string;
  readonly city: string | null;
  readonly referred_by: number | null;
}

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly category: string | null;
}

export interface Order {
  readonly id: number;
  readonly customer_id: number | null;
  /** `2026-03-01T12:00:00` */
  readonly ordered_at: string;
  readonly status: 'paid' | 'open' | 'cancelled';
  readonly items: readonly {
    readonly product_id: number;
    readonly quantity: number;
    readonly cents: number;
  }[];
  /** In cents. */
  readonly refunds: readonly number[];
}

export interface Shop {
  readonly customers: readonly Customer[];
  readonly products: readonly Product[];
  readonly orders: readonly Order[];
}

const TABLES = `
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
`;

/** A database of the running test with these rows in it. */
export async function openShop(shop: Shop): Promise<TestDatabase> {
  const database = await services.postgres.createDatabase();
  await database.run(`SET search_path = public; ${TABLES}`);
  const items = shop.orders.flatMap(({ id, items: lines }) =>
    lines.map(({ product_id, quantity, cents }, line) => ({
      order_id: id,
      line: line + 1,
      product_id,
      quantity,
      unit_price: cents / 100,
    })),
  );
  const refunds = shop.orders.flatMap(({ id, refunds: amounts }) =>
    amounts.map((cents) => ({ order_id: id, amount: cents / 100 })),
  );
  await fill(database, 'customers', random.shuffle(shop.customers));
  await fill(database, 'products', random.shuffle(shop.products));
  await fill(database, 'orders', random.shuffle(shop.orders));
  await fill(database, 'order_items', random.shuffle(items));
  await fill(
    database,
    'refunds',
    random.shuffle(refunds).map((refund, index) => ({ id: index + 1, ...refund })),
  );
  return database;
}

async function fill(database: TestDatabase, table: string, rows: readonly object[]): Promise<void> {
  await database.query(
    `INSERT INTO public.${table} SELECT * FROM jsonb_populate_recordset(NULL::public.${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}

export const aCustomer = (id: number, more: Partial<Customer> = {}): Customer => ({
  id,
  name: `${random.word()} ${id}`,
  city: null,
  referred_by: null,
  ...more,
});

export const aProduct = (id: number, more: Partial<Product> = {}): Product => ({
  id,
  name: `${random.word()} ${id}`,
  category: 'tools',
  ...more,
});

export const anOrder = (id: number, more: Partial<Order> = {}): Order => ({
  id,
  customer_id: null,
  ordered_at: '2026-03-01T12:00:00',
  status: 'paid',
  items: [],
  refunds: [],
  ...more,
});

/** A line of some product, at a price that halves to whole cents. */
export const aLine = (product_id: number, quantity = random.integer(1, 9)) => ({
  product_id,
  quantity,
  cents: random.integer(1, 500) * 10,
});

export const isPaid = ({ status }: Order): boolean => status === 'paid';

/** In cents. */
export function totalOf({ items, refunds }: Order): number {
  const sum = items.reduce((cents, line) => cents + line.quantity * line.cents, 0);
  return refunds.reduce((cents, refund) => cents - refund, sum);
}

/** A shop of some hundred orders in which everything happens that may. */
export function aBusyShop(): Shop {
  const customers = Array.from({ length: 30 }, (_, index) =>
    aCustomer(index + 1, {
      city: random.pick(['arad', 'brno', 'cluj', 'dresden', null]),
      referred_by: index === 0 || random.integer(1, 4) === 1 ? null : random.integer(1, index),
    }),
  );
  const products = Array.from({ length: 16 }, (_, index) =>
    aProduct(index + 1, { category: random.pick(['beds', 'hoses', 'tools', null]) }),
  );
  const ponds = [5, 5, 4].map((sold, index) => ({
    sold,
    product: aProduct(20 + index, { category: 'ponds' }),
  }));
  const orders = Array.from({ length: 240 }, (_, index) =>
    anOrder(index + 1, {
      customer_id: random.pick([null, ...customers.slice(0, 24).map(({ id }) => id)]),
      ordered_at: aMoment(),
      status: random.pick(['paid', 'paid', 'paid', 'open', 'cancelled']),
      items: Array.from({ length: random.integer(0, 4) }, () => aLine(random.pick(products.slice(0, 14)).id)),
      refunds: Array.from({ length: random.pick([0, 0, 0, 1, 2, 3]) }, () => random.integer(1, 20) * 10),
    }),
  );
  const tied = ponds.map(({ sold, product }, index) =>
    anOrder(300 + index, { ordered_at: '2026-09-09T09:09:00', items: [aLine(product.id, sold)] }),
  );
  const empty = anOrder(310, { customer_id: 2, ordered_at: '2025-05-05T05:05:00' });
  return {
    customers,
    products: [...products, ...ponds.map(({ product }) => product)],
    orders: [...orders, ...tied, empty],
  };
}

/** In the years 2024 to 2026, to the minute. */
export function aMoment(): string {
  const from = Date.UTC(2024, 0, 1);
  const minutes = random.integer(0, 3 * 365 * 24 * 60);
  return new Date(from + minutes * 60_000).toISOString().slice(0, 19);
}

/** Money to the cent: a median of doubles is not always. */
export function toCents(rows: readonly SqlRow[], ...columns: readonly string[]): SqlRow[] {
  return rows.map((row) => {
    const money = columns.map((column) => [column, roundMoney(row[column])]);
    return { ...row, ...Object.fromEntries(money.filter(([column]) => Object.hasOwn(row, String(column)))) };
  });
}

const roundMoney = (value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 100) / 100 : value;

export const money = (cents: number): number => cents / 100;
