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
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

const MAX_BODY_BYTES = 16_384;
const MAX_LEVELS = 20;
const MAX_URL_BYTES = 2048;
const MAX_HEADERS = 64;
const BODY_TIMEOUT_MS = 4000;

const COOKIE = '__Host-session';
const COOKIE_TERMS = 'Path=/; Secure; HttpOnly; SameSite=Lax';

const frontEnds = new Set(['https://app.radhof.example', 'https://desk.radhof.example']);
if (process.env.UPSTREAM_PREVIEW_URL) frontEnds.add(process.env.UPSTREAM_PREVIEW_URL);

const tokens = new Map<string, Account>();
const sessions = new Map<string, Account>();

const ROUTES: Record<string, (request: IncomingMessage) => Answer | Promise<Answer>> = {
  'GET /countries': readCountries,
  'POST /accounts': openAccount,
  'POST /session': beginSession,
  'DELETE /session': endSession,
  'GET /account': (request) => ({ status: 200, body: authenticate(request) }),
  'PATCH /account': changeAccount,
  'POST /account': changeAccount,
};

// The server's own clock runs from the first byte of a request to the last one, whatever comes in between.
const timeouts = { requestTimeout: BODY_TIMEOUT_MS, headersTimeout: BODY_TIMEOUT_MS, connectionsCheckingInterval: 500 };

/** The one gate: whatever the answer is, it leaves here. */
const server = createServer(timeouts, async (request, response) => {
  const { status, body, headers } = await answer(request).catch(refuse);
  response.writeHead(status, { ...guardsFor(request), ...grantsFor(request), ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
});

function refuse(error: unknown): Answer {
  if (error instanceof Refusal) return { status: error.status, body: { error: error.message }, headers: error.headers };
  console.error(error);
  return { status: 500, body: { error: 'something went wrong' } };
}

function guardsFor(request: IncomingMessage): Record<string, string> {
  const isSecure = request.headers['x-forwarded-proto'] === 'https';
  return {
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...(isSecure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

function grantsFor(request: IncomingMessage): Record<string, string> {
  if (!isFrontEnd(request)) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': request.headers.origin!,
    'access-control-allow-credentials': 'true',
  };
}

const isFrontEnd = ({ headers }: IncomingMessage) => headers.origin !== undefined && frontEnds.has(headers.origin);

async function answer(request: IncomingMessage): Promise<Answer> {
  checkSize(request);
  if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined)
    return answerPreflight(request);
  const path = request.url!.split('?')[0]!;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = Object.hasOwn(ROUTES, `${method} ${path}`) ? ROUTES[`${method} ${path}`] : undefined;
  if (!route) throw new Refusal(404, 'there is nothing here');
  return route(request);
}

function checkSize(request: IncomingMessage): void {
  if (Buffer.byteLength(request.url!) > MAX_URL_BYTES) throw new Refusal(414, 'the address is too long');
  if (request.rawHeaders.length / 2 > MAX_HEADERS) throw new Refusal(431, 'there are too many headers');
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
}

function answerPreflight(request: IncomingMessage): Answer {
  if (!isFrontEnd(request)) return { status: 204 };
  return {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
      'access-control-allow-headers': 'Authorization, Content-Type',
      'access-control-max-age': '600',
    },
  };
}

function readCountries(): Answer {
  const headers = { 'cache-control': 'public, max-age=3600' };
  return { status: 200, body: { countries: ['AT', 'CH', 'DE'] }, headers };
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
  return { status: 204, headers: { 'set-cookie': `${COOKIE}=${session}; ${COOKIE_TERMS}` } };
}

function endSession(request: IncomingMessage): Answer {
  authenticate(request);
  sessions.delete(readSession(request));
  return { status: 204, headers: { 'set-cookie': `${COOKIE}=; ${COOKIE_TERMS}; Max-Age=0` } };
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
  const owner = tokens.get((authorization ?? '').replace(/^Bearer /i, ''));
  if (owner) return owner;
  const account = known(sessions.get(readSession(request)));
  // A browser adds the cookie by itself, whoever made it send the request. It says in Origin who that was.
  if (!['GET', 'HEAD'].includes(request.method!) && !isFrontEnd(request))
    throw new Refusal(403, 'changes with a cookie have to come from a front end');
  return account;
}

function known(account: Account | undefined): Account {
  if (!account) throw new Refusal(401, 'who are you?');
  return account;
}

function readSession(request: IncomingMessage): string {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value = ''] = pair.trim().split('=');
    if (name === COOKIE) return value;
  }
  return '';
}

async function readObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal(415, 'send application/json');
  const value = parse(await readBody(request));
  if (!isObject(value)) throw new Refusal(400, 'a body is a JSON object');
  if (isDeeper(value, MAX_LEVELS)) throw new Refusal(400, `the body has more than ${MAX_LEVELS} levels`);
  return value;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const tooLarge = () => new Refusal(413, `a body has at most ${MAX_BODY_BYTES} bytes`, { connection: 'close' });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'the body is no JSON');
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

const isName = (value: unknown): value is string => typeof value === 'string' && value.length >= 1 && value.length <= 100;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

server.listen(Number(process.env.PORT), '127.0.0.1');
