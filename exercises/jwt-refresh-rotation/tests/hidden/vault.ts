import { generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { random, step, subject } from '@touchstone/kit';

export interface VaultKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: JsonWebKey;
}

export type Json = Record<string, unknown>;

export interface Pair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export function newKey(kid = `key-${random.word()}`): VaultKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid, privateKey, publicKey, jwk: privateKey.export({ format: 'jwk' }) };
}

/** A new key that the program signs with from now on. */
export async function pushKey(kid?: string): Promise<VaultKey> {
  const key = newKey(kid);
  const answer = await subject.put(`/keys/${key.kid}`, { json: { jwk: key.jwk } });
  await step('PUT /keys/:kid', () => expect(answer).toHaveStatus(204));
  return key;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with any header and claims, signed with ES256 by the key. */
export function mint(key: VaultKey, claims: Json, header: Json = {}): string {
  const signed = `${encode({ alg: 'ES256', kid: key.kid, ...header })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** A token whose signature the test makes itself. */
export function assemble(header: Json, claims: Json, signer: (signed: string) => string): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${signer(signed)}`;
}

/** Header and claims, not verified. */
export function decode(token: string): { header: Json; claims: Json } {
  const [header = '', claims = ''] = token.split('.');
  return { header: decodePart('the header', header), claims: decodePart('the claims', claims) };
}

function decodePart(what: string, part: string): Json {
  const text = Buffer.from(part, 'base64url').toString('utf8');
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Error(`${what} of the access token: expected JSON in base64url, got ${JSON.stringify(part)}`);
  }
}

export async function login(options: Json = {}): Promise<Pair> {
  const answer = await subject.post('/sessions', { json: { user: random.word(), ...options } });
  await step('POST /sessions', () => expect(answer).toHaveStatus(201));
  return readPair(answer.json);
}

export const refresh = (refreshToken: string) => subject.post('/tokens/refresh', { json: { refreshToken } });

/** Refreshes where that has to work. */
export async function rotate(refreshToken: string): Promise<Pair> {
  const answer = await refresh(refreshToken);
  await step('refresh with the newest refresh token', () => expect(answer).toHaveStatus(200));
  return readPair(answer.json);
}

export const me = (accessToken: string) =>
  subject.get('/me', { headers: { authorization: `Bearer ${accessToken}` } });

export async function expectAccepted(what: string, accessToken: string): Promise<void> {
  const answer = await me(accessToken);
  await step(`GET /me with ${what}`, () => expect(answer).toHaveStatus(200));
}

export async function expectRefused(what: string, accessToken: string): Promise<void> {
  const answer = await me(accessToken);
  await step(`GET /me with ${what}`, () => expect(answer).toHaveStatus(401));
}

export async function expectUsedUp(what: string, refreshToken: string): Promise<void> {
  const answer = await refresh(refreshToken);
  await step(`refresh with ${what}`, () => expect(answer).toHaveStatus(401));
}

function readPair(body: unknown): Pair {
  expect(body).toMatchObject({ accessToken: expect.any(String), refreshToken: expect.any(String) });
  return body as Pair;
}
