import { createServer, type IncomingMessage } from 'node:http';
import { readDefinition, storeDefinition, take } from './take.ts';

/** An answer that is not 200, thrown from wherever it is found out. */
class Problem extends Error {
  status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Answer = { status: number; body: unknown; headers?: Record<string, string> };

async function route(request: IncomingMessage): Promise<Answer> {
  const call = `${request.method} ${request.url}`;
  if (call === 'GET /healthz') return { status: 200, body: { status: 'ok' } };
  const match = /^(PUT|GET|POST) \/limits\/([a-z0-9-]{1,64})(\/take)?$/.exec(call);
  const [, method, name, isTake] = match ?? [];
  if (name && method === 'PUT' && !isTake) return define(name, await readObject(request));
  if (name && method === 'GET' && !isTake) return read(name);
  if (name && method === 'POST' && isTake) return decide(name, await readObject(request));
  throw new Problem(404, `no such route: ${call}`);
}

async function define(name: string, body: Record<string, unknown>): Promise<Answer> {
  const limit = integer(body, 'limit', 1, 1000);
  const windowMs = integer(body, 'windowMs', 100, 3_600_000);
  await storeDefinition(name, { limit, windowMs });
  return { status: 200, body: { name, limit, windowMs } };
}

async function read(name: string): Promise<Answer> {
  const definition = await readDefinition(name);
  if (!definition) throw new Problem(404, `nobody defined the limit ${name}`);
  return { status: 200, body: { name, ...definition } };
}

async function decide(name: string, { key }: Record<string, unknown>): Promise<Answer> {
  if (typeof key !== 'string' || !/^.{1,200}$/su.test(key))
    throw new Problem(400, 'key must have 1–200 characters');
  const decision = await take(name, key);
  if (!decision) throw new Problem(404, `nobody defined the limit ${name}`);
  const { allowed, limit, remaining, resetMs, retryAfterMs } = decision;
  const headers: Record<string, string> = {
    'RateLimit-Limit': `${limit}`,
    'RateLimit-Remaining': `${remaining}`,
    'RateLimit-Reset': `${Math.ceil(resetMs / 1000)}`,
  };
  if (!allowed) headers['Retry-After'] = `${Math.ceil(retryAfterMs / 1000)}`;
  return { status: allowed ? 200 : 429, body: { allowed, remaining }, headers };
}

function integer(body: Record<string, unknown>, field: string, min: number, max: number): number {
  const value = body[field];
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Problem(400, `${field} must be an integer from ${min} to ${max}`);
}

async function readObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch {
    // Falls through to the same answer as JSON of another shape.
  }
  throw new Problem(400, 'the body must be a JSON object');
}

createServer((request, response) => {
  route(request)
    .catch((error: Error): Answer => {
      const status = error instanceof Problem ? error.status : 503;
      return { status, body: { error: error.message } };
    })
    .then(({ status, body, headers }) => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    });
}).listen(Number(process.env.PORT), '127.0.0.1');
