import { pool } from './database.ts';
import { ask } from './provider.ts';
import { Refusal } from './refusal.ts';

export interface Order {
  id: string;
  checkout: string;
  vendor: string;
  status: 'pending' | 'authorized' | 'captured' | 'refunded' | 'cancelled';
  items: { sku: string; quantity: number; price: number }[];
  goods: number;
  shipping: number;
  total: number;
  commission: number;
  refunded: number;
}

/** The status is not stored: it follows from what is. */
const READ = `
  SELECT orders.id, checkout, vendor, items, goods, shipping, goods + shipping AS total, commission, refunded,
         CASE WHEN refunded = goods + shipping THEN 'refunded'
              WHEN capture IS NOT NULL THEN 'captured'
              WHEN checkouts.status = 'declined' THEN 'cancelled'
              ELSE checkouts.status END AS status
  FROM orders JOIN checkouts ON checkouts.id = checkout
  CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0)::int AS refunded FROM refunds WHERE order_id = orders.id) AS sums`;

export async function listOrders(condition: string, values: readonly string[]): Promise<Order[]> {
  const { rows } = await pool.query(`${READ} WHERE ${condition} ORDER BY vendor, orders.id`, [...values]);
  return rows;
}

export async function findOrder(vendor: string, id: string): Promise<Order> {
  const [order] = await listOrders('vendor = $1 AND orders.id::text = $2', [vendor, id]);
  if (!order) throw new Refusal(404, 'you have no such order');
  return order;
}

export async function capture(vendor: string, id: string): Promise<Order> {
  const order = await findOrder(vendor, id);
  if (order.status === 'captured' || order.status === 'refunded') return order;
  if (order.status !== 'authorized') throw new Refusal(409, `the order is ${order.status}`);
  const { rows } = await pool.query('SELECT authorization_id FROM checkouts WHERE id = $1', [order.checkout]);
  const body = { authorization: rows[0].authorization_id, amount: order.total, reference: id };
  const outcome = await ask('/captures', `${id}-capture`, body);
  if (!outcome?.isDone) throw new Refusal(503, 'nobody knows yet whether the order is captured');
  await pool.query('UPDATE orders SET capture = $2 WHERE id = $1', [id, outcome.id]);
  return findOrder(vendor, id);
}

/** Gives back what has not been given back yet. */
export async function refund(vendor: string, id: string): Promise<Order> {
  const order = await findOrder(vendor, id);
  if (order.status === 'refunded') return order;
  if (order.status !== 'captured') throw new Refusal(409, `the order is ${order.status}`);
  const { rows } = await pool.query('SELECT capture FROM orders WHERE id = $1', [id]);
  const amount = order.total - order.refunded;
  const outcome = await ask('/refunds', `${id}-refund`, { capture: rows[0].capture, amount, reference: id });
  if (!outcome?.isDone) throw new Refusal(503, 'nobody knows yet whether the order is refunded');
  await noteRefund(outcome.id, id, amount);
  return findOrder(vendor, id);
}

/** A refund counts once, from however many sides we hear of it. */
export async function noteRefund(refundId: string, orderId: string, amount: number): Promise<void> {
  await pool.query(
    `INSERT INTO refunds (id, order_id, amount) SELECT $1, id, $3 FROM orders WHERE id::text = $2
     ON CONFLICT (id) DO NOTHING`,
    [refundId, orderId, amount],
  );
}
