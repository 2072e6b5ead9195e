import { Pool } from 'pg';
import { nextMove, type Step, type StepName, type StepStatus } from './steps.ts';

export interface Order {
  order: string;
  flight: string;
  hotel: string;
  amount: number;
}

export interface Trip extends Order {
  steps: Step[];
}

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

export async function createTables(): Promise<void> {
  await pool.query(`
    CREATE TABLE IF NOT EXISTS trips (
      order_id text PRIMARY KEY, flight text NOT NULL, hotel text NOT NULL, amount bigint NOT NULL
    );
    CREATE TABLE IF NOT EXISTS steps (
      order_id text NOT NULL REFERENCES trips,
      position int NOT NULL,
      step text NOT NULL,
      status text NOT NULL DEFAULT 'waiting',
      id text,
      PRIMARY KEY (order_id, step)
    );
  `);
}

/** Writes a trip and its steps down, in one statement; false when the order is known. */
export async function insertTrip({ order, flight, hotel, amount }: Order): Promise<boolean> {
  const { rowCount } = await pool.query(
    `WITH trip AS (
       INSERT INTO trips (order_id, flight, hotel, amount) VALUES ($1, $2, $3, $4)
       ON CONFLICT (order_id) DO NOTHING RETURNING order_id
     )
     INSERT INTO steps (order_id, position, step)
     SELECT order_id, position, step FROM trip, (VALUES (1, 'flight'), (2, 'hotel'), (3, 'payment')) AS s (position, step)`,
    [order, flight, hotel, amount],
  );
  return rowCount === 3;
}

export async function findTrip(order: string): Promise<Trip | null> {
  const { rows } = await pool.query(
    `SELECT order_id AS "order", flight, hotel, amount, step, status, id
     FROM trips JOIN steps USING (order_id) WHERE order_id = $1 ORDER BY position`,
    [order],
  );
  if (rows.length === 0) return null;
  const { flight, hotel, amount } = rows[0];
  return {
    order,
    flight,
    hotel,
    amount: Number(amount),
    steps: rows.map(({ step, status, id }) => ({ step, status, id })),
  };
}

export async function setStep(order: string, step: StepName, status: StepStatus, id: string | null = null): Promise<void> {
  await pool.query('UPDATE steps SET status = $3, id = coalesce($4, id) WHERE order_id = $1 AND step = $2', [
    order,
    step,
    status,
    id,
  ]);
}

export async function unfinishedOrders(): Promise<string[]> {
  const { rows } = await pool.query(
    `SELECT order_id, json_agg(json_build_object('step', step, 'status', status) ORDER BY position) AS steps
     FROM steps GROUP BY order_id`,
  );
  return rows.filter(({ steps }) => nextMove(steps) !== null).map(({ order_id }) => order_id);
}
