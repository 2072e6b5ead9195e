import { createHash } from 'node:crypto';
import type { JWK } from 'jose';
import type { Login } from './logins.ts';
import { Refusal } from './refusal.ts';
import type { Person } from './sessions.ts';

export const ISSUER = process.env.UPSTREAM_PROVIDER_URL!;
export const CLIENT_ID = 'ticket-desk';
const CLIENT_SECRET = 'pz+7/Qk%w9:rT2';
const REDIRECT_URI = 'https://desk.example/callback';
const TIMEOUT_MS = 3000;

export interface ProviderDocument {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  jwks_uri: string;
  userinfo_endpoint: string;
  token_endpoint_auth_methods_supported?: string[];
  authorization_response_iss_parameter_supported?: boolean;
}

type Answer = Record<string, unknown>;

export async function fetchDocument(): Promise<ProviderDocument> {
  const document = await ask(`${ISSUER}/.well-known/openid-configuration`);
  if (document.issuer !== ISSUER) throw unavailable();
  return document as unknown as ProviderDocument;
}

export function authorizationUrl({ document, state, nonce, verifier }: Login): string {
  const url = new URL(document.authorization_endpoint);
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
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.href;
}

export async function fetchTokens(document: ProviderDocument, code: string, verifier: string) {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
  });
  const headers: Record<string, string> = {};
  if ((document.token_endpoint_auth_methods_supported ?? ['client_secret_basic']).includes('client_secret_basic')) {
    const pair = `${encodeURIComponent(CLIENT_ID)}:${encodeURIComponent(CLIENT_SECRET)}`;
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  } else {
    form.set('client_id', CLIENT_ID);
    form.set('client_secret', CLIENT_SECRET);
  }
  const answer = await ask(document.token_endpoint, { method: 'POST', headers, body: form }, loginFailed);
  return { idToken: String(answer.id_token), accessToken: String(answer.access_token) };
}

export async function fetchKeys(document: ProviderDocument): Promise<JWK[]> {
  const { keys } = await ask(document.jwks_uri);
  if (!Array.isArray(keys)) throw unavailable();
  return keys as JWK[];
}

export async function fetchPerson(document: ProviderDocument, accessToken: string): Promise<Person> {
  const headers = { authorization: `Bearer ${accessToken}` };
  const { sub, name, email } = await ask(document.userinfo_endpoint, { headers });
  return { sub, name, email } as Person;
}

/**
 * Every reason for which there is no answer is the same to the browser; what was asked is told to nobody.
 * @throws Refusal; `onRefusal` where the provider answers with 4xx
 */
async function ask(url: string, init: RequestInit = {}, onRefusal = unavailable): Promise<Answer> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
  const response = await fetch(url, { ...init, redirect: 'error', signal: controller.signal }).catch(() => null);
  clearTimeout(timer);
  if (response !== null && response.status >= 400 && response.status < 500) throw onRefusal();
  const answer: unknown = response?.status === 200 ? await response.json().catch(() => null) : null;
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) throw unavailable();
  return answer as Answer;
}

function loginFailed(): Refusal {
  return new Refusal(401, 'login_failed');
}

function unavailable(): Refusal {
  return new Refusal(502, 'provider_unavailable');
}
