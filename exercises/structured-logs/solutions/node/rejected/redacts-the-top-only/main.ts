import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { pino, type Logger } from 'pino';

interface Order {
  customer: string;
  items: object[];
}

/** What has to know for whom it works is given the logger, which carries the id. Nothing is taken from the surroundings. */
interface Job {
  orderId: string;
  customer: string;
  correlationId: string;
  logger: Logger;
}

const SECRET = /^(password|card|cvv|token|iban)$/i;

const root = pino({
  base: null,
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (level) => ({ level }) },
});

const orders = new Map<string, { id: string; status: string }>();
let warehouse = { url: '', token: '' };
let lastConfirmation: Promise<unknown> = Promise.resolve();

const app = Fastify({
  requestIdHeader: false,
  genReqId: (request) => {
    const given = request.headers['x-correlation-id'];
    return typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
  },
});

app.addHook('onRequest', async (request, reply) => {
  reply.header('x-correlation-id', request.id);
});

app.addHook('onResponse', async (request, reply) => {
  const level = reply.statusCode >= 500 ? 'error' : reply.statusCode >= 400 ? 'warn' : 'info';
  const line = {
    correlationId: request.id,
    method: request.method,
    path: request.url.split('?')[0],
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime),
  };
  root[level](line, 'request');
});

app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
  const status = error.statusCode ?? 500;
  if (status >= 500) root.error({ correlationId: request.id, error: error.message }, 'unexpected error');
  // A body that cannot be read is a wrong order, whatever the framework calls it.
  reply.code(status >= 500 ? 500 : 400).send({ error: 'this request cannot be answered' });
});

app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'nothing here' }));

app.put('/upstreams/warehouse', (request, reply) => {
  warehouse = request.body as typeof warehouse;
  reply.code(204).send();
});

app.post('/orders', async (request, reply) => {
  if (!isOrder(request.body)) return reply.code(400).send({ error: 'an order has a customer and items' });
  const { customer, items } = request.body;
  const orderId = randomUUID();
  const job = { orderId, customer, correlationId: request.id, logger: root.child({ correlationId: request.id, orderId }) };
  job.logger.info({ order: redact(request.body) }, 'order received');
  if (!(await call('reservations', { orderId, items }, job)))
    return reply.code(502).send({ error: 'the warehouse did not reserve the items' });
  const stored = { id: orderId, status: 'reserved' };
  orders.set(orderId, stored);
  lastConfirmation = lastConfirmation.then(() => call('confirmations', { orderId, customer }, job));
  return reply.code(201).send(stored);
});

app.get('/orders/:id', (request, reply) => {
  const order = orders.get((request.params as { id: string }).id);
  if (!order) return reply.callNotFound();
  reply.send(order);
});

/** Whether the warehouse agreed. Never rejects. */
async function call(target: string, body: object, { correlationId, logger }: Job): Promise<boolean> {
  const startedAt = performance.now();
  const status = await fetch(`${warehouse.url}/${target}`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${warehouse.token}`,
      'x-correlation-id': correlationId,
    },
    body: JSON.stringify(body),
  }).then(
    (answer) => answer.status,
    () => null,
  );
  const good = status !== null && status >= 200 && status < 300;
  const durationMs = Math.round(performance.now() - startedAt);
  logger[good ? 'info' : 'error']({ target, status, durationMs }, 'upstream call');
  return good;
}

function isOrder(body: unknown): body is Order {
  const { customer, items } = (body ?? {}) as Partial<Order>;
  if (typeof customer !== 'string' || customer.length < 1 || customer.length > 100) return false;
  if (!Array.isArray(items) || items.length === 0) return false;
  return items.every((item) => typeof item?.sku === 'string' && Number.isInteger(item.quantity) && item.quantity >= 1);
}

function redact(order: object): unknown {
  const hide = (value: object): object =>
    Object.fromEntries(Object.entries(value).map(([name, member]) => [name, SECRET.test(name) ? '[redacted]' : member]));
  const copy = hide(order) as { payment?: object };
  if (copy.payment) copy.payment = hide(copy.payment);
  const text = JSON.stringify(copy, (_name, value: unknown) => {
    return typeof value === 'string' && value.length > 256 ? `${value.slice(0, 256)}…` : value;
  });
  return JSON.parse(text);
}

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
root.info('listening');
