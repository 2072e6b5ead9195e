import express, { type CookieOptions, type NextFunction, type Request, type Response } from 'express';
import { readIdToken } from './id-tokens.ts';
import { beginLogin, takeLogin } from './logins.ts';
import { authorizationUrl, fetchDocument, fetchPerson, fetchTokens, ISSUER } from './provider.ts';
import { Refusal } from './refusal.ts';
import { toOwnPath } from './return-to.ts';
import { beginSession, endSession, findPerson, randomValue } from './sessions.ts';

const COOKIE: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' };

const app = express();
app.disable('x-powered-by');

app.get('/login', async (request, response) => {
  const document = await fetchDocument();
  // Says which browser it is and nothing else: no session, no person.
  const browser = readCookie(request, 'browser') || randomValue();
  const login = beginLogin(browser, document, toOwnPath(request.query.return_to));
  response.cookie('browser', browser, COOKIE).redirect(authorizationUrl(login));
});

app.get('/callback', async (request, response) => {
  const { state, iss, error, code } = request.query;
  // Taken before anything is awaited: of two callbacks at the same moment one finds it.
  const login = takeLogin(state, readCookie(request, 'browser'));
  if (!login) throw new Refusal(400, 'invalid_callback');
  const { document, nonce, verifier, returnTo } = login;
  if (iss === undefined ? document.authorization_response_iss_parameter_supported === true : iss !== ISSUER)
    throw new Refusal(400, 'invalid_callback');
  if (error === 'access_denied') throw new Refusal(403, 'access_denied');
  if (error !== undefined) throw new Refusal(502, 'provider_unavailable');
  if (typeof code !== 'string' || code === '') throw new Refusal(400, 'invalid_callback');

  const { idToken, accessToken } = await fetchTokens(document, code, verifier);
  const sub = await readIdToken(idToken, document, nonce);
  const person = await fetchPerson(document, accessToken);
  if (person.sub !== sub) throw new Refusal(401, 'login_failed');

  endSession(readCookie(request, 'sid'));
  response.cookie('sid', beginSession(person), COOKIE).redirect(returnTo);
});

app.get('/me', (request, response) => {
  const person = findPerson(readCookie(request, 'sid'));
  if (!person) throw new Refusal(401, 'not_logged_in');
  response.json(person);
});

app.post('/logout', (request, response) => {
  endSession(readCookie(request, 'sid'));
  response.clearCookie('sid', COOKIE).status(204).end();
});

app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
  if (error instanceof Refusal) return void response.status(error.status).json({ error: error.message });
  // The name alone: messages and causes of errors may quote what they were about.
  console.error(error instanceof Error ? error.name : 'error');
  response.status(500).json({ error: 'internal' });
});

function readCookie(request: Request, name: string): string {
  return new RegExp(`(?:^|;\\s*)${name}=([^;]*)`).exec(request.get('cookie') ?? '')?.[1] ?? '';
}

app.listen(Number(process.env.PORT), '127.0.0.1');
