import express, { type NextFunction, type Request, type Response } from 'express';
import { putIntoCart, readCart } from './carts.ts';
import { checkOut, findCheckout } from './checkouts.ts';
import { createTables } from './database.ts';
import { capture, findOrder, listOrders, refund } from './orders.ts';
import { findProduct, isWhole, offer } from './products.ts';
import { Refusal } from './refusal.ts';
import { receive } from './webhooks.ts';

const app = express();

// Before the parser of JSON, which keeps nothing of the bytes.
app.post('/webhooks', express.raw({ type: () => true }), async (request, response) => {
  await receive(request.get('payment-signature'), Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
  response.json({ received: true });
});

app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.put('/products/:sku', async (request, response) => {
  response.json(await offer(vendorOf(request), request.params.sku, request.body));
});

app.get('/products/:sku', async (request, response) => {
  response.json(await findProduct(request.params.sku));
});

app.put('/cart/:sku', async (request, response) => {
  const quantity = request.body?.quantity;
  if (!isWhole(quantity, 0, 99)) throw new Refusal(400, 'quantity must be an integer from 0 to 99');
  await findProduct(request.params.sku);
  await putIntoCart(customerOf(request), request.params.sku, quantity);
  response.json(await showCart(request));
});

app.get('/cart', async (request, response) => {
  response.json(await showCart(request));
});

app.post('/checkouts', async (request, response) => {
  const key = request.get('idempotency-key') ?? '';
  if (!/^[\w-]{1,64}$/.test(key)) throw new Refusal(400, 'Idempotency-Key must be 1–64 of A–Z a–z 0–9 - _');
  const card = request.body?.card;
  if (typeof card !== 'string' || card.length < 1 || card.length > 64)
    throw new Refusal(400, 'card must be a string of 1–64 characters');
  const checkout = await checkOut(customerOf(request), key, card);
  response.status({ authorized: 201, pending: 202, declined: 402 }[checkout.status]).json(checkout);
});

app.get('/checkouts/:id', async (request, response) => {
  response.json(await findCheckout(customerOf(request), request.params.id));
});

app.get('/orders', async (request, response) => {
  response.json({ orders: await listOrders('vendor = $1', [vendorOf(request)]) });
});

app.get('/orders/:id', async (request, response) => {
  response.json(await findOrder(vendorOf(request), request.params.id));
});

app.post('/orders/:id/capture', async (request, response) => {
  response.json(await capture(vendorOf(request), request.params.id));
});

app.post('/orders/:id/refund', async (request, response) => {
  response.json(await refund(vendorOf(request), request.params.id));
});

async function showCart(request: Request) {
  const cart = await readCart(customerOf(request));
  return { items: Object.entries(cart).map(([sku, quantity]) => ({ sku, quantity })) };
}

/** A gateway has seen to it that the header is there, and says the truth. */
const vendorOf = (request: Request): string => request.get('x-vendor') ?? '';
const customerOf = (request: Request): string => request.get('x-customer') ?? '';

app.use((error: Error & { status?: number; sku?: string }, request: Request, response: Response, next: NextFunction) => {
  const status = error.status ?? 500;
  if (status === 500) console.error(error);
  response.status(status).json({ error: status === 500 ? 'something went wrong' : error.message, sku: error.sku });
});

await createTables();
app.listen(Number(process.env.PORT), '127.0.0.1');
