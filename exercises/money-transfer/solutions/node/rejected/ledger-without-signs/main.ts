import { randomUUID } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Pool, type PoolClient } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
await pool.query(`
  CREATE TABLE IF NOT EXISTS accounts (id uuid PRIMARY KEY, owner text, balance bigint);
  CREATE TABLE IF NOT EXISTS transfers (
    id uuid PRIMARY KEY, from_account uuid, to_account uuid, amount bigint, key text UNIQUE
  );
  CREATE TABLE IF NOT EXISTS entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account_id uuid, transfer_id uuid, amount bigint
  );
`);

class Problem extends Error {
  status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Order {
  from: string;
  to: string;
  amount: number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isInteger(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

async function findAccount(id: string) {
  const { rows } = UUID.test(id)
    ? await pool.query('SELECT * FROM accounts WHERE id = $1', [id])
    : { rows: [] };
  if (!rows[0]) throw new Problem(404, 'no such account');
  return { id, owner: rows[0].owner, balance: Number(rows[0].balance) };
}

async function findByKey(key: string | undefined, order: Order) {
  if (!key) return null;
  const { rows } = await pool.query('SELECT * FROM transfers WHERE key = $1', [key]);
  if (!rows[0]) return null;
  const { id, from_account: from, to_account: to, amount } = rows[0];
  if (from !== order.from || to !== order.to || Number(amount) !== order.amount) {
    throw new Problem(422, 'this key was used for another transfer');
  }
  return { id, ...order };
}

async function transfer(order: Order, key: string | undefined) {
  const { from, to, amount } = order;
  const id = randomUUID();
  try {
    await inTransaction(async (client) => {
      await client.query('INSERT INTO transfers VALUES ($1, $2, $3, $4, $5)', [id, from, to, amount, key]);
      const { rows } = await client.query(
        'SELECT id, balance FROM accounts WHERE id IN ($1, $2) ORDER BY id FOR UPDATE',
        [from, to],
      );
      const payer = rows.find((row) => row.id === from);
      if (Number(payer.balance) < amount) throw new Problem(409, 'not enough money');
      await client.query('UPDATE accounts SET balance = balance - $2 WHERE id = $1', [from, amount]);
      await client.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [to, amount]);
      await client.query(
        'INSERT INTO entries (account_id, transfer_id, amount) VALUES ($1, $3, $4), ($2, $3, $4)',
        [from, to, id, amount],
      );
    });
  } catch (error) {
    const earlier = (error as { code?: string }).code === '23505' ? await findByKey(key, order) : null;
    if (earlier) return earlier;
    throw error;
  }
  return { id, ...order };
}

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/accounts', async (request, response) => {
  const { owner, balance } = request.body;
  if (typeof owner !== 'string' || !/^.{1,100}$/.test(owner))
    throw new Problem(400, 'owner: 1–100 characters');
  if (!isInteger(balance, 0, 1e12)) throw new Problem(400, 'balance: an integer from 0 to 10^12');
  const id = randomUUID();
  await inTransaction(async (client) => {
    await client.query('INSERT INTO accounts VALUES ($1, $2, $3)', [id, owner, balance]);
    await client.query('INSERT INTO entries (account_id, amount) VALUES ($1, $2)', [id, balance]);
  });
  response.status(201).json({ id, owner, balance });
});

app.get('/accounts/:id', async (request, response) => {
  response.json(await findAccount(request.params.id));
});

app.post('/transfers', async (request, response) => {
  const { from, to, amount } = request.body;
  if (typeof from !== 'string' || typeof to !== 'string' || from === to)
    throw new Problem(400, 'from, to: two ids');
  if (!isInteger(amount, 1, 1e12)) throw new Problem(400, 'amount: an integer from 1 to 10^12');
  await findAccount(from);
  await findAccount(to);
  response.status(201).json(await transfer({ from, to, amount }, request.get('idempotency-key')));
});

app.get('/accounts/:id/history', async (request, response) => {
  const { limit = '20', before = '9999999999999' } = request.query;
  if (!/^\d+$/.test(String(before))) throw new Problem(400, 'before: an entry id');
  if (!isInteger(Number(limit), 1, 100)) throw new Problem(400, 'limit: 1–100');
  const { id } = await findAccount(request.params.id);
  const { rows } = await pool.query(
    `SELECT e.*, o.account_id AS counterparty
     FROM entries e LEFT JOIN entries o ON o.transfer_id = e.transfer_id AND o.id <> e.id
     WHERE e.account_id = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3`,
    [id, before, limit],
  );
  response.json(
    rows.map((row) => ({
      id: Number(row.id),
      transferId: row.transfer_id,
      amount: Number(row.amount),
      counterparty: row.counterparty,
    })),
  );
});

app.use((error: Error & { status?: number }, request: Request, response: Response, next: NextFunction) => {
  response.status(error.status ?? 500).json({ error: error.message });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
