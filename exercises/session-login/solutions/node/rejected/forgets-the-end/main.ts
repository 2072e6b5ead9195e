import express, { type NextFunction, type Request, type Response } from 'express';
import { hashPassword, matches } from './passwords.ts';
import { redis } from './redis.ts';
import { beginSession, endSession, endSessionsOf, findUser } from './sessions.ts';

const COOKIE = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

const app = express();
app.disable('x-powered-by');
app.use(express.json());

app.post('/users', async (request, response) => {
  const { email, password } = readCredentials(request);
  if (email.length < 3 || email.length > 200 || !email.includes('@')) throw new Refusal(400, 'this is no address');
  checkPassword(password);
  // Sets the field only when it is not there: nobody takes over an account by registering again.
  await redis.hsetnx(`user:${email}`, 'passwordHash', await hashPassword(password));
  response.status(202).json({ status: 'ok' });
});

app.post('/login', async (request, response) => {
  const { email, password } = readCredentials(request);
  if (!(await matches(password, await redis.hget(`user:${email}`, 'passwordHash'))))
    throw new Refusal(401, 'address or password is wrong');
  await endSession(readSid(request));
  response.cookie('sid', await beginSession(email), COOKIE).json({ email });
});

app.get('/me', async (request, response) => {
  response.json({ email: await getUser(request) });
});

app.post('/logout', async (request, response) => {
  await endSession(readSid(request));
  response.clearCookie('sid', COOKIE).status(204).end();
});

app.post('/logout-everywhere', async (request, response) => {
  await endSessionsOf(await getUser(request));
  response.status(204).end();
});

app.post('/password', async (request, response) => {
  const email = await getUser(request);
  const { current, next } = readBody(request);
  if (typeof current !== 'string' || typeof next !== 'string') throw new Refusal(400, 'current and next are needed');
  if (!(await matches(current, await redis.hget(`user:${email}`, 'passwordHash'))))
    throw new Refusal(403, 'the current password is wrong');
  checkPassword(next);
  await redis.hset(`user:${email}`, 'passwordHash', await hashPassword(next));
  await endSessionsOf(email);
  response.cookie('sid', await beginSession(email), COOKIE).status(204).end();
});

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

app.use((error: Error & { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
  if (!error.status) console.error(error);
  response.status(error.status ?? 500).json({ error: error.status ? error.message : 'something went wrong' });
});

async function getUser(request: Request): Promise<string> {
  const email = await findUser(readSid(request));
  if (email === null) throw new Refusal(401, 'log in first');
  return email;
}

function readSid(request: Request): string {
  return /(?:^|;\s*)sid=([^;]*)/.exec(request.get('cookie') ?? '')?.[1] ?? '';
}

function readCredentials(request: Request): { email: string; password: string } {
  const { email, password } = readBody(request);
  if (typeof email !== 'string' || typeof password !== 'string') throw new Refusal(400, 'email and password are needed');
  return { email: email.toLowerCase(), password };
}

function readBody(request: Request): Record<string, unknown> {
  const { body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refusal(400, 'send a JSON object');
  return body;
}

function checkPassword(password: string): void {
  if (password.length < 10 || password.length > 64) throw new Refusal(400, 'a password has 10 to 64 characters');
}

await redis.ping();
app.listen(Number(process.env.PORT), '127.0.0.1');
