import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import type { Outcome } from './provider.ts';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

/** A row as `READ` reads it. */
export interface PaymentRow {
  id: string;
  order: string;
  amount: string;
  currency: string;
  status: 'pending' | 'paid' | 'declined';
  charge: string | null;
  reason: string | null;
  createdAt: Date;
  fingerprint: string;
}

/** More than the three attempts of a request take, and less than the eight seconds after which a payment must be free. */
const LEASE = `interval '6 seconds'`;
const READ = `SELECT id, order_id AS "order", amount, currency, status, charge_id AS charge, reason,
                     created_at AS "createdAt", fingerprint FROM payments`;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Both instances start at the same moment: the lock lets one of them make the table, and the other one wait. */
export async function createTable(): Promise<void> {
  await pool.query(`
    BEGIN;
    SELECT pg_advisory_xact_lock(1);
    CREATE TABLE IF NOT EXISTS payments (
      id uuid PRIMARY KEY,
      client text NOT NULL,
      key text NOT NULL,
      fingerprint text NOT NULL,
      order_id text NOT NULL,
      amount bigint NOT NULL,
      currency text NOT NULL,
      status text NOT NULL DEFAULT 'pending',
      charge_id text,
      reason text,
      created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      leased_until timestamptz,
      UNIQUE (client, key)
    );
    COMMIT;
  `);
}

export interface NewPayment {
  client: string;
  key: string;
  fingerprint: string;
  order: string;
  amount: number;
  currency: string;
}

/**
 * Writes a payment down, leased to this request; false when its key is taken. Of copies at the same moment the unique
 * index lets one through.
 */
export async function insertLeased(payment: NewPayment): Promise<boolean> {
  const { client, key, fingerprint, order, amount, currency } = payment;
  const { rowCount } = await pool.query(
    `INSERT INTO payments (id, client, key, fingerprint, order_id, amount, currency, leased_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + ${LEASE})
     ON CONFLICT (client, key) DO NOTHING`,
    [randomUUID(), client, key, fingerprint, order, amount, currency],
  );
  return rowCount === 1;
}

/** Takes a pending payment that nobody is at work on. */
export async function lease(id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE payments SET leased_until = clock_timestamp() + ${LEASE}
     WHERE id = $1 AND status = 'pending' AND (leased_until IS NULL OR leased_until < clock_timestamp())`,
    [id],
  );
  return rowCount === 1;
}

/** Ends the lease, with what became of the payment when that is known. */
export async function settle(id: string, outcome: Outcome | null): Promise<void> {
  if (!outcome) {
    await pool.query(`UPDATE payments SET leased_until = NULL WHERE id = $1 AND status = 'pending'`, [id]);
    return;
  }
  const [charge, reason] = outcome.status === 'paid' ? [outcome.charge, null] : [null, outcome.reason];
  await pool.query(
    `UPDATE payments SET status = $2, charge_id = $3, reason = $4, leased_until = NULL
     WHERE id = $1 AND status = 'pending'`,
    [id, outcome.status, charge, reason],
  );
}

export async function findByKey(client: string, key: string): Promise<PaymentRow | null> {
  const { rows } = await pool.query(`${READ} WHERE client = $1 AND key = $2`, [client, key]);
  return rows[0] ?? null;
}

export async function findById(client: string, id: string): Promise<PaymentRow | null> {
  if (!UUID.test(id)) return null;
  const { rows } = await pool.query(`${READ} WHERE client = $1 AND id = $2`, [client, id]);
  return rows[0] ?? null;
}
