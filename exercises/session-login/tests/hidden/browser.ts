import { random, services, step, subject, type HttpResponse } from '@touchstone/kit';

const { redis } = services;

export interface User {
  readonly email: string;
  readonly password: string;
}

/** The slowest thing that a request may do is to hash a password, twice, on a slow machine. */
const PATIENCE_MS = 6000;

export const aPassword = () => `${random.word(8)} ${random.word(8)}`;
export const anAddress = () => `${random.word(10)}@${random.word()}.example`;

export const post = (path: string, json: unknown, headers: Record<string, string> = {}) =>
  subject.post(path, { json, headers, timeoutMs: PATIENCE_MS });

export async function register(user: User = { email: anAddress(), password: aPassword() }): Promise<User> {
  const answer = await post('/users', user);
  await step('POST /users', () => expect(answer).toHaveStatus(202));
  return user;
}

export const withSid = (sid: string) => ({ cookie: `sid=${sid}` });

/** Logs in where that has to work. Returns the value of the cookie. */
export async function login(
  { email, password }: User,
  headers: Record<string, string> = {},
): Promise<string> {
  const answer = await post('/login', { email, password }, headers);
  await step('POST /login', () => expect(answer).toHaveStatus(200));
  return readSid(answer);
}

/** The whole `Set-Cookie` of the session. */
export async function readSetCookie(answer: HttpResponse): Promise<string> {
  const cookies = (answer.headers['set-cookie'] ?? '')
    .split('\n')
    .filter((cookie) => cookie.startsWith('sid='));
  await step('Set-Cookie headers that set “sid”', () => expect(cookies).toHaveLength(1));
  return cookies[0] ?? '';
}

export async function readSid(answer: HttpResponse): Promise<string> {
  const sid = (await readSetCookie(answer)).slice('sid='.length).split(';')[0] ?? '';
  await step('the value of the cookie “sid”', () => expect(sid).not.toBe(''));
  return sid;
}

export const me = (sid: string) => subject.get('/me', { headers: withSid(sid) });

export async function expectLoggedIn(what: string, sid: string, { email }: User): Promise<void> {
  const answer = await me(sid);
  await step(`GET /me with ${what}`, () => {
    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ email });
  });
}

export async function expectLoggedOut(what: string, sid: string): Promise<void> {
  const answer = await me(sid);
  await step(`GET /me with ${what}`, () => expect(answer).toHaveStatus(401));
}

export const readHash = async ({ email }: User) =>
  (await redis.command('HGET', `user:${email}`, 'passwordHash')) as string | null;

export const listKeys = async (pattern: string) => (await redis.command('KEYS', pattern)) as string[];

/** Everything that Redis holds, keys and values, as text. */
export async function readEverything(): Promise<string> {
  const keys = await listKeys('*');
  const values = await Promise.all(keys.map(readValue));
  return JSON.stringify([keys, values]);
}

async function readValue(key: string): Promise<unknown> {
  switch (await redis.command('TYPE', key)) {
    case 'string':
      return redis.command('GET', key);
    case 'hash':
      return redis.command('HGETALL', key);
    case 'set':
      return redis.command('SMEMBERS', key);
    case 'zset':
      return redis.command('ZRANGE', key, 0, -1);
    case 'list':
      return redis.command('LRANGE', key, 0, -1);
    default:
      return null;
  }
}
