import express, { type NextFunction, type Request, type Response } from 'express';
import { createTable, findById, findByKey, insertLeased, lease, settle, type PaymentRow } from './payments.ts';
import { charge } from './provider.ts';
import { fingerprint, readKey, readPurchase, type Purchase } from './purchase.ts';
import { Refusal } from './refusal.ts';

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/payments', async (request, response) => {
  const purchase = readPurchase(request.body);
  const payment = await pay(clientOf(request), readKey(request.get('idempotency-key')), purchase);
  response.status(payment.status === 'paid' ? 201 : 402).json(toJson(payment));
});

app.get('/payments/:id', async (request, response) => {
  const payment = await findById(clientOf(request), request.params.id);
  if (!payment) throw new Refusal(404, 'you have no such payment');
  response.json(toJson(payment));
});

/** The payment of this key, paid or declined, and carried out now if nobody has done so yet. */
async function pay(client: string, key: string, purchase: Purchase): Promise<PaymentRow> {
  const print = fingerprint(purchase);
  const isNew = await insertLeased({ client, key, fingerprint: print, ...purchase });
  const payment = await getByKey(client, key);
  if (payment.fingerprint !== print) throw new Refusal(422, 'this Idempotency-Key belongs to another payment');
  if (payment.status !== 'pending') return payment;

  if (isNew || (await lease(payment.id))) {
    const outcome = await charge(payment.id, purchase);
    await settle(payment.id, outcome);
    if (!outcome) throw new Refusal(503, 'it is not known yet whether the card was charged', payment.id);
  }
  const settled = await getByKey(client, key);
  // Somebody else has it in hand.
  if (settled.status === 'pending') throw new Refusal(409, 'this payment is under way');
  return settled;
}

async function getByKey(client: string, key: string): Promise<PaymentRow> {
  const payment = await findByKey(client, key);
  if (!payment) throw new Error('a payment has vanished');
  return payment;
}

/** A gateway has seen to it that the header is there. */
const clientOf = (request: Request): string => request.get('x-client') ?? '';

function toJson({ id, order, amount, currency, status, charge, reason, createdAt }: PaymentRow) {
  return { id, order, amount: Number(amount), currency, status, charge, reason, createdAt };
}

app.use(
  (error: Error & { status?: number; id?: string }, request: Request, response: Response, next: NextFunction) => {
    const status = error.status ?? 500;
    if (status === 500) console.error(error);
    if (status === 409 || status === 503) response.set('retry-after', '1');
    response.status(status).json({ error: status === 500 ? 'something went wrong' : error.message, id: error.id });
  },
);

await createTable();
app.listen(Number(process.env.PORT), '127.0.0.1');
