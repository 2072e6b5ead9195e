import { pool } from './database.ts';

export interface Order {
  id: string;
  warehouse: string;
  sku: string;
  quantity: number;
  status: 'placed' | 'cancelled';
}

const COLUMNS = 'id, warehouse, sku, quantity, status';

async function one(sql: string, values: unknown[]): Promise<Order | null> {
  const { rows } = await pool.query<Order>(sql, values);
  return rows[0] ?? null;
}

// Each is one statement and so one transaction; the trigger writes the event down in it.

export const placeOrder = ({ id, warehouse, sku, quantity }: Order): Promise<Order | null> =>
  one(
    `INSERT INTO orders (${COLUMNS}) VALUES ($1, $2, $3, $4, 'placed') ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    [id, warehouse, sku, quantity],
  );

export const cancelOrder = (id: string): Promise<Order | null> =>
  one(`UPDATE orders SET status = 'cancelled' WHERE id = $1 AND status = 'placed' RETURNING ${COLUMNS}`, [id]);

export const findOrder = (id: string): Promise<Order | null> =>
  one(`SELECT ${COLUMNS} FROM orders WHERE id = $1`, [id]);
