import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { inTransaction, pool } from './database.ts';

export interface Order {
  id: string;
  warehouse: string;
  sku: string;
  quantity: number;
  status: 'placed' | 'cancelled';
}

const COLUMNS = 'id, warehouse, sku, quantity, status';

/** Writes the event down as it is to be published, beside the change that it tells of. */
async function writeDown(client: PoolClient, type: string, order: Order): Promise<void> {
  const event = randomUUID();
  await client.query('INSERT INTO outbox (id, order_id, routing_key, body) VALUES ($1, $2, $3, $4)', [
    event,
    order.id,
    `${type}.${order.warehouse}`,
    JSON.stringify({ event, type, order }),
  ]);
}

/** Null when there is an order of this id. */
export function placeOrder({ id, warehouse, sku, quantity }: Order): Promise<Order | null> {
  return inTransaction(async (client) => {
    const { rows } = await client.query<Order>(
      `INSERT INTO orders (${COLUMNS}) VALUES ($1, $2, $3, $4, 'placed') ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
      [id, warehouse, sku, quantity],
    );
    const order = rows[0];
    if (order === undefined) return null;
    await writeDown(client, 'order.placed', order);
    return order;
  });
}

/** Null when there is nothing to be cancelled: no such order, or cancelled already. */
export function cancelOrder(id: string): Promise<Order | null> {
  return inTransaction(async (client) => {
    const { rows } = await client.query<Order>(
      `UPDATE orders SET status = 'cancelled' WHERE id = $1 AND status = 'placed' RETURNING ${COLUMNS}`,
      [id],
    );
    const order = rows[0];
    if (order === undefined) return null;
    await writeDown(client, 'order.cancelled', order);
    return order;
  });
}

export async function findOrder(id: string): Promise<Order | null> {
  const { rows } = await pool.query<Order>(`SELECT ${COLUMNS} FROM orders WHERE id = $1`, [id]);
  return rows[0] ?? null;
}
