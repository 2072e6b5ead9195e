import { randomUUID } from 'node:crypto';
import { inTransaction, pool } from './database.ts';

export interface Order {
  id: string;
  warehouse: string;
  sku: string;
  quantity: number;
  status: 'placed' | 'cancelled';
}

const COLUMNS = 'id, warehouse, sku, quantity, status';

/** Writes the event down as it is to be published. */
async function writeDown(type: string, order: Order): Promise<void> {
  const event = randomUUID();
  await pool.query('INSERT INTO outbox (id, order_id, routing_key, body) VALUES ($1, $2, $3, $4)', [
    event,
    order.id,
    `${type}.${order.warehouse}`,
    JSON.stringify({ event, type, order }),
  ]);
}

/** Null when there is an order of this id. */
export async function placeOrder({ id, warehouse, sku, quantity }: Order): Promise<Order | null> {
  const placed = await inTransaction(async (client) => {
    const { rows } = await client.query<Order>(
      `INSERT INTO orders (${COLUMNS}) VALUES ($1, $2, $3, $4, 'placed') ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
      [id, warehouse, sku, quantity],
    );
    return rows[0] ?? null;
  });
  if (placed !== null) await writeDown('order.placed', placed);
  return placed;
}

/** Null when there is nothing to be cancelled: no such order, or cancelled already. */
export async function cancelOrder(id: string): Promise<Order | null> {
  const cancelled = await inTransaction(async (client) => {
    const { rows } = await client.query<Order>(
      `UPDATE orders SET status = 'cancelled' WHERE id = $1 AND status = 'placed' RETURNING ${COLUMNS}`,
      [id],
    );
    return rows[0] ?? null;
  });
  if (cancelled !== null) await writeDown('order.cancelled', cancelled);
  return cancelled;
}

export async function findOrder(id: string): Promise<Order | null> {
  const { rows } = await pool.query<Order>(`SELECT ${COLUMNS} FROM orders WHERE id = $1`, [id]);
  return rows[0] ?? null;
}
