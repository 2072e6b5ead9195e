import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';

type Answer = [status: number, body?: object, cookie?: string];

const IDLE_SECONDS = 1800;
const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Strict';

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
const redis = new Redis(process.env.REDIS_URL!);

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function hashPassword(password: string, salt = randomBytes(16)): Promise<string> {
  const hash = await derive(password, salt, 32, { N: 2 ** 14, r: 8, p: 1 });
  const encode = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=14,r=8,p=1$${encode(salt)}$${encode(hash)}`;
}

/** Derives also when there is no user: an unknown address costs as much as a wrong password. */
async function isPassword(email: string, password: string): Promise<boolean> {
  const stored = (await redis.hget(`user:${email}`, 'passwordHash')) ?? `$scrypt$$${'A'.repeat(22)}$`;
  const given = await hashPassword(password, Buffer.from(stored.split('$')[3]!, 'base64'));
  return stored.length === given.length && timingSafeEqual(Buffer.from(stored), Buffer.from(given));
}

/**
 * A session is kept under the user and the hash of its secret: `session:<email>:<hash>`. The cookie carries the address
 * too, so that the key can be found, and all keys of a user by their beginning.
 */
const keyOf = (email: string, secret: string) =>
  `session:${email}:${createHmac('sha256', 'session').update(secret).digest('base64url')}`;

async function begin(email: string): Promise<string> {
  const secret = randomBytes(24).toString('base64url');
  await redis.set(keyOf(email, secret), '1', 'EX', IDLE_SECONDS);
  return `sid=${Buffer.from(email).toString('base64url')}.${secret}; ${ATTRIBUTES}`;
}

function readSid({ headers }: IncomingMessage): { email: string; key: string } {
  const sid = (headers.cookie ?? '').split(';').find((pair) => pair.trim().startsWith('sid=')) ?? '';
  const [encoded = '', secret = ''] = sid.trim().slice('sid='.length).split('.');
  const email = Buffer.from(encoded, 'base64url').toString('utf8');
  return { email, key: keyOf(email, secret) };
}

async function identify(request: IncomingMessage): Promise<string> {
  const { email, key } = readSid(request);
  if ((await redis.expire(key, IDLE_SECONDS)) === 0) throw new Refusal(401, 'log in first');
  return email;
}

async function endAll(email: string): Promise<void> {
  const pattern = `session:${email.replace(/[\\*?[\]]/g, '\\$&')}:*`;
  for await (const keys of redis.scanStream({ match: pattern, count: 1000 })) if (keys.length > 0) await redis.del(keys);
}

const ROUTES: Record<string, (request: IncomingMessage) => Promise<Answer>> = {
  'POST /users': async (request) => {
    const { email, password } = readTexts(await readBody(request), 'email', 'password');
    if (!/^(?=.{3,200}$).*@/s.test(email!)) throw new Refusal(400, 'this is no address');
    await redis.hsetnx(`user:${email!.toLowerCase()}`, 'passwordHash', await hashPassword(checked(password!)));
    return [202, { status: 'ok' }];
  },
  'POST /login': async (request) => {
    const texts = readTexts(await readBody(request), 'email', 'password');
    const email = texts.email!.toLowerCase();
    if (!(await isPassword(email, texts.password!))) throw new Refusal(401, 'address or password is wrong');
    await redis.del(readSid(request).key);
    return [200, { email }, await begin(email)];
  },
  'GET /me': async (request) => [200, { email: await identify(request) }],
  'POST /logout': async (request) => {
    await redis.del(readSid(request).key);
    return [204, undefined, `sid=; Max-Age=0; ${ATTRIBUTES}`];
  },
  'POST /logout-everywhere': async (request) => {
    await endAll(await identify(request));
    return [204];
  },
  'POST /password': async (request) => {
    const email = await identify(request);
    const { current, next } = readTexts(await readBody(request), 'current', 'next');
    if (!(await isPassword(email, current!))) throw new Refusal(403, 'the current password is wrong');
    await redis.hset(`user:${email}`, 'passwordHash', await hashPassword(checked(next!)));
    await endAll(email);
    return [204, undefined, await begin(email)];
  },
};

function checked(password: string): string {
  if (password.length >= 10 && password.length <= 64) return password;
  throw new Refusal(400, 'a password has 10 to 64 characters');
}

function readTexts(body: unknown, ...names: string[]): Record<string, string> {
  const values = (body ?? {}) as Record<string, string>;
  if (names.every((name) => typeof values[name] === 'string')) return values;
  throw new Refusal(400, `${names.join(' and ')} are needed`);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal(400, 'the body is no JSON');
  }
}

const server = createServer(async (request, response) => {
  const route = ROUTES[`${request.method} ${request.url}`] ?? (() => Promise.reject(new Refusal(404, 'nothing here')));
  const [status, body, cookie] = await route(request).catch((error: Error): Answer => {
    if (error instanceof Refusal) return [error.status, { error: error.message }];
    console.error(error);
    return [500, { error: 'something went wrong' }];
  });
  response.writeHead(status, { 'content-type': 'application/json', ...(cookie ? { 'set-cookie': cookie } : {}) });
  response.end(body && JSON.stringify(body));
});

await redis.ping();
server.listen(Number(process.env.PORT), '127.0.0.1');
