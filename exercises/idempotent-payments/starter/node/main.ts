import { randomUUID } from 'node:crypto';
import express from 'express';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
// Both instances start at the same moment: the lock lets one of them make the table, and the other one wait.
await pool.query(`
  BEGIN;
  SELECT pg_advisory_xact_lock(1);
  CREATE TABLE IF NOT EXISTS payments (
    id uuid PRIMARY KEY, client text, order_id text, amount bigint, currency text, status text, charge_id text
  );
  COMMIT;
`);

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/payments', async (request, response) => {
  const { order, card, amount, currency } = request.body;
  const id = randomUUID();
  const answer = await fetch(`${process.env.UPSTREAM_CARDS_URL}/charges`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount, currency, card, reference: id }),
  });
  const { id: charge } = await answer.json();
  await pool.query('INSERT INTO payments VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    id,
    request.get('x-client'),
    order,
    amount,
    currency,
    'paid',
    charge,
  ]);
  response.status(201).json({ id, order, amount, currency, status: 'paid', charge, reason: null });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
