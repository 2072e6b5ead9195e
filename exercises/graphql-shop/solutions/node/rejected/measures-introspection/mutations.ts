import { inTransaction, query } from './database.ts';
import { fault } from './errors.ts';
import type { Order, Review } from './loaders.ts';

export interface ReviewInput {
  productId: string;
  author: string;
  rating: number;
  text: string;
}

export interface OrderInput {
  customer: string;
  lines: { productId: string; quantity: number }[];
}

const isLong = (text: string, most: number) => text.length >= 1 && text.length <= most;
const isFrom = (least: number, most: number, value: number) => value >= least && value <= most;
/** An id that is none of ours names nothing; PostgreSQL need not be asked. */
export const isId = (id: string) => /^[1-9]\d{0,17}$/.test(id);

/** Names everything that is wrong at once. */
function check(rules: Record<string, boolean>): void {
  const fields = Object.keys(rules).filter((field) => !rules[field]);
  if (fields.length > 0) throw fault('INVALID_INPUT', `Wrong: ${fields.join(', ')}.`, fields);
}

export async function addReview({ productId, author, rating, text }: ReviewInput): Promise<Review> {
  check({ author: isLong(author, 100), rating: isFrom(1, 5, rating), text: isLong(text, 2000) });
  const [review] = isId(productId)
    ? await query<Review>(
        `INSERT INTO reviews (product_id, author, rating, text)
         SELECT id, $2::text, $3::integer, $4::text FROM products WHERE id = $1
         RETURNING id, product_id AS "productId", author, rating, text`,
        [productId, author, rating, text],
      )
    : [];
  if (!review) throw fault('NOT_FOUND', `There is no product ${productId}.`);
  return review;
}

export async function placeOrder({ customer, lines }: OrderInput): Promise<Order> {
  const ids = lines.map(({ productId }) => productId);
  const quantities = lines.map(({ quantity }) => quantity);
  check({
    customer: isLong(customer, 100),
    lines:
      isFrom(1, 20, lines.length) &&
      quantities.every((quantity) => isFrom(1, 100, quantity)) &&
      new Set(ids).size === ids.length,
  });
  return inTransaction(async (client) => {
    // Locked in the order of their ids, so that two orders never wait for each other.
    const { rows } = await client.query<{ id: string; stock: number; price: number }>(
      `SELECT id, stock, price_cents AS price FROM products
       WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE`,
      [ids.filter(isId)],
    );
    const products = new Map(rows.map((row) => [row.id, row]));
    for (const id of ids) if (!products.has(id)) throw fault('NOT_FOUND', `There is no product ${id}.`);
    for (const { productId, quantity } of lines)
      if (products.get(productId)!.stock < quantity)
        throw fault('OUT_OF_STOCK', `There is not enough of the product ${productId}.`);

    await client.query(
      `UPDATE products SET stock = stock - line.quantity
       FROM unnest($1::bigint[], $2::integer[]) AS line (id, quantity) WHERE products.id = line.id`,
      [ids, quantities],
    );
    const inserted = await client.query<Order>('INSERT INTO orders (customer) VALUES ($1) RETURNING id, customer', [
      customer,
    ]);
    const [order] = inserted.rows;
    await client.query(
      `INSERT INTO order_lines (order_id, place, product_id, quantity, price_cents)
       SELECT $1::bigint, place, id, quantity, price
       FROM unnest($2::bigint[], $3::integer[], $4::integer[]) WITH ORDINALITY AS line (id, quantity, price, place)`,
      [order!.id, ids, quantities, ids.map((id) => products.get(id)!.price)],
    );
    return order!;
  });
}
