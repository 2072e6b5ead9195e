import DataLoader from 'dataloader';
import { query } from './database.ts';

export interface Product {
  id: string;
  vendorId: string | null;
  name: string;
  category: string;
  priceCents: number;
  stock: number;
}

export interface Vendor {
  id: string;
  name: string;
}

export interface Review {
  id: string;
  productId: string;
  author: string;
  rating: number;
  text: string;
}

export interface Order {
  id: string;
  customer: string;
}

export interface OrderLine {
  productId: string | null;
  quantity: number;
  priceCents: number;
}

export const PRODUCT = `products.id, vendor_id AS "vendorId", name, category, price_cents AS "priceCents", stock`;

export type Loaders = ReturnType<typeof createLoaders>;

/** For one request: what is asked for in the same moment is read with one statement, and nothing is kept for the next request. */
export function createLoaders() {
  return {
    product: byId<Product>(`SELECT ${PRODUCT} FROM products WHERE id = ANY($1::bigint[])`),
    vendor: byId<Vendor>('SELECT id, name FROM vendors WHERE id = ANY($1::bigint[])'),
    order: byId<Order>('SELECT id, customer FROM orders WHERE id = ANY($1::bigint[])'),
    averageRating: new DataLoader<string, number | null>(async (ids) => {
      const rows = await query<{ id: string; average: number }>(
        `SELECT product_id AS id, avg(rating)::float8 AS average FROM reviews
         WHERE product_id = ANY($1::bigint[]) GROUP BY product_id`,
        [ids],
      );
      const averages = new Map(rows.map(({ id, average }) => [id, average]));
      return ids.map((id) => averages.get(id) ?? null);
    }),
    lines: listsOf<OrderLine & { orderId: string }>(
      `SELECT order_id AS "orderId", product_id AS "productId", quantity, price_cents AS "priceCents"
       FROM order_lines WHERE order_id = ANY($1::bigint[]) ORDER BY place`,
      ({ orderId }) => orderId,
    ),
    reviews: forEachLength((first) =>
      listsOf<Review>(
        `SELECT reviews.* FROM unnest($1::bigint[]) AS wanted (id) CROSS JOIN LATERAL (
           SELECT id, product_id AS "productId", author, rating, text FROM reviews
           WHERE product_id = wanted.id ORDER BY id DESC LIMIT $2
         ) AS reviews ORDER BY reviews.id DESC`,
        ({ productId }) => productId,
        first,
      ),
    ),
    productsOfVendor: forEachLength((first) =>
      listsOf<Product>(
        `SELECT products.* FROM unnest($1::bigint[]) AS wanted (id) CROSS JOIN LATERAL (
           SELECT ${PRODUCT} FROM products WHERE vendor_id = wanted.id ORDER BY id LIMIT $2
         ) AS products ORDER BY products.id`,
        ({ vendorId }) => vendorId!,
        first,
      ),
    ),
  };
}

/** The rows come in any order, and some ids have none: each id gets its own. */
function byId<Row extends { id: string }>(sql: string): DataLoader<string, Row | null> {
  return new DataLoader(async (ids) => {
    const found = new Map((await query<Row>(sql, [ids])).map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

function listsOf<Row>(sql: string, ownerOf: (row: Row) => string, ...params: unknown[]) {
  return new DataLoader<string, Row[]>(async (owners) => {
    const lists = new Map<string, Row[]>(owners.map((owner) => [owner, []]));
    for (const row of await query<Row>(sql, [owners, ...params])) lists.get(ownerOf(row))!.push(row);
    return owners.map((owner) => lists.get(owner)!);
  });
}

/** `first` is part of the question, so each has a loader of its own. */
function forEachLength<T>(create: (first: number) => T): (first: number) => T {
  const loaders = new Map<number, T>();
  return (first) => {
    const loader = loaders.get(first) ?? create(first);
    loaders.set(first, loader);
    return loader;
  };
}
