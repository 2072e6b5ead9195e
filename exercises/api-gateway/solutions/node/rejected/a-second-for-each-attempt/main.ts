import { randomUUID } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';
import { readCustomer, readOrder, readOrders, readPoints, readStock, type Order } from './forms.ts';
import { CallError, Upstream } from './upstream.ts';

const customers = new Upstream('customers');
const orders = new Upstream('orders');
const points = new Upstream('points');
const stock = new Upstream('stock');

/** One request of the app, as long as it is under way. */
interface Visit {
  requestId: string;
  signal: AbortSignal;
}

/** An answer that a service gave and that the app is to have, in words of ours. */
class Refusal extends Error {
  status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const app = express();

app.use((request, response, next) => {
  const given = request.get('x-request-id') ?? '';
  response.locals.requestId = /^[A-Za-z0-9-]{8,64}$/.test(given) ? given : randomUUID();
  response.set('x-request-id', response.locals.requestId);
  next();
});

app.get('/home', async (request, response) => {
  const visit = begin(response);
  const customer = await findCustomer(request, visit);
  const missing: string[] = [];
  const headers = { 'x-request-id': visit.requestId, 'x-user-id': customer.id };
  const { q } = request.query;
  const search = typeof q === 'string' ? `?${new URLSearchParams({ q })}` : '';

  const [shown, total] = await Promise.all([
    orders
      .get(`/orders${search}`, headers, visit.signal, readOrders)
      .then((list) => withStock(list, visit, missing)),
    orMissing('points', points.get('/points', headers, visit.signal, readPoints), missing),
  ]);

  response.json({ customer, orders: shown, points: total, missing: missing.sort() });
});

app.get('/orders/:id', async (request, response, next) => {
  const { id } = request.params;
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(id)) return next();
  const visit = begin(response);
  const customer = await findCustomer(request, visit);
  const missing: string[] = [];
  const headers = { 'x-request-id': visit.requestId, 'x-user-id': customer.id };

  const call = orders.get(`/orders/${id}`, headers, visit.signal, readOrder);
  const order = await orRefusal(call, 404, 'There is no such order.');
  const [shown] = await withStock([order], visit, missing);

  response.json({ order: shown, missing });
});

app.use((_request, response) => void response.status(404).json({ error: 'There is nothing here.' }));

app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
  const reason = error instanceof CallError ? error.reason : 'failed';
  if (error instanceof Refusal) response.status(error.status).json({ error: error.message });
  else if (reason === 'late') response.status(504).json({ error: 'This takes too long right now.' });
  else if (reason === 'full')
    response.status(503).set('retry-after', '1').json({ error: 'There is too much to do right now.' });
  else response.status(502).json({ error: 'This does not work right now.' });
});

/** When the answer is sent, or the app has gone, nobody needs what is still under way. */
function begin(response: Response): Visit {
  const controller = new AbortController();
  response.on('close', () => controller.abort());
  return { requestId: response.locals.requestId, signal: controller.signal };
}

function findCustomer(request: Request, { requestId, signal }: Visit) {
  const { authorization } = request.headers;
  const headers = { 'x-request-id': requestId, ...(authorization !== undefined && { authorization }) };
  return orRefusal(customers.get('/me', headers, signal, readCustomer), 401, 'Please log in.');
}

/** The orders with what is in stock, by one call for all of them. */
async function withStock(list: Order[], { requestId, signal }: Visit, missing: string[]) {
  if (list.length === 0) return [];
  const skus = new Set(list.map(({ sku }) => sku));
  const query = new URLSearchParams([...skus].map((sku) => ['sku', sku]));
  const call = stock.get(`/stock?${query}`, { 'x-request-id': requestId }, signal, readStock);
  const available = await orMissing('stock', call, missing);
  return list.map((order) => ({ ...order, available: available?.get(order.sku) ?? null }));
}

/** Null when the call fails, and then its name is among what is missing. */
async function orMissing<T>(name: string, call: Promise<T>, missing: string[]): Promise<T | null> {
  try {
    return await call;
  } catch {
    missing.push(name);
    return null;
  }
}

/** Tells the app when the service has answered with this status. */
async function orRefusal<T>(call: Promise<T>, status: number, message: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof CallError && error.status === status ? new Refusal(status, message) : error;
  }
}

app.listen(Number(process.env.PORT), '127.0.0.1');
