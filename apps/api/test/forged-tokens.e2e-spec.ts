import { createHmac, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, exportJWK, exportSPKI, SignJWT, type JWTPayload } from 'jose';
import { DataSource } from 'typeorm';
import { ApiWorld, PASSWORD } from './api-world.js';

const SECRET = new TextEncoder().encode('a secret for tests, thirty-two bytes or more');
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.start();
});
afterAll(() => world.close());

const me = (token: string) => world.http.get('/api/v1/me').set('authorization', `Bearer ${token}`);
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

async function logIn(): Promise<{ accessToken: string; refreshToken: string }> {
  const person = { email: `${randomUUID()}@example.org`, password: PASSWORD, displayName: 'Ada' };
  const { body } = await world.http.post('/api/v1/auth/register').send(person).expect(201);
  return body;
}

const sign = (claims: object, header: object = {}, key: Uint8Array | KeyObject = SECRET) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256', ...header }).sign(key);

/** What a library that lets the header choose would take: the header as given, an HMAC with a secret of the forger's. */
function hmacWith(header: object, claims: JWTPayload, secret: string | Buffer, hash = 'sha256'): string {
  const head = `${base64url(header)}.${base64url(claims)}`;
  return `${head}.${createHmac(hash, secret).update(head).digest('base64url')}`;
}

type Forgery = [what: string, forge: (claims: JWTPayload, genuine: string) => Promise<string> | string];

const WITHOUT_SIGNATURE: Forgery[] = [
  ['alg none', (claims) => `${base64url({ alg: 'none' })}.${base64url(claims)}.`],
  ['alg nOnE', (claims) => `${base64url({ alg: 'nOnE' })}.${base64url(claims)}.`],
  ['alg none with a signature', (claims) => hmacWith({ alg: 'none' }, claims, SECRET as Buffer)],
  ['no alg', (claims) => hmacWith({ typ: 'JWT' }, claims, SECRET as Buffer)],
  ['alg as a list', (claims) => hmacWith({ alg: ['HS256', 'none'] }, claims, SECRET as Buffer)],
  ['its signature cut off', (_, genuine) => genuine.replace(/[^.]+$/, '')],
  ['two parts', (_, genuine) => genuine.replace(/\.[^.]+$/, '')],
  [
    'unencoded payload (b64: false)',
    (claims) => hmacWith({ alg: 'HS256', b64: false, crit: ['b64'] }, claims, SECRET as Buffer),
  ],
];

const OTHER_KEYS: Forgery[] = [
  ['another secret', (claims) => sign(claims, {}, new TextEncoder().encode('x'.repeat(40)))],
  ['an empty secret', (claims) => hmacWith({ alg: 'HS256' }, claims, '')],
  ['the secret of examples', (claims) => hmacWith({ alg: 'HS256' }, claims, 'secret')],
  ['HS512 with the right secret', (claims) => hmacWith({ alg: 'HS512' }, claims, SECRET as Buffer, 'sha512')],
  ['RS256 in the header, signed by HMAC', (claims) => hmacWith({ alg: 'RS256' }, claims, SECRET as Buffer)],
  ['RS256 with a key of its own', (claims) => sign(claims, { alg: 'RS256' }, RSA.privateKey)],
  ['ES256 with a key of its own', (claims) => sign(claims, { alg: 'ES256' }, EC.privateKey)],
  [
    'RS256 and its key in the header (jwk)',
    async (claims) => sign(claims, { alg: 'RS256', jwk: await exportJWK(RSA.publicKey) }, RSA.privateKey),
  ],
  [
    'ES256 and its key in the header (jwk)',
    async (claims) => sign(claims, { alg: 'ES256', jwk: await exportJWK(EC.publicKey) }, EC.privateKey),
  ],
  [
    'HS256 and its secret in the header (jwk)',
    (claims) => hmacWith({ alg: 'HS256', jwk: { kty: 'oct', k: base64url({}) } }, claims, JSON.stringify({})),
  ],
  [
    'HS256 with a public key as the secret',
    async (claims) => hmacWith({ alg: 'HS256' }, claims, await exportSPKI(RSA.publicKey)),
  ],
  ['kid that leads to a file', (claims) => hmacWith({ alg: 'HS256', kid: '/dev/null' }, claims, '')],
  ['kid that is a query', (claims) => hmacWith({ alg: 'HS256', kid: "' UNION SELECT 'k' --" }, claims, 'k')],
  [
    'jku that leads elsewhere',
    (claims) => sign(claims, { alg: 'RS256', jku: 'http://127.0.0.1:1/keys.json' }, RSA.privateKey),
  ],
  [
    'x5c and x5u',
    (claims) => sign(claims, { alg: 'RS256', x5c: ['MIIB'], x5u: 'http://127.0.0.1:1/' }, RSA.privateKey),
  ],
  [
    'a critical header we do not know',
    (claims) => hmacWith({ alg: 'HS256', crit: ['x'], x: 1 }, claims, SECRET as Buffer),
  ],
];

const WRONG_CLAIMS: Forgery[] = [
  ['an expired one', (claims) => sign({ ...claims, exp: now() - 1 })],
  ['an expiry that is no number', (claims) => sign({ ...claims, exp: undefined, expires: 'never' })],
  ['no expiry', ({ exp: _, ...claims }) => sign(claims)],
  ['a time to come (nbf)', (claims) => sign({ ...claims, nbf: now() + 600 })],
  ['no time of issue', ({ iat: _, ...claims }) => sign(claims)],
  ['another issuer', (claims) => sign({ ...claims, iss: 'somebody' })],
  ['no issuer', ({ iss: _, ...claims }) => sign(claims)],
  ['another audience', (claims) => sign({ ...claims, aud: 'something' })],
  ['no audience', ({ aud: _, ...claims }) => sign(claims)],
  ['somebody else as subject', (claims) => sign({ ...claims, sub: randomUUID() })],
  ['a subject that is a query', (claims) => sign({ ...claims, sub: "' OR '1'='1" })],
  ['no subject', ({ sub: _, ...claims }) => sign(claims)],
  ['a session that never was', (claims) => sign({ ...claims, sid: randomUUID() })],
  ['no session', ({ sid: _, ...claims }) => sign(claims)],
];

const NO_TOKENS: Forgery[] = [
  [
    'a changed payload',
    (claims, genuine) => genuine.replace(/\.[^.]+\./, `.${base64url({ ...claims, sub: randomUUID() })}.`),
  ],
  [
    'a changed signature',
    (_, genuine) => genuine.replace(/.{4}$/, (end) => (end === 'AAAA' ? 'BBBB' : 'AAAA')),
  ],
  [
    'a claim of a role, unsigned',
    (claims, genuine) => genuine.replace(/\.[^.]+\./, `.${base64url({ ...claims, role: 'admin' })}.`),
  ],
  ['one part too many', (_, genuine) => `${genuine}.${genuine}`],
  ['garbage', () => 'garbage'],
  ['dots', () => '..'],
  ['twelve kilobytes', () => 'a'.repeat(12_000)],
  ['the prefix of personal tokens alone', () => 'tst_'],
  ['a personal token that never was', () => `tst_${'A'.repeat(43)}`],
  ['an access token dressed as a personal one', (_, genuine) => `tst_${genuine}`],
];

describe('an access token', () => {
  it('made as ours are made is taken, so that the forgeries fail for their own reasons', async () => {
    const { accessToken } = await logIn();

    await me(await sign(decodeJwt(accessToken))).expect(200);
  });

  it.each([...WITHOUT_SIGNATURE, ...OTHER_KEYS, ...WRONG_CLAIMS, ...NO_TOKENS])(
    'forged with %s is refused (P01)',
    async (_, forge) => {
      const { accessToken } = await logIn();

      const { body, headers } = await me(await forge(decodeJwt(accessToken), accessToken)).expect(401);

      expect(body.code).toBe('unauthenticated');
      expect(headers['www-authenticate']).toBe('Bearer');
    },
  );

  it('counts only as Bearer, and only in its header (P01, P12)', async () => {
    const { accessToken } = await logIn();

    await world.http.get('/api/v1/me').set('authorization', `Basic ${accessToken}`).expect(401);
    await world.http.get('/api/v1/me').set('authorization', accessToken).expect(401);
    await world.http.get(`/api/v1/me?access_token=${accessToken}`).expect(401);
    await world.http
      .get('/api/v1/me')
      .set('cookie', `token=${accessToken}; session=${accessToken}`)
      .expect(401);
  });

  it('is not what a refresh token is, nor the other way round (P01)', async () => {
    const { accessToken, refreshToken } = await logIn();

    await me(refreshToken).expect(401);
    await world.http.post('/api/v1/auth/refresh').send({ refreshToken: accessToken }).expect(401);
    await me(accessToken).expect(200);
  });

  it('of somebody whose account is gone is good for nothing (P01, P02)', async () => {
    const { accessToken, refreshToken } = await logIn();
    const { body } = await me(accessToken);

    await world.app.get(DataSource).query('DELETE FROM users WHERE id = $1', [body.id]);

    await me(accessToken).expect(401);
    await world.http.post('/api/v1/auth/refresh').send({ refreshToken }).expect(401);
  });

  it('carries no role: what its owner may do is what they may do now (P02)', async () => {
    const { accessToken } = await logIn();
    const { body } = await me(accessToken);
    const setRole = (role: string) =>
      world.app.get(DataSource).query('UPDATE users SET role = $2 WHERE id = $1', [body.id, role]);
    const send = () =>
      world.http
        .post('/api/v1/exercises/mine/candidates')
        .set('authorization', `Bearer ${accessToken}`)
        .send({ files: [{ path: 'exercise.yaml', content: '' }] });

    await setRole('instructor');
    const promoted = await send();
    await setRole('learner');
    const demoted = await send();

    expect([promoted.status, demoted.status]).toEqual([201, 403]);
  });
});
