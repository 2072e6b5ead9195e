import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { confirmLater } from './confirmations.ts';
import { correlation, log, toLoggable } from './log.ts';
import { callWarehouse, useWarehouse } from './warehouse.ts';

type Answer = [status: number, body?: unknown];

const orders = new Map<string, { id: string; status: string }>();

const server = createServer((request, response) => {
  const given = String(request.headers['x-correlation-id'] ?? '');
  const id = given || randomUUID();
  const startedAt = performance.now();
  const { method = '', url = '/' } = request;
  const path = url.split('?')[0]!;

  correlation.run(id, async () => {
    const [status, body] = await answer(method, path, request).catch((error: Error): Answer => {
      log('error', 'unexpected error', { error: error.message, stack: error.stack });
      return [500, { error: 'something went wrong' }];
    });
    response.writeHead(status, { 'content-type': 'application/json', 'x-correlation-id': id });
    response.end(body === undefined ? undefined : JSON.stringify(body));
    const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
    log(level, 'request', { method, path, status, durationMs: Math.round(performance.now() - startedAt) });
  });
});

async function answer(method: string, path: string, request: IncomingMessage): Promise<Answer> {
  if (method === 'PUT' && path === '/upstreams/warehouse') {
    const { url, token } = (await readObject(request)) ?? {};
    useWarehouse(String(url), String(token));
    return [204];
  }
  if (method === 'POST' && path === '/orders') return placeOrder(await readObject(request));
  const order = method === 'GET' && path.startsWith('/orders/') ? orders.get(path.slice('/orders/'.length)) : undefined;
  return order ? [200, order] : [404, { error: 'nothing here' }];
}

async function placeOrder(order: Record<string, unknown> | null): Promise<Answer> {
  if (!order || !isOrder(order)) return [400, { error: 'an order has a customer and items' }];
  const orderId = randomUUID();
  log('info', 'order received', { orderId, order: toLoggable(order) });
  if (!(await callWarehouse('reservations', { orderId, items: order.items } as { orderId: string })))
    return [502, { error: 'the warehouse did not reserve the items' }];
  const stored = { id: orderId, status: 'reserved' };
  orders.set(orderId, stored);
  confirmLater(orderId, order.customer);
  return [201, stored];
}

function isOrder(order: Record<string, unknown>): order is { customer: string; items: object[] } {
  const { customer, items } = order;
  return (
    typeof customer === 'string' &&
    customer.length >= 1 &&
    customer.length <= 100 &&
    Array.isArray(items) &&
    items.length > 0 &&
    items.every((item) => typeof item?.sku === 'string' && Number.isInteger(item.quantity) && item.quantity >= 1)
  );
}

async function readObject(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof body === 'object' && !Array.isArray(body) ? body : null;
  } catch {
    return null;
  }
}

server.listen(Number(process.env.PORT), '127.0.0.1', () => log('info', 'listening'));
