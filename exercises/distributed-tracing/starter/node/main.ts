import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { Redis } from 'ioredis';

type Answer = [status: number, body: object];

const redis = new Redis(process.env.REDIS_URL!);
const orders = new Map<string, { id: string; status: string }>();

const server = createServer(async (request, response) => {
  const { method = 'GET', url = '/' } = request;
  const path = url.split('?')[0]!;
  // A span begins here. The trace goes on if the request's traceparent names one.
  const [status, body] = await answer(findRoute(method, path), path, request).catch((error: Error): Answer => {
    console.error(error);
    return [500, { error: 'something went wrong' }];
  });
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

function findRoute(method: string, path: string): string | null {
  if (method === 'POST' && path === '/orders') return '/orders';
  if (method === 'GET' && /^\/orders\/[^/]+$/.test(path)) return '/orders/:id';
  return null;
}

async function answer(route: string | null, path: string, request: IncomingMessage): Promise<Answer> {
  if (route === '/orders') return placeOrder(await readBody(request));
  const order = route ? orders.get(path.slice('/orders/'.length)) : undefined;
  return order ? [200, order] : [404, { error: 'nothing here' }];
}

async function placeOrder(body: any): Promise<Answer> {
  const { sku, quantity } = body ?? {};
  if (typeof sku !== 'string' || sku === '' || !Number.isInteger(quantity) || quantity < 1)
    return [400, { error: 'an order has a sku and a quantity' }];
  const id = randomUUID();
  if (!(await callStock(`/reservations/${id}`, { sku, quantity })))
    return [502, { error: 'the stock service did not reserve the items' }];
  orders.set(id, { id, status: 'reserved' });
  // The next service looks for traceparent in the headers.
  await redis.rpush('picks', JSON.stringify({ headers: {}, body: { orderId: id, sku, quantity } }));
  return [201, orders.get(id)!];
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return null;
  }
}

/** Whether the stock service agreed. */
async function callStock(path: string, body: object): Promise<boolean> {
  try {
    const answer = await fetch(`${process.env.UPSTREAM_STOCK_URL}${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

async function work(): Promise<void> {
  const connection = redis.duplicate();
  for (;;) {
    const taken = await connection.blpop('parcels', 0);
    const { body } = JSON.parse(taken![1]);
    const isShipped = await callStock(`/shipments/${body.orderId}`, { parcel: body.parcel });
    const order = orders.get(body.orderId);
    if (isShipped && order) order.status = 'shipped';
  }
}

server.listen(Number(process.env.PORT), '127.0.0.1');
await work();
