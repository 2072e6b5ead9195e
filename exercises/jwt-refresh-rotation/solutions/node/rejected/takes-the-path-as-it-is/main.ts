import { createPrivateKey, createPublicKey, randomUUID, sign, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const ISSUER = 'https://accounts.tickets.example';
const AUDIENCE = 'ticket-api';
const TOLERANCE_SECONDS = 5;

interface Key {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

interface Session {
  id: string;
  user: string;
  accessSeconds: number;
  endsAt: number;
  newest: string;
}

const keys = new Map<string, Key>();
let current: Key | undefined;
const sessions = new Map<string, Session>();

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
const now = () => Date.now() / 1000;

function signToken(claims: object): string {
  const { kid, privateKey } = current!;
  const signed = `${encode({ alg: 'ES256', kid })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** The claims, once a key of ours vouches for them. */
function verifyToken(token: string): Record<string, unknown> {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  const { alg, kid } = decode(header);
  const key = keys.get(kid);
  if (alg !== 'ES256' || !key || more.length > 0) throw new Refusal(401, 'not one of our tokens');
  const good = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    { key: key.publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!good) throw new Refusal(401, 'wrong signature');
  return decode(payload);
}

function identify(token: string) {
  const { iss, aud, exp, nbf = 0, sub, sid } = verifyToken(token);
  if (iss !== ISSUER || ![aud].flat().includes(AUDIENCE)) throw new Refusal(401, 'meant for somebody else');
  if (typeof exp !== 'number' || exp + TOLERANCE_SECONDS <= now()) throw new Refusal(401, 'expired');
  if (typeof nbf !== 'number' || nbf - TOLERANCE_SECONDS > now()) throw new Refusal(401, 'not valid yet');
  const session = sessions.get(String(sid));
  if (!session || session.id !== sid || session.user !== sub || session.endsAt <= now())
    throw new Refusal(401, 'the session has ended');
  return { user: session.user, sessionId: session.id };
}

/** A refresh token is the id of its session and a secret: a used one still tells which session it belonged to. */
function nextPair(session: Session) {
  session.newest = randomUUID();
  const iat = Math.floor(now());
  const exp = iat + session.accessSeconds;
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: session.user, sid: session.id, iat, exp, jti: randomUUID() };
  return {
    accessToken: signToken(claims),
    tokenType: 'Bearer',
    expiresIn: session.accessSeconds,
    refreshToken: `${session.id}.${session.newest}`,
  };
}

function refresh(token: string) {
  const [id = '', secret] = token.split('.');
  const session = sessions.get(id);
  if (!session || session.endsAt <= now()) throw new Refusal(401, 'this refresh token is not valid');
  if (session.newest !== secret) {
    sessions.delete(id);
    throw new Refusal(401, 'this refresh token was used before');
  }
  return nextPair(session);
}

function readSession(body: Record<string, unknown>): Session {
  const { user, accessSeconds = 300, refreshSeconds = 1_209_600 } = body;
  if (typeof user !== 'string' || user.length < 1 || user.length > 100) throw new Refusal(400, 'user: 1 to 100 characters');
  const id = randomUUID();
  const endsAt = now() + readSeconds(refreshSeconds, 2_592_000);
  return { id, user, accessSeconds: readSeconds(accessSeconds, 3600), endsAt, newest: '' };
}

function readSeconds(value: unknown, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Refusal(400, `seconds must be a whole number from 1 to ${most}`);
}

function readRefreshToken({ refreshToken }: Record<string, unknown>): string {
  if (typeof refreshToken !== 'string') throw new Refusal(400, 'refreshToken must be a string');
  return refreshToken;
}

type Answer = [status: number, body?: unknown];
type Route = (name: string, request: IncomingMessage) => Answer | Promise<Answer>;

const ROUTES: [method: string, path: RegExp, route: Route][] = [
  ['PUT', /^\/keys\/([^/]+)$/, async (kid, request) => {
    const privateKey = createPrivateKey({ key: (await readObject(request)).jwk as JsonWebKey, format: 'jwk' });
    current = { kid, privateKey, publicKey: createPublicKey(privateKey) };
    keys.set(kid, current);
    return [204];
  }],
  ['DELETE', /^\/keys\/([^/]+)$/, (kid) => {
    if (kid === current?.kid) throw new Refusal(409, 'we sign with this key');
    if (!keys.delete(kid)) throw new Refusal(404, 'no such key');
    return [204];
  }],
  ['GET', /^\/\.well-known\/jwks\.json$/, () => {
    const shown = [...keys.values()].map(({ kid, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }));
    return [200, { keys: shown }];
  }],
  ['POST', /^\/sessions$/, async (_name, request) => {
    const session = readSession(await readObject(request));
    sessions.set(session.id, session);
    return [201, nextPair(session)];
  }],
  ['POST', /^\/tokens\/refresh$/, async (_name, request) => [200, refresh(readRefreshToken(await readObject(request)))]],
  ['POST', /^\/logout$/, async (_name, request) => {
    const { refreshToken } = await readObject(request);
    sessions.delete(String(refreshToken).split('.')[0]!);
    return [204];
  }],
  ['DELETE', /^\/users\/([^/]+)\/sessions$/, (user) => {
    for (const session of sessions.values()) if (session.user === user) sessions.delete(session.id);
    return [204];
  }],
  ['GET', /^\/me$/, (_name, { headers }) => {
    try {
      return [200, identify(/^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '')];
    } catch {
      throw new Refusal(401, 'a valid access token is needed'); // also for what is no JSON
    }
  }],
];

async function answer(request: IncomingMessage): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://service');
  for (const [method, path, route] of ROUTES) {
    const match = path.exec(pathname);
    if (match && request.method === method) return route(match[1] ?? '', request);
  }
  throw new Refusal(404, 'nothing here');
}

async function readObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {}
  throw new Refusal(400, 'the body must be a JSON object');
}

function send(response: ServerResponse, [status, body]: Answer): void {
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer realm="ticket-api"' } : {};
  response.writeHead(status, { 'content-type': 'application/json', ...challenge });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

createServer((request, response) => {
  answer(request)
    .catch((error: unknown): Answer => {
      if (error instanceof Refusal) return [error.status, { error: error.message }];
      console.error(error);
      return [500, { error: 'the request could not be handled' }];
    })
    .then((result) => send(response, result));
}).listen(Number(process.env.PORT), '127.0.0.1');
