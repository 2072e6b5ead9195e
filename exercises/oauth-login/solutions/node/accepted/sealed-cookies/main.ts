import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  randomBytes,
  verify,
  type JsonWebKey,
} from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const ISSUER = process.env.UPSTREAM_PROVIDER_URL!;
const DESK = 'https://desk.example';
const REDIRECT_URI = `${DESK}/callback`;
const CLIENT_ID = 'ticket-desk';
const CLIENT_SECRET = 'pz+7/Qk%w9:rT2';
const TIMEOUT_MS = 3000;
const LOGIN_SECONDS = 600;
const TOLERANCE_SECONDS = 30;
const FLAGS = 'Path=/; HttpOnly; Secure; SameSite=Lax';

type Json = Record<string, unknown>;

/** What a login has to know when it comes back. The browser carries it, sealed, in a cookie that is named after the state. */
interface Login {
  nonce: string;
  verifier: string;
  returnTo: string;
  endsAt: number;
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
  }
}

const unavailable = () => new Refusal(502, 'provider_unavailable');
const failed = () => new Refusal(401, 'login_failed');
const invalid = () => new Refusal(400, 'invalid_callback');

const sealingKey = randomBytes(32);
const sessions = new Map<string, Json>();
/** States that have come back, until their cookies would no longer be good. */
const used = new Map<string, number>();

const routes: Record<string, (request: IncomingMessage, response: ServerResponse, url: URL) => unknown> = {
  'GET /login': async (_request, response, url) => {
    const document = await fetchDocument();
    const [state, nonce, verifier] = [randomValue(), randomValue(), randomValue()];
    const endsAt = nowSeconds() + LOGIN_SECONDS;
    const login: Login = { nonce, verifier, returnTo: toOwnPath(url.searchParams), endsAt };
    const target = new URL(String(document.authorization_endpoint));
    const params = {
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile email',
      state,
      nonce,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(params)) target.searchParams.set(name, value);
    redirect(response, target.href, [`login-${state}=${seal(state, login)}; ${FLAGS}; Max-Age=${LOGIN_SECONDS}`]);
  },

  'GET /callback': async (request, response, url) => {
    const { state = '', iss, error, code } = Object.fromEntries(url.searchParams);
    const login = unseal(state, readCookie(request, `login-${state}`));
    if (!login || login.endsAt < nowSeconds() || used.has(state)) throw invalid();
    forgetOldStates();
    used.set(state, login.endsAt);
    // Read anew: the browser carries only what nobody else could say.
    const document = await fetchDocument();
    if (iss === undefined && document.authorization_response_iss_parameter_supported === true) throw invalid();
    if (iss !== undefined && iss !== ISSUER) throw invalid();
    if (error === 'access_denied') throw new Refusal(403, error);
    if (error !== undefined) throw unavailable();
    if (!code) throw invalid();

    const tokens = await fetchTokens(document, code, login.verifier);
    const sub = await readIdToken(String(tokens.id_token), document, login.nonce);
    const headers = { authorization: `Bearer ${String(tokens.access_token)}` };
    const { name, email, ...person } = await ask(document.userinfo_endpoint, { headers });
    if (person.sub !== sub) throw failed();

    sessions.delete(readCookie(request, 'sid'));
    const sid = randomValue();
    sessions.set(sid, { sub, name, email });
    redirect(response, login.returnTo, [`sid=${sid}; ${FLAGS}`, `login-${state}=; ${FLAGS}; Max-Age=0`]);
  },

  'GET /me': (request, response) => {
    const person = sessions.get(readCookie(request, 'sid'));
    if (!person) throw new Refusal(401, 'not_logged_in');
    sendJson(response, 200, person);
  },

  'POST /logout': (request, response) => {
    sessions.delete(readCookie(request, 'sid'));
    response.writeHead(204, { 'set-cookie': `sid=; ${FLAGS}; Max-Age=0` }).end();
  },
};

createServer((request, response) => {
  void answer(request, response).catch((error: unknown) => {
    if (error instanceof Refusal) return sendJson(response, error.status, { error: error.message });
    console.error('a request failed');
    sendJson(response, 500, { error: 'internal' });
  });
}).listen(Number(process.env.PORT), '127.0.0.1');

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', DESK);
  const route = routes[`${request.method} ${url.pathname}`];
  if (!route) throw new Refusal(404, 'not_found');
  await route(request, response, url);
}

function sendJson(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function redirect(response: ServerResponse, location: string, cookies: string[]): void {
  response.writeHead(303, { location, 'set-cookie': cookies }).end();
}

/** A path whose every character is known to do no harm. */
function toOwnPath(query: URLSearchParams): string {
  const [returnTo = '', ...more] = query.getAll('return_to');
  return more.length === 0 && /^\/(?![/\\])[\w\-.~!$&'()*+,;=:@%/?#[\]]*$/.test(returnTo) ? returnTo : '/';
}

function seal(state: string, login: Login): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey, iv).setAAD(Buffer.from(state));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(login)), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

function unseal(state: string, cookie: string): Login | null {
  try {
    const bytes = Buffer.from(cookie, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', sealingKey, bytes.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(state)).setAuthTag(bytes.subarray(12, 28));
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString()) as Login;
  } catch {
    return null;
  }
}

function forgetOldStates(): void {
  for (const [state, endsAt] of used) if (endsAt < nowSeconds()) used.delete(state);
}

async function fetchDocument(): Promise<Json> {
  const document = await ask(`${ISSUER}/.well-known/openid-configuration`);
  if (document.issuer !== ISSUER) throw unavailable();
  return document;
}

function fetchTokens(document: Json, code: string, verifier: string): Promise<Json> {
  const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: verifier };
  const methods = document.token_endpoint_auth_methods_supported;
  if (Array.isArray(methods) && !methods.includes('client_secret_basic')) {
    const body = new URLSearchParams({ ...form, client_id: CLIENT_ID, client_secret: CLIENT_SECRET });
    return ask(document.token_endpoint, { method: 'POST', body }, failed);
  }
  const pair = [CLIENT_ID, CLIENT_SECRET].map(toFormValue).join(':');
  const headers = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
  return ask(document.token_endpoint, { method: 'POST', headers, body: new URLSearchParams(form) }, failed);
}

/** As careful libraries do it: but for letters and digits, everything is encoded. */
const toFormValue = (text: string) => encodeURIComponent(text).replace(/[-_.!~*'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

async function readIdToken(idToken: string, document: Json, nonce: string): Promise<string> {
  const parts = idToken.split('.');
  const [header, claims] = parts.slice(0, 2).map(readPart);
  if (parts.length !== 3 || !header || !claims) throw failed();
  const key = await findKey(document, header.kid);
  const signed = Buffer.from(parts.slice(0, 2).join('.'));
  if (!key || !isSignedBy(key, header.alg, signed, Buffer.from(parts[2] ?? '', 'base64url'))) throw failed();
  const { iss, aud, azp, exp, sub } = claims;
  const isForUs = (Array.isArray(aud) ? aud : [aud]).includes(CLIENT_ID) && (azp === undefined || azp === CLIENT_ID);
  const isGood = typeof exp === 'number' && exp + TOLERANCE_SECONDS > nowSeconds();
  if (iss !== ISSUER || !isForUs || !isGood || claims.nonce !== nonce || typeof sub !== 'string') throw failed();
  return sub;
}

/** The set is read for every token: one small request, and nothing to grow old. */
async function findKey(document: Json, kid: unknown): Promise<JsonWebKey | undefined> {
  const { keys } = await ask(document.jwks_uri);
  if (!Array.isArray(keys)) throw unavailable();
  return typeof kid === 'string' ? (keys as JsonWebKey[]).find((key) => key.kid === kid) : undefined;
}

function isSignedBy(jwk: JsonWebKey, alg: unknown, signed: Buffer, signature: Buffer): boolean {
  if (!(alg === 'RS256' && jwk.kty === 'RSA') && !(alg === 'ES256' && jwk.kty === 'EC' && jwk.crv === 'P-256'))
    return false;
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

function readPart(part: string): Json | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Json) : null;
  } catch {
    return null;
  }
}

async function ask(url: unknown, init: RequestInit = {}, onRefusal = unavailable): Promise<Json> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(String(url), { ...init, redirect: 'error', signal }).catch(() => null);
  if (response && response.status >= 400 && response.status < 500) throw onRefusal();
  const body: unknown = response?.status === 200 ? await response.json().catch(() => null) : null;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw unavailable();
  return body as Json;
}

function readCookie(request: IncomingMessage, name: string): string {
  const pair = (request.headers.cookie ?? '').split(/; */).find((one) => one.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) ?? '';
}

function randomValue(): string {
  return randomBytes(32).toString('base64url');
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
