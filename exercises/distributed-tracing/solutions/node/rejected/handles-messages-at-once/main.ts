import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyRequest } from 'fastify';
import { createClient } from 'redis';
import { Exporter } from './exporter.ts';
import { Span, Trace } from './trace.ts';

const STOCK = new URL(process.env.UPSTREAM_STOCK_URL!);
const exporter = new Exporter(`${process.env.UPSTREAM_COLLECTOR_URL}/v1/traces`);
const redis = await createClient({ url: process.env.REDIS_URL! }).connect();
const worker = await redis.duplicate().connect();
const orders = new Map<string, { id: string; status: string }>();
/** The span of each request that is not answered yet. */
const spans = new WeakMap<FastifyRequest, Span>();

const app = Fastify({ exposeHeadRoutes: false, forceCloseConnections: true });

app.addHook('onRequest', async (request) => {
  const { method, headers } = request;
  const route = request.is404 ? undefined : request.routeOptions.url;
  const trace = Trace.of(headers, (span) => exporter.add(span));
  const span = trace.start('SERVER', route ? `${method} ${route}` : method, {
    'http.request.method': method,
    'http.route': route,
    'url.path': request.url.split('?')[0],
    'url.scheme': 'http',
    'app.shop': trace.shop,
  });
  spans.set(request, span);
});

app.addHook('onResponse', async (request, reply) => {
  const span = spans.get(request)!;
  span.set({ 'http.response.status_code': reply.statusCode });
  if (reply.statusCode >= 500) span.fail(String(reply.statusCode));
  span.end();
});

app.setErrorHandler((error: { statusCode?: number }, _request, reply) =>
  reply.code((error.statusCode ?? 500) < 500 ? 400 : 500).send({ error: 'this request cannot be answered' }),
);
app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'nothing here' }));

app.post('/orders', async (request, reply) => {
  const { sku, quantity } = (request.body ?? {}) as Record<string, unknown>;
  if (typeof sku !== 'string' || sku === '' || !Number.isInteger(quantity) || (quantity as number) < 1)
    return reply.code(400).send({ error: 'an order has a sku and a quantity' });
  const span = spans.get(request)!;
  const id = randomUUID();
  if (!(await callStock(span, `reservations/${id}`, { sku, quantity })))
    return reply.code(502).send({ error: 'the stock service did not reserve the items' });
  const order = { id, status: 'reserved' };
  orders.set(id, order);
  const sending = span.child('PRODUCER', 'send picks', messaging('picks'));
  await redis.rPush('picks', JSON.stringify({ headers: sending.headers, body: { orderId: id, sku, quantity } }));
  sending.end();
  return reply.code(201).send(order);
});

app.get('/orders/:id', async (request, reply) => {
  const order = orders.get((request.params as { id: string }).id);
  return order ?? reply.callNotFound();
});

/** Whether the stock service agreed. */
async function callStock(parent: Span, path: string, body: object): Promise<boolean> {
  const url = new URL(path, STOCK).href;
  const span = parent.child('CLIENT', 'PUT', {
    'http.request.method': 'PUT',
    'url.full': url,
    'server.address': STOCK.hostname,
    'server.port': Number(STOCK.port),
  });
  try {
    const headers = { ...span.headers, 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
    await answer.arrayBuffer();
    span.set({ 'http.response.status_code': answer.status });
    if (answer.status >= 400) span.fail(String(answer.status));
    return answer.ok;
  } catch (error) {
    span.fail('no answer', error as Error);
    return false;
  } finally {
    span.end();
  }
}

const messaging = (queue: string) => ({ 'messaging.system': 'redis', 'messaging.destination.name': queue });

async function work(): Promise<void> {
  while (worker.isOpen) {
    const taken = await worker.blPop('parcels', 0).catch(() => null); // cut by SIGTERM
    if (!taken) continue;
    void handle(taken.element);
  }
}

async function handle(text: string): Promise<void> {
  const { headers = {}, body } = JSON.parse(text);
  const trace = Trace.of(headers, (span) => exporter.add(span));
  const span = trace.start('CONSUMER', 'process parcels', { ...messaging('parcels'), 'app.shop': trace.shop });
  const isShipped = await callStock(span, `shipments/${body.orderId}`, { parcel: body.parcel });
  const order = orders.get(body.orderId);
  if (!isShipped) span.fail('refused');
  else if (order) order.status = 'shipped';
  span.end();
}

process.once('SIGTERM', async () => {
  worker.destroy();
  await app.close();
  await exporter.close(1500);
  process.exit(0);
});

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
await work();
