import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

    expect(body).toEqual({
      id: expect.any(String),
      email: ada.email,
      displayName: 'Ada',
      alias: expect.stringMatching(/^[a-z]+-[a-z]+-\d+$/),
      boardVisibility: 'alias',
      role: 'learner',
      hasPassword: true,
    });
    expect(ada.expiresInSeconds).toBe(900);
  });

  it('refuses an address that has an account, in whatever case it is written', async () => {
    const ada = await register();

    const { body } = await post('register', { ...aPerson(), email: ada.email.toUpperCase() }).expect(409);

    expect(body.code).toBe('email-taken');
  });

  it('lets nobody choose their own role (P07)', async () => {
    const { body } = await post('register', { ...aPerson(), role: 'admin' }).expect(400);

    expect(body).toMatchObject({
      code: 'invalid-input',
      errors: [{ message: expect.stringContaining('role') }],
    });
  });

  it.each([
    '\u001b[2Jme',
    'a\nb',
    'Ada\u202enimdA',
    '\u2066x',
    'a\u2028b',
    '\u009b1m',
    '\u2800',
    '\u115f\u3164',
    '\u00ad',
  ])('refuses a name that is not what it looks like, of a person or of a token: %j (P11)', async (name) => {
    const refused = await post('register', { ...aPerson(), displayName: name }).expect(400);
    const ada = await register();
    await makeToken(ada.accessToken, { name }).expect(400);

    expect(refused.body).toMatchObject({ code: 'invalid-input', errors: [{ path: 'displayName' }] });
  });

  it('takes a name in any script (P11)', async () => {
    for (const displayName of ['Зоя Ёлкина', 'نگار\u200cه', '李小龍', 'Zoë 👩\u200d💻', '<b>Ada</b>'])
      await post('register', { ...aPerson(), displayName }).expect(201);
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
  it('answers the same for a wrong password and for an unknown address (P03)', async () => {
    const ada = await register();

    const wrong = await post('login', { email: ada.email, password: 'something else' }).expect(401);
    const unknown = await post('login', { email: 'nobody@example.org', password: PASSWORD }).expect(401);

    expect(wrong.body).toEqual(unknown.body);
    expect(wrong.body.code).toBe('wrong-credentials');
  });

  it('takes about as long for an unknown address as for a wrong password (P03)', async () => {
    const ada = await register();

    const [known, unknown] = [await timeLogin(ada.email), await timeLogin(`${randomUUID()}@example.org`)];

    expect(Math.min(known, unknown) / Math.max(known, unknown)).toBeGreaterThan(0.4);
  });

  it('stops the eleventh guess at one account, on every replica, and says when to come back (P03)', async () => {
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

  it('believes no header about where a guess comes from (P03)', async () => {
    const ada = await register();
    const guess = (n: number) =>
      post('login', { email: ada.email, password: 'no' }).set({
        'x-forwarded-for': `10.0.0.${n}`,
        forwarded: `for=10.0.0.${n}`,
        'x-real-ip': `10.0.0.${n}`,
        'x-client-ip': `10.0.0.${n}`,
        'cf-connecting-ip': `10.0.0.${n}`,
        'true-client-ip': `10.0.0.${n}`,
      });
    for (let n = 0; n < 10; n += 1) await guess(n).expect(401);

    await guess(11).expect(429);
  });

  it('counts by the address that a proxy names where the operator trusts it, and by no other (P03)', async () => {
    const ada = await register();
    const behind = await ApiWorld.start({ replicaOf: world, env: { TOUCHSTONE_TRUST_PROXY: '127.0.0.1' } });
    const guess = (forwarded: string) =>
      behind.http
        .post('/api/v1/auth/login')
        .set('x-forwarded-for', forwarded)
        .send({ email: ada.email, password: 'no' });
    for (let n = 0; n < 10; n += 1) await guess('10.0.0.1').expect(401);

    const [same, other, forged] = [
      await guess('10.0.0.1'),
      await guess('10.0.0.2'),
      await guess('10.0.0.99, 10.0.0.1'),
    ];
    await behind.close();

    expect([same.status, other.status, forged.status]).toEqual([429, 401, 429]);
  });

  it('stops fifty guesses at once after the tenth (P03, P17)', async () => {
    const ada = await register();

    const guesses = await Promise.all(
      Array.from({ length: 50 }, () => post('login', { email: ada.email, password: 'no' })),
    );

    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(40);
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

  it('ends when a refresh token is used twice: both holders are out at once (P02)', async () => {
    const ada = await register();
    const second = await post('refresh', { refreshToken: ada.refreshToken }).expect(200);

    const reuse = await post('refresh', { refreshToken: ada.refreshToken }).expect(401);

    expect(reuse.body.code).toBe('unauthenticated');
    await post('refresh', { refreshToken: second.body.refreshToken }).expect(401);
    await me(second.body.accessToken).expect(401);
  });

  it('ends with logging out, while another session of the same person goes on (P02)', async () => {
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
