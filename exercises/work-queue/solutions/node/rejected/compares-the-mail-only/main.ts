import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { enqueue, revive, show, showDead, type Order } from './queue.ts';
import { stop, work } from './worker.ts';

class Refusal extends Error {
  status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

async function route(request: IncomingMessage): Promise<Answer> {
  const call = `${request.method} ${request.url}`;
  if (call === 'GET /healthz') return { status: 200, body: { status: 'ok' } };
  if (call === 'POST /jobs') return post(request);
  if (call === 'GET /dead') return { status: 200, body: { jobs: await showDead() } };
  const read = /^GET \/jobs\/([^/]+)$/.exec(call)?.[1];
  if (read !== undefined) return { status: 200, body: await getJob(read) };
  const dead = /^POST \/dead\/([^/]+)\/retry$/.exec(call)?.[1];
  if (dead === undefined) throw new Refusal(404, `no such route: ${call}`);
  if (!(await revive(dead))) throw new Refusal(404, `no dead job ${dead}`);
  return { status: 202, body: await getJob(dead) };
}

async function post(request: IncomingMessage): Promise<Answer> {
  const order = toOrder(await readBody(request));
  const { id, isNew, isOther } = await enqueue(order, keyOf(request));
  if (isOther) throw new Refusal(409, 'this key was used for another mail');
  return { status: isNew ? 202 : 200, body: await getJob(id), headers: { Location: `/jobs/${id}` } };
}

async function getJob(id: string) {
  const job = await show(id);
  if (!job) throw new Refusal(404, `no job ${id}`);
  return job;
}

function keyOf(request: IncomingMessage): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key.length < 1 || key.length > 100)
    throw new Refusal(400, 'an Idempotency-Key has 1–100 characters');
  return key;
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch {
    // The same answer as for JSON of another shape.
  }
  throw new Refusal(400, 'the body must be a JSON object');
}

function toOrder(body: Record<string, unknown>): Order {
  const to = text(body, 'to', 3, 200);
  if (!to.includes('@')) throw new Refusal(400, 'to must have an @');
  return {
    to,
    subject: text(body, 'subject', 1, 200),
    text: text(body, 'text', 0, 10_000),
    maxAttempts: integer(body, 'maxAttempts', 1, 10, 5),
    backoffMs: integer(body, 'backoffMs', 50, 60_000, 1000),
    delayMs: integer(body, 'delayMs', 0, 86_400_000, 0),
  };
}

function text(body: Record<string, unknown>, name: string, min: number, max: number): string {
  const value = body[name];
  if (typeof value === 'string' && value.length >= min && value.length <= max) return value;
  throw new Refusal(400, `${name} must be a string of ${min}–${max} characters`);
}

function integer(
  body: Record<string, unknown>,
  name: string,
  min: number,
  max: number,
  otherwise: number,
): number {
  const value = body[name] === undefined ? otherwise : body[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Refusal(400, `${name} must be an integer from ${min} to ${max}`);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body, headers } = await route(request).catch((error: Error): Answer => {
    if (error instanceof Refusal) return { status: error.status, body: { error: error.message } };
    return { status: 503, body: { error: 'Redis does not answer' } };
  });
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

const server = createServer((request, response) => void answer(request, response));
server.listen(Number(process.env.PORT), '127.0.0.1');

process.on('SIGTERM', stop);
await work();
process.exit(0);
