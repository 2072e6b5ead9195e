import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

interface Account {
  id: string;
  name: string;
  settings: Record<string, unknown>;
}

interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const tokens = new Map<string, Account>();
const sessions = new Map<string, Account>();

const ROUTES: Record<string, (request: IncomingMessage) => Answer | Promise<Answer>> = {
  'GET /countries': () => ({ status: 200, body: { countries: ['AT', 'CH', 'DE'] } }),
  'POST /accounts': openAccount,
  'POST /session': beginSession,
  'DELETE /session': endSession,
  'GET /account': (request) => ({ status: 200, body: authenticate(request) }),
  'PATCH /account': changeAccount,
  'POST /account': changeAccount,
};

const server = createServer(async (request, response) => {
  // "Put a star there and the console is quiet." Is it right now?
  const cors = { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' };
  try {
    const { status, body, headers } = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json', 'x-powered-by': 'radhof 2.3', ...cors, ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  } catch (error) {
    // Nothing of what every answer needs is here.
    const status = error instanceof Refusal ? error.status : 500;
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end(`<h1>Error</h1><p>${decodeURIComponent(request.url!)}: ${(error as Error).message}</p>`);
  }
});

async function answer(request: IncomingMessage): Promise<Answer> {
  if (request.method === 'OPTIONS') return { status: 204, headers: { 'access-control-allow-headers': '*' } };
  const path = request.url!.split('?')[0]!;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = Object.hasOwn(ROUTES, `${method} ${path}`) ? ROUTES[`${method} ${path}`] : undefined;
  if (!route) throw new Refusal(404, 'there is nothing here');
  return route(request);
}

async function openAccount(request: IncomingMessage): Promise<Answer> {
  const { name } = await readObject(request);
  if (!isName(name)) throw new Refusal(400, 'a name has 1 to 100 characters');
  const account = { id: randomUUID(), name, settings: {} };
  const token = randomBytes(32).toString('base64url');
  tokens.set(token, account);
  return { status: 201, body: { id: account.id, token } };
}

function beginSession(request: IncomingMessage): Answer {
  const account = authenticate(request);
  const session = randomBytes(32).toString('base64url');
  sessions.set(session, account);
  return { status: 204, headers: { 'set-cookie': `session=${session}; Path=/` } };
}

function endSession(request: IncomingMessage): Answer {
  authenticate(request);
  sessions.delete(readSession(request));
  return { status: 204, headers: { 'set-cookie': 'session=; Max-Age=0' } };
}

async function changeAccount(request: IncomingMessage): Promise<Answer> {
  const account = authenticate(request);
  const { name = account.name, settings = account.settings } = await readObject(request);
  if (!isName(name)) throw new Refusal(400, 'a name has 1 to 100 characters');
  if (!isObject(settings)) throw new Refusal(400, 'settings are an object');
  return { status: 200, body: Object.assign(account, { name, settings }) };
}

function authenticate(request: IncomingMessage): Account {
  const { authorization } = request.headers;
  const account =
    authorization === undefined
      ? sessions.get(readSession(request))
      : tokens.get(authorization.replace(/^Bearer /i, ''));
  if (!account) throw new Refusal(401, 'who are you?');
  return account;
}

function readSession(request: IncomingMessage): string {
  return /session=([^;]*)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
}

async function readObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new Refusal(400, (error as Error).message);
  }
  if (!isObject(value)) throw new Refusal(400, 'a body is a JSON object');
  return value;
}

const isName = (value: unknown): value is string => typeof value === 'string' && value.length >= 1 && value.length <= 100;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

server.listen(Number(process.env.PORT), '127.0.0.1');
