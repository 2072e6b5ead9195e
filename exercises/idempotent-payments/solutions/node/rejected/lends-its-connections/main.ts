import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
await pool.query(`
  BEGIN;
  SELECT pg_advisory_xact_lock(1);
  CREATE TABLE IF NOT EXISTS payments (
    id uuid PRIMARY KEY, client text, order_id text, amount bigint, currency text, status text, charge_id text,
    reason text, key text, print text, created_at timestamptz, busy_until timestamptz,
    UNIQUE (client, key)
  );
  COMMIT;
`);

class Problem extends Error {
  status: number;
  id: string | undefined;
  constructor(status: number, message: string, id?: string) {
    super(message);
    this.status = status;
    this.id = id;
  }
}

interface Purchase {
  order: string;
  card: string;
  amount: number;
  currency: string;
}

interface Outcome {
  status: string;
  charge: string | null;
  reason: string | null;
}

function readPurchase(body: any): Purchase {
  const { order, card, amount, currency } = body ?? {};
  for (const text of [order, card]) {
    if (typeof text !== 'string' || !/^.{1,64}$/.test(text)) throw new Problem(400, 'order, card: 1–64 characters');
  }
  if (!Number.isInteger(amount) || amount < 1 || amount > 10_000_000) throw new Problem(400, 'amount: 1–10 000 000');
  if (!['EUR', 'GBP', 'USD'].includes(currency)) throw new Problem(400, 'currency: EUR, GBP or USD');
  return { order, card, amount, currency };
}

function readKey(header: string | undefined): string {
  const match = /^("?)([\w.-]{1,64})\1$/.exec(header ?? '');
  if (!match?.[2]) throw new Problem(400, 'Idempotency-Key: 1–64 of A–Z a–z 0–9 - _ .');
  return match[2];
}

async function askProvider(id: string, { amount, currency, card }: Purchase): Promise<Outcome | null> {
  const response = await fetch(`${process.env.UPSTREAM_CARDS_URL}/charges`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': id },
    body: JSON.stringify({ amount, currency, card, reference: id }),
    signal: AbortSignal.timeout(1500),
  });
  const body: any = [201, 402].includes(response.status) ? await response.json() : null;
  if (response.status === 201) return { status: 'paid', charge: body.id, reason: null };
  if (response.status === 402) return { status: 'declined', charge: null, reason: body.reason };
  return null;
}

async function charge(id: string, purchase: Purchase): Promise<Outcome | null> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    if (attempt > 1) await sleep(200);
    const outcome = await askProvider(id, purchase).catch(() => null);
    if (outcome) return outcome;
  }
  return null;
}

async function findByKey(client: string, key: string) {
  const { rows } = await pool.query('SELECT * FROM payments WHERE client = $1 AND key = $2', [client, key]);
  return rows[0];
}

async function insert(client: string, key: string, purchase: Purchase, print: string): Promise<boolean> {
  const { order, amount, currency } = purchase;
  const { rowCount } = await pool.query(
    `INSERT INTO payments (id, client, key, print, order_id, amount, currency, status, created_at, busy_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', now(), clock_timestamp() + interval '6 seconds')
     ON CONFLICT (client, key) DO NOTHING`,
    [randomUUID(), client, key, print, order, amount, currency],
  );
  return rowCount === 1;
}

async function takeOver(id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE payments SET busy_until = clock_timestamp() + interval '6 seconds'
     WHERE id = $1 AND status = 'pending' AND (busy_until IS NULL OR busy_until < clock_timestamp())`,
    [id],
  );
  return rowCount === 1;
}

async function settle(id: string, outcome: Outcome): Promise<void> {
  await pool.query('UPDATE payments SET status = $2, charge_id = $3, reason = $4, busy_until = NULL WHERE id = $1', [
    id,
    outcome.status,
    outcome.charge,
    outcome.reason,
  ]);
}

async function letGo(id: string): Promise<void> {
  await pool.query('UPDATE payments SET busy_until = NULL WHERE id = $1', [id]);
}

async function pay(client: string, key: string, purchase: Purchase) {
  const print = JSON.stringify([purchase.order, purchase.card, purchase.amount, purchase.currency]);
  const isNew = await insert(client, key, purchase, print);
  const payment = await findByKey(client, key);
  if (payment.print !== print) throw new Problem(422, 'this key belongs to another payment');
  if (payment.status !== 'pending') return payment;
  if (!isNew && !(await takeOver(payment.id))) {
    const now = await findByKey(client, key);
    if (now.status === 'pending') throw new Problem(409, 'this payment is under way');
    return now;
  }
  const connection = await pool.connect();
  let outcome: Outcome | null = null;
  try {
    await connection.query('BEGIN');
    await connection.query('SELECT FROM payments WHERE id = $1 FOR UPDATE', [payment.id]);
    outcome = await charge(payment.id, purchase);
  } finally {
    await connection.query('COMMIT');
    connection.release();
  }
  if (!outcome) {
    await letGo(payment.id);
    throw new Problem(503, 'nobody knows yet what became of this payment', payment.id);
  }
  await settle(payment.id, outcome);
  return findByKey(client, key);
}

const show = (row: any) => ({
  id: row.id,
  order: row.order_id,
  amount: Number(row.amount),
  currency: row.currency,
  status: row.status,
  charge: row.charge_id,
  reason: row.reason,
  createdAt: row.created_at,
});

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/payments', async (request, response) => {
  const key = readKey(request.get('idempotency-key'));
  const purchase = readPurchase(request.body);
  const payment = await pay(request.get('x-client') ?? '', key, purchase);
  response.status(payment.status === 'paid' ? 201 : 402).json(show(payment));
});

app.get('/payments/:id', async (request, response) => {
  const { rows } = await pool.query('SELECT * FROM payments WHERE id::text = $1 AND client = $2', [
    request.params.id,
    request.get('x-client'),
  ]);
  if (!rows[0]) throw new Problem(404, 'there is no such payment');
  response.json(show(rows[0]));
});

app.use((error: Problem, request: Request, response: Response, next: NextFunction) => {
  const status = error.status ?? 500;
  if (status === 500) console.error(error);
  if (status === 409 || status === 503) response.set('retry-after', '1');
  response.status(status).json({ error: error.message, id: error.id });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
