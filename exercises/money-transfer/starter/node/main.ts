import { randomUUID } from 'node:crypto';
import express from 'express';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
await pool.query(`
  CREATE TABLE IF NOT EXISTS accounts (id uuid PRIMARY KEY, owner text, balance bigint);
  CREATE TABLE IF NOT EXISTS transfers (id uuid PRIMARY KEY, from_account uuid, to_account uuid, amount bigint);
  CREATE TABLE IF NOT EXISTS entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account_id uuid, transfer_id uuid, amount bigint
  );
`);

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/accounts', async (request, response) => {
  const { owner, balance } = request.body;
  const id = randomUUID();
  await pool.query('INSERT INTO accounts (id, owner, balance) VALUES ($1, $2, $3)', [id, owner, balance]);
  response.status(201).json({ id, owner, balance });
});

app.get('/accounts/:id', async (request, response) => {
  const { rows } = await pool.query('SELECT id, owner, balance FROM accounts WHERE id = $1', [
    request.params.id,
  ]);
  response.json(rows[0]);
});

app.listen(Number(process.env.PORT), '127.0.0.1');
