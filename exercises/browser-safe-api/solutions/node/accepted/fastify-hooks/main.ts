import { randomBytes, randomUUID } from 'node:crypto';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';

type Json = Record<string, unknown>;

interface Account {
  id: string;
  name: string;
  settings: Json;
}

const COOKIE = '__Host-session';
const TERMS = 'Secure; HttpOnly; SameSite=Strict; Path=/';
const FRONT_ENDS = ['https://app.radhof.example', 'https://desk.radhof.example', process.env.UPSTREAM_PREVIEW_URL];

const accounts = new Map<string, Account>();
const keys = { token: new Map<string, string>(), session: new Map<string, string>() };
const callers = new WeakMap<FastifyRequest, Account>();

const app = Fastify({
  bodyLimit: 16_384,
  requestTimeout: 4000,
  // Node takes the smaller of the two for the head and the larger one for the whole request.
  http: { headersTimeout: 4000, connectionsCheckingInterval: 500 },
});

class Refused extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

const isFrontEnd = (request: FastifyRequest) =>
  request.headers.origin !== undefined && FRONT_ENDS.includes(request.headers.origin);

// Runs for every request, also for those that no route takes, before its body is read.
app.addHook('onRequest', async (request, reply) => {
  reply.headers({
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    vary: 'Origin',
  });
  if (request.headers['x-forwarded-proto'] === 'https')
    reply.header('strict-transport-security', 'max-age=63072000; includeSubDomains');
  if (isFrontEnd(request))
    reply.headers({
      'access-control-allow-origin': request.headers.origin,
      'access-control-allow-credentials': 'true',
    });
  if (Buffer.byteLength(request.raw.url!) > 2048) throw new Refused(414, 'the address is too long');
  if (request.raw.rawHeaders.length > 128) throw new Refused(431, 'there are too many headers');
  if (request.method === 'OPTIONS' && request.headers['access-control-request-method']) {
    if (isFrontEnd(request))
      reply.headers({
        'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
        'access-control-allow-headers': 'authorization, content-type',
        'access-control-max-age': '600',
      });
    return reply.code(204).send();
  }
});

app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'there is nothing here' }));

const SENTENCES: Record<number, string> = {
  400: 'the body is not what it has to be',
  413: 'the body is too large',
  415: 'send application/json',
};

app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
  const status = error.statusCode ?? 500;
  // Only our own words leave the house: the framework's repeat what came.
  const sentence = error instanceof Refused ? error.message : (SENTENCES[status] ?? 'something went wrong');
  return reply.code(status).send({ error: sentence });
});

app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
  try {
    const body = JSON.parse(text as string);
    if (levelsOf(text as string) > 20) throw new Refused(400, 'the body is nested too deep');
    if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refused(400, 'send a JSON object');
    done(null, body);
  } catch (error) {
    done(error instanceof Refused ? error : new Refused(400, 'the body is no JSON'));
  }
});

/** Counts brackets outside of strings, in JSON that has been found right. */
function levelsOf(text: string): number {
  let [level, most] = [0, 0];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') most = Math.max(most, ++level);
    if (token === ']' || token === '}') level -= 1;
  }
  return most;
}

const readSession = (request: FastifyRequest) =>
  (request.headers.cookie ?? '')
    .split(/; */)
    .find((pair) => pair.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1) ?? '';

/** Who is signed in, by token or by cookie. Goes before the body is read. */
async function signedIn(request: FastifyRequest) {
  const { authorization } = request.headers;
  const id = authorization
    ? keys.token.get(authorization.replace(/^bearer +/i, ''))
    : keys.session.get(readSession(request));
  const account = accounts.get(id ?? '');
  if (!account) throw new Refused(401, 'who are you?');
  if (!authorization && request.method !== 'GET' && request.method !== 'HEAD' && !isFrontEnd(request))
    throw new Refused(403, 'this page may not act for you');
  callers.set(request, account);
}

const accountOf = (request: FastifyRequest) => callers.get(request)!;

function newKey(kind: keyof typeof keys, id: string): string {
  const key = randomBytes(24).toString('hex');
  keys[kind].set(key, id);
  return key;
}

function checkName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name.length < 1 || name.length > 100) throw new Refused(400, 'a name has 1 to 100 characters');
}

app.get('/countries', (_request, reply) => {
  reply.header('cache-control', 'public, max-age=3600').send({ countries: ['AT', 'CH', 'DE'] });
});

app.post('/accounts', async (request, reply) => {
  const { name } = (request.body ?? {}) as Json;
  checkName(name);
  const account = { id: randomUUID(), name, settings: {} };
  accounts.set(account.id, account);
  return reply.code(201).send({ id: account.id, token: newKey('token', account.id) });
});

app.post('/session', { onRequest: signedIn }, async (request, reply: FastifyReply) => {
  const session = newKey('session', accountOf(request).id);
  return reply.header('set-cookie', `${COOKIE}=${session}; ${TERMS}`).code(204).send();
});

app.delete('/session', { onRequest: signedIn }, async (request, reply) => {
  keys.session.delete(readSession(request));
  return reply.header('set-cookie', `${COOKIE}=; ${TERMS}; Expires=Thu, 01 Jan 1970 00:00:00 GMT`).code(204).send();
});

app.get('/account', { onRequest: signedIn }, async (request) => accountOf(request));

async function changeAccount(request: FastifyRequest) {
  const account = accountOf(request);
  const { name = account.name, settings = account.settings } = (request.body ?? {}) as Json;
  checkName(name);
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) throw new Refused(400, 'settings are an object');
  return Object.assign(account, { name, settings });
}

app.patch('/account', { onRequest: signedIn }, changeAccount);
app.post('/account', { onRequest: signedIn }, changeAccount);

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
