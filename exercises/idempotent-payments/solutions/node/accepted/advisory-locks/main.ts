import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyRequest } from 'fastify';
import { Pool } from 'pg';
import { whileAlone } from './locks.ts';
import { charge } from './provider.ts';
import { fingerprint, readKey, readPurchase, type Purchase } from './purchase.ts';
import { Refusal } from './refusal.ts';

/** As callers see it, and beside it what was asked for. */
interface Payment {
  id: string;
  status: string;
  print: string;
}

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
await pool.query(`
  BEGIN;
  SELECT pg_advisory_xact_lock(0);
  CREATE TABLE IF NOT EXISTS payments (
    id uuid PRIMARY KEY, client text, order_id text, amount bigint, currency text, status text, charge_id text,
    reason text, created_at timestamptz DEFAULT now()
  );
  CREATE TABLE IF NOT EXISTS keys (
    client text, key text, print text, payment uuid REFERENCES payments, PRIMARY KEY (client, key)
  );
  COMMIT;
`);

const READ = `SELECT id, order_id AS "order", amount::int, currency, status, charge_id AS charge, reason,
                     created_at AS "createdAt", print
              FROM payments JOIN keys ON payment = id`;

async function findByKey(client: string, key: string): Promise<Payment | undefined> {
  const { rows } = await pool.query(`${READ} WHERE keys.client = $1 AND key = $2`, [client, key]);
  return rows[0];
}

async function findById(client: string, id: string): Promise<Payment | undefined> {
  const { rows } = await pool.query(`${READ} WHERE keys.client = $1 AND id::text = $2`, [client, id.toLowerCase()]);
  return rows[0];
}

/** Payment and key in one statement, and so both or neither. */
async function insert(client: string, key: string, purchase: Purchase): Promise<void> {
  const { order, amount, currency } = purchase;
  await pool.query(
    `WITH payment AS (
       INSERT INTO payments (id, client, order_id, amount, currency, status)
       VALUES ($1, $2, $3, $4, $5, 'pending') RETURNING id
     )
     INSERT INTO keys (client, key, print, payment) SELECT $2, $6, $7, id FROM payment`,
    [randomUUID(), client, order, amount, currency, key, fingerprint(purchase)],
  );
}

/** Null when somebody else is at it. */
function payAlone(client: string, key: string, purchase: Purchase): Promise<Payment | null> {
  return whileAlone(`${client} ${key}`, async () => {
    if (!(await findByKey(client, key))) await insert(client, key, purchase);
    const payment = sameAs(await findByKey(client, key), purchase);
    if (payment.status !== 'pending') return payment;
    const outcome = await charge(payment.id, purchase);
    if (!outcome) throw new Refusal(503, 'nobody knows yet what became of this payment', payment.id);
    await pool.query('UPDATE payments SET status = $2, charge_id = $3, reason = $4 WHERE id = $1', [
      payment.id,
      outcome.status,
      'charge' in outcome ? outcome.charge : null,
      'reason' in outcome ? outcome.reason : null,
    ]);
    return (await findByKey(client, key)) ?? payment;
  });
}

function sameAs(payment: Payment | undefined, purchase: Purchase): Payment {
  if (!payment) throw new Error('a payment has vanished');
  if (payment.print !== fingerprint(purchase)) throw new Refusal(422, 'this key belongs to another payment');
  return payment;
}

async function pay(client: string, key: string, purchase: Purchase): Promise<Payment> {
  const payment = await payAlone(client, key, purchase);
  if (payment) return payment;
  const early = await findByKey(client, key);
  if (early && sameAs(early, purchase).status !== 'pending') return early;
  throw new Refusal(409, 'this payment is under way');
}

const clientOf = ({ headers }: FastifyRequest): string => String(headers['x-client']);
const toJson = ({ print, ...shown }: Payment) => shown;

const app = Fastify();
app.setErrorHandler<Error & { statusCode?: number; status?: number; id?: string }>((error, request, reply) => {
  const status = error.status ?? error.statusCode ?? 500;
  if (status === 409 || status === 503) void reply.header('retry-after', 1);
  if (status === 500) console.error(error);
  return reply.code(status).send({ error: error.message, id: error.id });
});
app.get('/healthz', () => ({ status: 'ok' }));
app.post('/payments', async (request, reply) => {
  const purchase = readPurchase(request.body);
  const key = readKey(request.headers['idempotency-key'] as string | undefined);
  const payment = await pay(clientOf(request), key, purchase);
  return reply.code(payment.status === 'paid' ? 201 : 402).send(toJson(payment));
});
app.get<{ Params: { id: string } }>('/payments/:id', async (request) => {
  const payment = await findById(clientOf(request), request.params.id);
  if (!payment) throw new Refusal(404, 'there is no such payment');
  return toJson(payment);
});

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
