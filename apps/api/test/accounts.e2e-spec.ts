import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { ApiWorld, PASSWORD } from './api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.start();
});
afterAll(() => world.close());

const post = (path: string, body: object) => world.http.post(`/api/v1/auth/${path}`).send(body);
const me = (token: string) => world.http.get('/api/v1/me').set('authorization', `Bearer ${token}`);
const aPerson = () => ({ email: `${randomUUID()}@example.org`, password: PASSWORD, displayName: 'Ada' });

async function register(person = aPerson()) {
  const { body } = await post('register', person).expect(201);
  return { ...person, ...(body as { accessToken: string; refreshToken: string; expiresInSeconds: number }) };
}

describe('registering', () => {
  it('makes a learner who is logged in at once', async () => {
    const ada = await register();

    const { body } = await me(ada.accessToken).expect(200);

    expect(body).toEqual({ id: expect.any(String), email: ada.email, displayName: 'Ada', role: 'learner' });
    expect(ada.expiresInSeconds).toBe(900);
  });

  it('refuses an address that has an account, in whatever case it is written', async () => {
    const ada = await register();

    const { body } = await post('register', { ...aPerson(), email: ada.email.toUpperCase() }).expect(409);

    expect(body.code).toBe('email-taken');
  });

  it('lets nobody choose their own role', async () => {
    const { body } = await post('register', { ...aPerson(), role: 'admin' }).expect(400);

    expect(body).toMatchObject({
      code: 'invalid-input',
      errors: [{ message: expect.stringContaining('role') }],
    });
  });

  it('stores the password as argon2id', async () => {
    const ada = await register();

    const { body } = await me(ada.accessToken);
    const [row] = await rows('SELECT password_hash FROM users WHERE id = $1', [body.id]);

    expect(row?.['password_hash']).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('is refused where the operator closed it', async () => {
    const closed = await ApiWorld.start({ replicaOf: world, env: { TOUCHSTONE_REGISTRATION: 'closed' } });

    const { body } = await closed.http.post('/api/v1/auth/register').send(aPerson()).expect(403);
    await closed.close();

    expect(body.code).toBe('forbidden');
  });
});

describe('logging in', () => {
  it('answers the same for a wrong password and for an unknown address', async () => {
    const ada = await register();

    const wrong = await post('login', { email: ada.email, password: 'something else' }).expect(401);
    const unknown = await post('login', { email: 'nobody@example.org', password: PASSWORD }).expect(401);

    expect(wrong.body).toEqual(unknown.body);
    expect(wrong.body.code).toBe('wrong-credentials');
  });

  it('takes about as long for an unknown address as for a wrong password', async () => {
    const ada = await register();

    const [known, unknown] = [await timeLogin(ada.email), await timeLogin(`${randomUUID()}@example.org`)];

    expect(Math.min(known, unknown) / Math.max(known, unknown)).toBeGreaterThan(0.4);
  });

  it('stops the eleventh guess at one account, on every replica, and says when to come back', async () => {
    const ada = await register();
    const replica = await ApiWorld.start({ replicaOf: world });
    for (let guess = 0; guess < 10; guess += 1) {
      await post('login', { email: ada.email, password: `guess ${guess}` }).expect(401);
    }

    const eleventh = await replica.http
      .post('/api/v1/auth/login')
      .send({ email: ada.email.toUpperCase(), password: PASSWORD })
      .expect(429);
    await replica.close();

    expect(eleventh.body.code).toBe('too-many-requests');
    expect(Number(eleventh.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('does not count guesses against somebody who then logs in', async () => {
    const ada = await register();
    for (let round = 0; round < 2; round += 1) {
      for (let guess = 0; guess < 9; guess += 1) await post('login', { email: ada.email, password: 'no' });
      await post('login', { email: ada.email, password: PASSWORD }).expect(200);
    }
  });
});

describe('a session', () => {
  it('goes on with each refresh', async () => {
    const ada = await register();

    const { body } = await post('refresh', { refreshToken: ada.refreshToken }).expect(200);

    await me(body.accessToken).expect(200);
    expect(body.refreshToken).not.toBe(ada.refreshToken);
  });

  it('ends when a refresh token is used twice: both holders are out at once', async () => {
    const ada = await register();
    const second = await post('refresh', { refreshToken: ada.refreshToken }).expect(200);

    const reuse = await post('refresh', { refreshToken: ada.refreshToken }).expect(401);

    expect(reuse.body.code).toBe('unauthenticated');
    await post('refresh', { refreshToken: second.body.refreshToken }).expect(401);
    await me(second.body.accessToken).expect(401);
  });

  it('ends with logging out, while another session of the same person goes on', async () => {
    const ada = await register();
    const other = await post('login', { email: ada.email, password: PASSWORD }).expect(200);

    await post('logout', { refreshToken: ada.refreshToken }).expect(204);

    await me(ada.accessToken).expect(401);
    await post('refresh', { refreshToken: ada.refreshToken }).expect(401);
    await me(other.body.accessToken).expect(200);
  });

  it('is not refreshed by an access token, nor by a made-up one', async () => {
    const ada = await register();

    await post('refresh', { refreshToken: ada.accessToken }).expect(401);
    await post('refresh', { refreshToken: 'made-up' }).expect(401);
  });
});

describe('an access token', () => {
  const secret = new TextEncoder().encode('a secret for tests, thirty-two bytes or more');
  const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sign = (claims: object, header: object = {}, key: Uint8Array = secret) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256', ...header }).sign(key);
  const hmac = (head: string, hash = 'sha256') => createHmac(hash, secret).update(head).digest('base64url');

  it('that is made as ours are made is taken, so that the forgeries below fail for their own reasons', async () => {
    const { accessToken } = await register();

    await me(await sign(decodeJwt(accessToken))).expect(200);
  });

  it.each<[string, (claims: Record<string, unknown>) => Promise<string> | string]>([
    ['alg none', (claims) => `${base64url({ alg: 'none' })}.${base64url(claims)}.`],
    [
      'alg none with a signature',
      (claims) => `${base64url({ alg: 'none' })}.${base64url(claims)}.${hmac('x')}`,
    ],
    [
      'HS512 with the right secret',
      (claims) => {
        const head = `${base64url({ alg: 'HS512' })}.${base64url(claims)}`;
        return `${head}.${hmac(head, 'sha512')}`;
      },
    ],
    [
      'RS256 in the header, signed by HMAC',
      (claims) => {
        const head = `${base64url({ alg: 'RS256' })}.${base64url(claims)}`;
        return `${head}.${hmac(head)}`;
      },
    ],
    ['another secret', (claims) => sign(claims, {}, new TextEncoder().encode('x'.repeat(40)))],
    ['an expired one', (claims) => sign({ ...claims, exp: Math.floor(Date.now() / 1000) - 1 })],
    ['one without an expiry', ({ exp: _, ...claims }) => sign(claims)],
    ['another issuer', (claims) => sign({ ...claims, iss: 'somebody' })],
    ['another audience', (claims) => sign({ ...claims, aud: 'something' })],
    ['somebody else as subject', (claims) => sign({ ...claims, sub: randomUUID() })],
    ['a session that never was', (claims) => sign({ ...claims, sid: randomUUID() })],
    ['no session', ({ sid: _, ...claims }) => sign(claims)],
    [
      'a critical header we do not know',
      (claims) => {
        const head = `${base64url({ alg: 'HS256', crit: ['x'], x: 1 })}.${base64url(claims)}`;
        return `${head}.${hmac(head)}`;
      },
    ],
    [
      'a changed payload',
      async (claims) =>
        (await sign(claims)).replace(/\.[^.]+\./, `.${base64url({ ...claims, sub: randomUUID() })}.`),
    ],
    ['garbage', () => 'garbage'],
  ])('that is forged with %s is refused', async (_, forge) => {
    const { accessToken } = await register();

    const { body, headers } = await me(await forge(decodeJwt(accessToken))).expect(401);

    expect(body.code).toBe('unauthenticated');
    expect(headers['www-authenticate']).toBe('Bearer');
  });

  it('counts only as Bearer', async () => {
    const { accessToken } = await register();

    await world.http.get('/api/v1/me').set('authorization', `Basic ${accessToken}`).expect(401);
    await world.http.get('/api/v1/me').set('authorization', accessToken).expect(401);
    await world.http.get(`/api/v1/me?access_token=${accessToken}`).expect(401);
  });
});

describe('a personal access token', () => {
  it('stands for its owner, is shown once, and is stored as a hash', async () => {
    const ada = await register();
    const made = await makeToken(ada.accessToken, { name: 'laptop' }).expect(201);

    const { body } = await me(made.body.token).expect(200);

    expect(body.email).toBe(ada.email);
    expect(made.body.token).toMatch(/^tst_[\w-]{43}$/);
    const list = await world.http.get('/api/v1/me/tokens').set('authorization', `Bearer ${ada.accessToken}`);
    expect(list.body.items).toMatchObject([
      { id: made.body.id, name: 'laptop', lastUsedAt: expect.any(String) },
    ]);
    expect(JSON.stringify(list.body)).not.toContain(made.body.token);
    const [row] = await rows('SELECT token_hash FROM personal_tokens WHERE id = $1', [made.body.id]);
    expect(row?.['token_hash']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('stops working when it is deleted', async () => {
    const ada = await register();
    const made = await makeToken(ada.accessToken, { name: 'laptop' });

    await world.http
      .delete(`/api/v1/me/tokens/${made.body.id}`)
      .set('authorization', `Bearer ${ada.accessToken}`)
      .expect(204);

    await me(made.body.token).expect(401);
  });

  it('stops working when it expires', async () => {
    const ada = await register();
    const made = await makeToken(ada.accessToken, { name: 'laptop', expiresInDays: 1 });
    await rows('UPDATE personal_tokens SET expires_at = now() WHERE id = $1', [made.body.id]);

    await me(made.body.token).expect(401);
  });

  it('cannot make another one', async () => {
    const ada = await register();
    const made = await makeToken(ada.accessToken, { name: 'laptop' });

    const { body } = await makeToken(made.body.token, { name: 'more' }).expect(403);

    expect(body.code).toBe('forbidden');
  });

  it('of somebody else looks like none when it is deleted', async () => {
    const [ada, eve] = [await register(), await register()];
    const made = await makeToken(ada.accessToken, { name: 'laptop' });
    const asEve = (id: string) =>
      world.http
        .delete(`/api/v1/me/tokens/${id}`)
        .set('authorization', `Bearer ${eve.accessToken}`)
        .expect(404);

    const [foreign, unknown] = [await asEve(made.body.id), await asEve(randomUUID())];

    expect(without(foreign.body, 'instance')).toEqual(without(unknown.body, 'instance'));
    await me(made.body.token).expect(200);
  });
});

const makeToken = (accessToken: string, body: object) =>
  world.http.post('/api/v1/me/tokens').set('authorization', `Bearer ${accessToken}`).send(body);

async function timeLogin(email: string): Promise<number> {
  const times = [];
  for (let round = 0; round < 7; round += 1) {
    const startedAt = performance.now();
    await post('login', { email, password: 'not the password' }).expect(401);
    times.push(performance.now() - startedAt);
  }
  return Math.min(...times);
}

function without(body: Record<string, unknown>, key: string): Record<string, unknown> {
  const { [key]: _, ...rest } = body;
  return rest;
}

function rows(sql: string, parameters: unknown[]): Promise<Record<string, string>[]> {
  return world.app.get(DataSource).query(sql, parameters);
}
