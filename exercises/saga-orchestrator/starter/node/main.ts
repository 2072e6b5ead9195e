import express from 'express';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
await pool.query('CREATE TABLE IF NOT EXISTS trips (order_id text, flight text, hotel text, amount bigint)');

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/trips', async (request, response) => {
  const { order, flight, hotel, amount } = request.body;
  await pool.query('INSERT INTO trips VALUES ($1, $2, $3, $4)', [order, flight, hotel, amount]);
  const reservation = await fetch(`${process.env.UPSTREAM_FLIGHT_URL}/reservations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `${order}-flight` },
    body: JSON.stringify({ order, flight }),
  });
  const { id } = await reservation.json();
  // The hotel and the payment are missing, and so is what happens when somebody says no.
  response.status(202).json({ order, status: 'booking', steps: [{ step: 'flight', status: 'done', id }] });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
