import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describeMetric, Durations, Series } from './metrics.ts';

type Answer = [status: number, body?: unknown];
type Handler = (request: IncomingMessage, id: string) => Promise<Answer> | Answer;

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const parcels = new Map<string, { id: string; carrier: string; to: string }>();
let carriers: string[] = [];

const requests = new Series();
const durations = new Durations();
const hubCalls = new Series();
let inFlight = 0;

/** The label of a route stands beside its pattern: no request can invent another one. */
const ROUTES: { method: string; route: string; pattern: RegExp; handle: Handler }[] = [
  { method: 'PUT', route: '/carriers', pattern: /^\/carriers$/, handle: useCarriers },
  { method: 'POST', route: '/parcels', pattern: /^\/parcels$/, handle: sendParcel },
  { method: 'GET', route: '/parcels/:id', pattern: /^\/parcels\/([^/]+)$/, handle: readParcel },
  { method: 'GET', route: '/parcels/:id/address', pattern: /^\/parcels\/([^/]+)\/address$/, handle: readAddress },
  { method: 'DELETE', route: '/parcels/:id', pattern: /^\/parcels\/([^/]+)$/, handle: deleteParcel },
];

const server = createServer(async (request, response) => {
  const path = request.url!.split('?')[0]!;
  if (request.method === 'GET' && path === '/metrics') return scrape(response);
  const startedAt = performance.now();
  const found = ROUTES.find(({ method, pattern }) => method === request.method && pattern.test(path));
  const labels = {
    method: METHODS.has(request.method!) ? request.method! : 'other',
    route: found?.route ?? 'unmatched',
  };
  inFlight += 1;
  response.once('close', () => {
    inFlight -= 1;
    const status = response.writableFinished ? String(response.statusCode) : '499';
    requests.add({ ...labels, status }, 1);
    durations.observe(labels, (performance.now() - startedAt) / 1000);
  });
  const id = found?.pattern.exec(path)?.[1] ?? '';
  const [status, body] = await answer(request, found?.handle, id);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
});

async function answer(request: IncomingMessage, handle: Handler | undefined, id: string): Promise<Answer> {
  try {
    return handle ? await handle(request, id) : [404, { error: 'nothing here' }];
  } catch {
    return [500, { error: 'something went wrong' }];
  }
}

function scrape(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  response.end(
    [
      describeMetric('http_requests_total', 'counter', 'Requests that were answered.'),
      requests.write('http_requests_total'),
      describeMetric('http_request_duration_seconds', 'histogram', 'From the arrival of a request to its answer.'),
      durations.write('http_request_duration_seconds'),
      describeMetric('http_requests_in_flight', 'gauge', 'Requests that are not answered yet.'),
      `http_requests_in_flight ${inFlight}\n`,
      describeMetric('hub_calls_total', 'counter', 'Calls to the hub that have ended.'),
      hubCalls.write('hub_calls_total'),
    ].join(''),
  );
}

async function useCarriers(request: IncomingMessage): Promise<Answer> {
  const { names } = await readObject(request);
  if (!isListOfNames(names)) return [400, { error: 'names is a list of names' }];
  carriers = names;
  for (const carrier of names) for (const outcome of ['ok', 'failed']) hubCalls.add({ carrier, outcome }, 0);
  return [204];
}

async function sendParcel(request: IncomingMessage): Promise<Answer> {
  const { carrier, to } = await readObject(request);
  if (!carriers.includes(carrier as string) || typeof to !== 'string' || to === '')
    return [400, { error: 'a parcel has a carrier of the list and an address' }];
  const soFar = { ok: callsSoFar(carrier as string, 'ok'), failed: callsSoFar(carrier as string, 'failed') };
  const printed = await printLabel(carrier as string, to);
  const outcome = printed ? 'ok' : 'failed';
  hubCalls.set({ carrier: carrier as string, outcome }, soFar[outcome] + 1);
  if (!printed) return [502, { error: 'the hub printed no label' }];
  const parcel = { id: randomUUID(), carrier: carrier as string, to };
  parcels.set(parcel.id, parcel);
  return [201, parcel];
}

const callsSoFar = (carrier: string, outcome: string) => hubCalls.read({ carrier, outcome });

function readParcel(_request: IncomingMessage, id: string): Answer {
  const parcel = parcels.get(id);
  return parcel ? [200, parcel] : [404, { error: 'no such parcel' }];
}

function readAddress(_request: IncomingMessage, id: string): Answer {
  const parcel = parcels.get(id);
  return parcel ? [200, { to: parcel.to }] : [404, { error: 'no such parcel' }];
}

function deleteParcel(_request: IncomingMessage, id: string): Answer {
  return parcels.delete(id) ? [204] : [404, { error: 'no such parcel' }];
}

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

/** The body's members; none for what is no JSON object. */
async function readObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) ?? {};
  } catch {
    return {};
  }
}

server.listen(Number(process.env.PORT), '127.0.0.1');
