import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { Redis } from 'ioredis';
import { flush } from './exporter.ts';
import { callStock } from './stock.ts';
import { Kind, extract, inSpan, inject, shopOf } from './tracing.ts';

type Answer = [status: number, body: object];

const redis = new Redis(process.env.REDIS_URL!);
const worker = redis.duplicate();
let isStopping = false;
const orders = new Map<string, { id: string; status: string }>();

const server = createServer(async (request, response) => {
  const { method = 'GET', url = '/' } = request;
  const path = url.split('?')[0]!;
  const route = findRoute(method, path);
  const context = extract(request.headers);
  const attributes = {
    'http.request.method': method,
    'url.path': path,
    'url.scheme': 'http',
    ...(route && { 'http.route': route }),
    ...shopOf(context),
  };
  await inSpan(
    Kind.SERVER,
    route ? `${method} ${route}` : method,
    attributes,
    async (span) => {
      const [status, body] = await answer(route, path, request).catch((error: Error): Answer => {
        console.error(error);
        return [500, { error: 'something went wrong' }];
      });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      span.set('http.response.status_code', status);
      if (status >= 500) span.fail(String(status));
    },
    context,
  );
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
  await send('picks', { orderId: id, sku, quantity });
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

const messaging = (queue: string) => ({ 'messaging.system': 'redis', 'messaging.destination.name': queue });

async function send(queue: string, body: object): Promise<void> {
  await inSpan(Kind.PRODUCER, `send ${queue}`, messaging(queue), async (span) => {
    await redis.rpush(queue, JSON.stringify({ headers: inject(span), body }));
  });
}

/** Its context comes out of each message: whoever happened to start the loop has nothing to do with it. */
async function work(queue: string): Promise<void> {
  while (!isStopping) {
    const taken = await worker.blpop(queue, 0).catch(() => null); // cut by SIGTERM
    if (!taken) continue;
    const { headers, body } = JSON.parse(taken[1]);
    const context = extract(headers ?? {});
    await inSpan(
      Kind.CONSUMER,
      `process ${queue}`,
      { ...messaging(queue), ...shopOf(context) },
      async (span) => {
        const { orderId, parcel } = body;
        if (!(await callStock(`/shipments/${orderId}`, { parcel }))) return span.fail('shipment failed');
        const order = orders.get(orderId);
        if (order) order.status = 'shipped';
      },
      context,
    );
  }
}

process.once('SIGTERM', async () => {
  isStopping = true;
  server.close();
  worker.disconnect();
  await flush(1500);
  process.exit(0);
});

server.listen(Number(process.env.PORT), '127.0.0.1');
await work('parcels');
