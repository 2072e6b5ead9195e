import express, { type NextFunction, type Request, type Response } from 'express';
import { readAccessToken, signAccessToken } from './access-tokens.ts';
import { addKey, keySet, removeKey } from './keys.ts';
import { beginSession, endSessionOf, endSessionsOfUser, rotate, type Session } from './sessions.ts';

const app = express();
app.use(express.json());

app.put('/keys/:kid', async (request, response) => {
  await addKey(request.params.kid, request.body.jwk);
  response.status(204).end();
});

app.delete('/keys/:kid', (request, response) => {
  const result = removeKey(request.params.kid);
  if (result === 'removed') return void response.status(204).end();
  refuse(response, result === 'unknown' ? 404 : 409, `this key is ${result}`);
});

app.get('/.well-known/jwks.json', (_request, response) => {
  response.json(keySet());
});

app.post('/sessions', async (request, response) => {
  const { user, accessSeconds = 300, refreshSeconds = 1_209_600 } = request.body ?? {};
  if (typeof user !== 'string' || user.length < 1 || user.length > 100)
    return refuse(response, 400, 'user must be a string of 1 to 100 characters');
  if (!isInteger(accessSeconds, 3600)) return refuse(response, 400, 'accessSeconds must be 1 to 3600');
  if (!isInteger(refreshSeconds, 2_592_000)) return refuse(response, 400, 'refreshSeconds must be 1 to 2592000');
  await sendPair(response, 201, beginSession(user, accessSeconds, refreshSeconds));
});

app.post('/tokens/refresh', async (request, response) => {
  const token = request.body?.refreshToken;
  if (typeof token !== 'string') return refuse(response, 400, 'refreshToken must be a string');
  const rotated = rotate(token);
  if (!rotated) return refuse(response, 401, 'this refresh token is not valid');
  await sendPair(response, 200, rotated);
});

app.post('/logout', (request, response) => {
  endSessionOf(String(request.body?.refreshToken));
  response.status(204).end();
});

app.delete('/users/:user/sessions', (request, response) => {
  endSessionsOfUser(request.params.user);
  response.status(204).end();
});

app.get('/me', async (request, response) => {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  const who = await readAccessToken(token);
  if (who) return void response.json(who);
  response.set('WWW-Authenticate', 'Bearer realm="ticket-api"');
  refuse(response, 401, 'a valid access token is needed');
});

app.use((error: { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
  if (!error.status) console.error(error);
  refuse(response, error.status ?? 500, 'the request could not be handled');
});

async function sendPair(response: Response, status: number, [session, refreshToken]: [Session, string]) {
  const accessToken = await signAccessToken(session);
  response.status(status).json({ accessToken, tokenType: 'Bearer', expiresIn: session.accessSeconds, refreshToken });
}

function isInteger(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;
}

function refuse(response: Response, status: number, error: string): void {
  response.status(status).json({ error });
}

app.listen(Number(process.env.PORT), '127.0.0.1');
