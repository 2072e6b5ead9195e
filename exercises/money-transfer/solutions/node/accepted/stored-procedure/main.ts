import { randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { Pool, types } from 'pg';
import { z } from 'zod';
import { SCHEMA } from './schema.ts';

const BIGINT_OID = 20;
types.setTypeParser(BIGINT_OID, Number);

const MOST = 1_000_000_000_000;
const Account = z.object({ owner: z.string().min(1).max(100), balance: z.int().min(0).max(MOST) });
const Order = z
  .object({ from: z.string(), to: z.string(), amount: z.int().min(1).max(MOST) })
  .refine(({ from, to }) => from !== to, 'from and to must differ');
const Key = z.string().min(1).max(100).optional();
const Page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  before: z.coerce.number().int().min(1).default(Number.MAX_SAFE_INTEGER),
});

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 12 });
await pool.query(SCHEMA);

function parse<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new HTTPException(400, { message: z.prettifyError(result.error) });
}

function accountId(text: string): string {
  if (z.uuid().safeParse(text).success) return text;
  throw new HTTPException(404, { message: 'there is no such account' });
}

async function findAccount(text: string): Promise<{ id: string; owner: string; balance: number }> {
  const { rows } = await pool.query('SELECT id, owner, balance FROM accounts WHERE id = $1', [
    accountId(text),
  ]);
  if (rows[0]) return rows[0];
  throw new HTTPException(404, { message: 'there is no such account' });
}

const app = new Hono();

app.get('/healthz', (context) => context.json({ status: 'ok' }));

app.post('/accounts', async (context) => {
  const { owner, balance } = parse(Account, await context.req.json());
  const id = randomUUID();
  await pool.query('SELECT open_account($1, $2, $3)', [id, owner, balance]);
  return context.json({ id, owner, balance }, 201);
});

app.get('/accounts/:id', async (context) => context.json(await findAccount(context.req.param('id'))));

app.post('/transfers', async (context) => {
  const { from, to, amount } = parse(Order, await context.req.json());
  const key = parse(Key, context.req.header('idempotency-key'));
  const { rows } = await pool.query('SELECT make_transfer($1, $2, $3, $4, $5) AS id', [
    randomUUID(),
    key,
    accountId(from),
    accountId(to),
    amount,
  ]);
  return context.json({ id: rows[0].id, from, to, amount }, 201);
});

app.get('/accounts/:id/history', async (context) => {
  const { limit, before } = parse(Page, context.req.query());
  const { id } = await findAccount(context.req.param('id'));
  const { rows } = await pool.query(
    `SELECT e.id, e.transfer_id AS "transferId", e.amount, o.account_id AS counterparty
     FROM entries e LEFT JOIN entries o ON o.transfer_id = e.transfer_id AND o.id <> e.id
     WHERE e.account_id = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3`,
    [id, before, limit],
  );
  return context.json(rows);
});

app.onError((error, context) => {
  if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
  if (error instanceof SyntaxError) return context.json({ error: 'the body must be JSON' }, 400);
  const status = /^TM(\d+)$/.exec((error as { code?: string }).code ?? '')?.[1] ?? 500;
  return context.json({ error: error.message }, Number(status) as 500);
});

serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' });
