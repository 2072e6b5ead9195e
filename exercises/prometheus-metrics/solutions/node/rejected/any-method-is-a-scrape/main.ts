import { randomUUID } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Counter, Gauge, Histogram, register } from 'prom-client';

interface Parcel {
  id: string;
  carrier: string;
  to: string;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const requests = new Counter({
  name: 'http_requests_total',
  help: 'Requests that were answered.',
  labelNames: ['method', 'route', 'status'],
});
const durations = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from the arrival of a request to the end of its answer.',
  labelNames: ['method', 'route'],
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5],
});
const inFlight = new Gauge({ name: 'http_requests_in_flight', help: 'Requests that are not answered yet.' });
const hubCalls = new Counter({
  name: 'hub_calls_total',
  help: 'Calls to the hub that have ended.',
  labelNames: ['carrier', 'outcome'],
});

const parcels = new Map<string, Parcel>();
let carriers: string[] = [];

const app = express();

// Before everything that is measured: a scrape is no request of the shops.
app.get('/metrics', async (_request, response) => {
  response.set('content-type', register.contentType).send(await register.metrics());
});

app.use((request, response, next) => {
  if (request.path === '/metrics') return next();
  const startedAt = performance.now();
  inFlight.inc();
  // The one event that comes always: after the answer, and when the client has gone.
  response.once('close', () => {
    inFlight.dec();
    const method = METHODS.has(request.method) ? request.method : 'other';
    const route: string = response.locals.route ?? 'unmatched';
    const status = response.writableFinished ? response.statusCode : 499;
    requests.inc({ method, route, status });
    durations.observe({ method, route }, (performance.now() - startedAt) / 1000);
  });
  next();
});

/** Notes the pattern that fitted before anything can refuse the request, then reads the body. */
const enter = (request: Request, response: Response, next: NextFunction) => {
  response.locals.route = request.route.path;
  readBody(request, response, next);
};
const readBody = express.json();

app.put('/carriers', enter, (request, response) => {
  const names = request.body?.names;
  if (!isListOfNames(names)) return void response.status(400).json({ error: 'names is a list of names' });
  carriers = names;
  for (const carrier of names) for (const outcome of ['ok', 'failed']) hubCalls.inc({ carrier, outcome }, 0);
  response.status(204).end();
});

app.post('/parcels', enter, async (request, response) => {
  const { carrier, to } = request.body ?? {};
  if (!carriers.includes(carrier) || typeof to !== 'string' || to === '')
    return void response.status(400).json({ error: 'a parcel has a carrier of the list and an address' });
  const printed = await printLabel(carrier, to);
  hubCalls.inc({ carrier, outcome: printed ? 'ok' : 'failed' });
  if (!printed) return void response.status(502).json({ error: 'the hub printed no label' });
  const parcel = { id: randomUUID(), carrier, to };
  parcels.set(parcel.id, parcel);
  response.status(201).json(parcel);
});

app.get('/parcels/:id', enter, (request: Request<{ id: string }>, response) => {
  const parcel = parcels.get(request.params.id);
  if (!parcel) return void response.status(404).json({ error: 'no such parcel' });
  response.json(parcel);
});

app.get('/parcels/:id/address', enter, (request: Request<{ id: string }>, response) => {
  const parcel = parcels.get(request.params.id);
  if (!parcel) return void response.status(404).json({ error: 'no such parcel' });
  response.json({ to: parcel.to });
});

app.delete('/parcels/:id', enter, (request: Request<{ id: string }>, response) => {
  if (!parcels.delete(request.params.id)) return void response.status(404).json({ error: 'no such parcel' });
  response.status(204).end();
});

app.use((_request, response) => void response.status(404).json({ error: 'nothing here' }));

app.use((error: Error & { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
  const status = error.status ?? 500;
  response.status(status < 500 ? 400 : 500).json({ error: 'this request cannot be answered' });
});

/** Whether the hub printed it. */
async function printLabel(carrier: string, to: string): Promise<boolean> {
  try {
    const answer = await fetch(`${process.env.UPSTREAM_HUB_URL}/labels`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ carrier, to }),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

function isListOfNames(names: unknown): names is string[] {
  return (
    Array.isArray(names) &&
    names.length >= 1 &&
    names.length <= 20 &&
    new Set(names).size === names.length &&
    names.every((name) => typeof name === 'string' && name.length >= 1 && name.length <= 40)
  );
}

app.listen(Number(process.env.PORT), '127.0.0.1');
