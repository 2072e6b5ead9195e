import type { PoolClient } from 'pg';
import { inTransaction } from './database.ts';
import { accountId, isInteger, Problem } from './problem.ts';

export interface Order {
  from: string;
  to: string;
  amount: number;
}

interface Transfer extends Order {
  id: string;
}

export function readOrder(body: { from?: unknown; to?: unknown; amount?: unknown }): Order {
  const { from, to, amount } = body;
  if (typeof from !== 'string' || typeof to !== 'string')
    throw new Problem(400, 'from and to must be account ids');
  if (from === to) throw new Problem(400, 'from and to must differ');
  if (!isInteger(amount, 1, 1e12)) throw new Problem(400, 'amount must be an integer from 1 to 10^12');
  return { from: accountId(from), to: accountId(to), amount };
}

export function transfer(order: Order, key: string | null): Promise<Transfer> {
  return inTransaction(async (client) => {
    // Both rows are locked in the order of their ids, so that two transfers never wait for each other in a circle.
    const { rows } = await client.query(
      'SELECT id, balance FROM accounts WHERE id IN ($1, $2) ORDER BY id FOR UPDATE',
      [order.from, order.to],
    );
    if (rows.length < 2) throw new Problem(404, 'one of the accounts does not exist');
    // Copies of one order lock the same rows, so the first one is already committed here.
    const earlier = await findByKey(client, key);
    if (earlier) return repeat(earlier, order);
    const payer = rows.find((row) => row.id === order.from);
    if (Number(payer.balance) < order.amount)
      throw new Problem(409, 'there is not enough money in the account');
    return book(client, order, key);
  });
}

async function findByKey(client: PoolClient, key: string | null): Promise<Transfer | null> {
  if (key === null) return null;
  const { rows } = await client.query(
    'SELECT id, from_account AS "from", to_account AS "to", amount FROM transfers WHERE idempotency_key = $1',
    [key],
  );
  return rows[0] ? { ...rows[0], amount: Number(rows[0].amount) } : null;
}

function repeat(earlier: Transfer, order: Order): Transfer {
  const isSame = earlier.from === order.from && earlier.to === order.to && earlier.amount === order.amount;
  if (!isSame) throw new Problem(422, 'this Idempotency-Key was used for another transfer');
  return earlier;
}

async function book(client: PoolClient, { from, to, amount }: Order, key: string | null): Promise<Transfer> {
  const inserted = await client.query(
    'INSERT INTO transfers (from_account, to_account, amount, idempotency_key) VALUES ($1, $2, $3, $4) RETURNING id',
    [from, to, amount, key],
  );
  const id: string = inserted.rows[0].id;
  for (const [account, change] of [
    [from, -amount],
    [to, amount],
  ]) {
    await client.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [account, change]);
    await client.query('INSERT INTO entries (account_id, transfer_id, amount) VALUES ($1, $2, $3)', [
      account,
      id,
      change,
    ]);
  }
  return { id, from, to, amount };
}
