import { randomUUID } from 'node:crypto';
import { giveBack, takeCart, type Cart } from './carts.ts';
import { inTransaction, pool } from './database.ts';
import { listOrders, type Order } from './orders.ts';
import type { Product } from './products.ts';
import { ask } from './provider.ts';
import { Refusal } from './refusal.ts';
import { split } from './split.ts';

interface Checkout {
  id: string;
  status: 'pending' | 'authorized' | 'declined';
  total: number;
  orders: Order[];
}

/** The checkout of this key, carried out as far as the provider lets us. */
export async function checkOut(customer: string, key: string, card: string): Promise<Checkout> {
  const id = (await findByKey(customer, key)) ?? (await place(customer, key, card));
  const checkout = await findCheckout(customer, id);
  if (checkout.status !== 'pending') return checkout;

  const { rows } = await pool.query('SELECT card FROM checkouts WHERE id = $1', [id]);
  const body = { amount: checkout.total, card: rows[0].card, reference: id };
  const outcome = await ask('/authorizations', `${id}-authorize`, body);
  if (outcome?.isDone) await authorize(id, outcome.id);
  if (outcome?.isDone === false) await decline(id);
  return findCheckout(customer, id);
}

export async function findCheckout(customer: string, id: string): Promise<Checkout> {
  const { rows } = await pool.query('SELECT id, status FROM checkouts WHERE customer = $1 AND id::text = $2', [
    customer,
    id,
  ]);
  if (!rows[0]) throw new Refusal(404, 'you have no such checkout');
  const orders = await listOrders('checkout = $1', [id]);
  return { ...rows[0], total: orders.reduce((sum, { total }) => sum + total, 0), orders };
}

/** Only a checkout of which nobody has known ends in one of these two ways, and only once. */
export async function authorize(id: string, authorization: string): Promise<void> {
  await pool.query(
    `UPDATE checkouts SET status = 'authorized', authorization_id = $2 WHERE id::text = $1 AND status = 'pending'`,
    [id, authorization],
  );
}

export async function decline(id: string): Promise<void> {
  const freed: Cart = {};
  const customer = await inTransaction(async (client) => {
    const { rows } = await client.query(
      `UPDATE checkouts SET status = 'declined' WHERE id::text = $1 AND status = 'pending' RETURNING customer`,
      [id],
    );
    if (!rows[0]) return null;
    const items = await client.query(
      `SELECT item->>'sku' AS sku, (item->>'quantity')::int AS quantity
       FROM orders CROSS JOIN jsonb_array_elements(items) AS item WHERE checkout::text = $1
       ORDER BY item->>'sku' COLLATE "C"`,
      [id],
    );
    for (const { sku, quantity } of items.rows) {
      await client.query('UPDATE products SET stock = stock + $2 WHERE sku = $1', [sku, quantity]);
      freed[sku] = quantity;
    }
    return rows[0].customer as string;
  });
  if (customer !== null) await giveBack(customer, freed);
}

async function findByKey(customer: string, key: string): Promise<string | undefined> {
  const { rows } = await pool.query('SELECT id FROM checkouts WHERE customer = $1 AND key = $2', [customer, key]);
  return rows[0]?.id;
}

/** Takes the cart and the stock, and writes the orders down: all of it or nothing. */
async function place(customer: string, key: string, card: string): Promise<string> {
  let cart: Cart = {};
  try {
    return await inTransaction(async (client) => {
      // One checkout of a customer after the other; a copy that waited here finds what the first one has made.
      await client.query('SELECT pg_advisory_xact_lock(2, hashtext($1))', [customer]);
      const early = await client.query('SELECT id FROM checkouts WHERE customer = $1 AND key = $2', [customer, key]);
      if (early.rows[0]) return early.rows[0].id;
      cart = await takeCart(customer);
      if (Object.keys(cart).length === 0) throw new Refusal(409, 'the cart is empty');

      const products: Product[] = [];
      // In the order of their names, so that two checkouts never wait for each other.
      for (const [sku, quantity] of Object.entries(cart)) {
        const { rows } = await client.query(
          `UPDATE products SET stock = stock - $2 WHERE sku = $1 AND stock >= $2
           RETURNING sku, vendor, name, price, stock`,
          [sku, quantity],
        );
        if (!rows[0]) throw new Refusal(409, `there is not enough of ${sku}`, sku);
        products.push(rows[0]);
      }
      const id = randomUUID();
      await client.query('INSERT INTO checkouts (id, customer, key, card) VALUES ($1, $2, $3, $4)', [
        id,
        customer,
        key,
        card,
      ]);
      for (const { vendor, items, goods, shipping, commission } of split(cart, products)) {
        await client.query(
          `INSERT INTO orders (id, checkout, vendor, items, goods, shipping, commission)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [randomUUID(), id, vendor, JSON.stringify(items), goods, shipping, commission],
        );
      }
      return id;
    });
  } catch (error) {
    await giveBack(customer, cart);
    throw error;
  }
}
