import { pool } from './database.ts';
import { accountId, isInteger, Problem } from './problem.ts';

export interface Account {
  id: string;
  owner: string;
  balance: number;
}

export async function openAccount(body: { owner?: unknown; balance?: unknown }): Promise<Account> {
  const { owner, balance } = body;
  if (typeof owner !== 'string' || owner.length < 1 || owner.length > 100) {
    throw new Problem(400, 'owner must be a string of 1–100 characters');
  }
  if (!isInteger(balance, 0, 1e12)) throw new Problem(400, 'balance must be an integer from 0 to 10^12');
  const inserted = await pool.query('INSERT INTO accounts (owner, balance) VALUES ($1, $2) RETURNING id', [
    owner,
    balance,
  ]);
  const id: string = inserted.rows[0].id;
  await pool.query('INSERT INTO entries (account_id, amount) VALUES ($1, $2)', [id, balance]);
  return { id, owner, balance };
}

export async function readAccount(text: string): Promise<Account> {
  const id = accountId(text);
  const { rows } = await pool.query('SELECT owner, balance FROM accounts WHERE id = $1', [id]);
  if (!rows[0]) throw new Problem(404, `there is no account ${id}`);
  return { id, owner: rows[0].owner, balance: Number(rows[0].balance) };
}

export async function readHistory(text: string, query: { limit?: unknown; before?: unknown }) {
  const { id } = await readAccount(text);
  const limit = wholeNumber(query.limit ?? '20', 'limit', 100);
  const before = wholeNumber(
    query.before ?? String(Number.MAX_SAFE_INTEGER),
    'before',
    Number.MAX_SAFE_INTEGER,
  );
  const { rows } = await pool.query(
    `SELECT entries.id, transfer_id, entries.amount,
            CASE account_id WHEN from_account THEN to_account ELSE from_account END AS counterparty
     FROM entries LEFT JOIN transfers ON transfers.id = transfer_id
     WHERE account_id = $1 AND entries.id < $2 ORDER BY entries.id DESC LIMIT $3`,
    [id, before, limit],
  );
  return rows.map((row) => ({
    id: Number(row.id),
    transferId: row.transfer_id,
    amount: Number(row.amount),
    counterparty: row.counterparty,
  }));
}

function wholeNumber(text: unknown, name: string, most: number): number {
  const value = typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (!isInteger(value, 1, most)) throw new Problem(400, `${name} must be an integer from 1 to ${most}`);
  return value;
}
