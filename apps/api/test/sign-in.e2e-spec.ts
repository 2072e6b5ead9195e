import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ApiWorld, forgetAttempts, PASSWORD } from './api-world.js';
import { Browser } from './browser.js';
import { GithubDouble } from './github-double.js';
import { OidcDouble, seconds } from './oidc-double.js';

let oidc: OidcDouble;
let github: GithubDouble;
let world: ApiWorld;
beforeAll(async () => {
  oidc = await OidcDouble.start();
  github = await GithubDouble.start();
  world = await ApiWorld.start({ env: { ...oidc.settings, ...github.settings } });
});
afterAll(async () => {
  await world.close();
  await oidc.close();
  await github.close();
});

const START = '/api/v1/auth/oidc/oidc/start';
const FINISH = '/api/v1/auth/oidc/finish';

/** Where a browser is after the provider sent it back: still to be opened. The public URL is not where the test listens. */
async function goThere(browser: Browser, start = START): Promise<string> {
  const { status, location } = await browser.open(start);
  expect(status).toBe(302);
  const back = await browser.open(location!, { from: 'elsewhere' });
  const { pathname, search } = new URL(back.location!);
  return pathname + search;
}

/** The whole journey; answers with what the page is told. */
async function signIn(browser = new Browser(world.url), start = START) {
  const callback = await goThere(browser, start);
  const { location } = await browser.open(callback, { from: 'elsewhere' });
  return { browser, location, callback };
}

async function signInAndFinish(start = START) {
  const { browser, location } = await signIn(undefined, start);
  expect(location).toBe('/login?finish');
  return browser.post(FINISH, {});
}

const me = async (accessToken: string) =>
  (await world.http.get('/api/v1/me').set('authorization', `Bearer ${accessToken}`).expect(200)).body;
const rows = (sql: string, parameters: unknown[] = []) =>
  world.app.get(DataSource).query<Record<string, unknown>[]>(sql, parameters);
const countUsers = async () => Number((await rows('SELECT count(*) FROM users'))[0]?.['count']);

async function register(email: string) {
  const person = { email, password: PASSWORD, displayName: 'Ada' };
  return (await world.http.post('/api/v1/auth/register').send(person).expect(201)).body as {
    accessToken: string;
  };
}

describe('providers', () => {
  it('are those that the operator set up, by the name people know', async () => {
    const { body } = await world.http.get('/api/v1/auth/providers').expect(200);

    expect(body.items).toEqual([
      { id: 'github', name: 'GitHub' },
      { id: 'oidc', name: 'Example School' },
    ]);
  });

  it('are none unless there is one', async () => {
    const plain = await ApiWorld.start({ replicaOf: world });

    const { body } = await plain.http.get('/api/v1/auth/providers').expect(200);
    const { body: problem } = await plain.http.get(START).expect(404);
    await plain.close();

    expect(body.items).toEqual([]);
    expect(problem.code).toBe('not-found');
  });
});

describe('signing in with OpenID Connect', () => {
  it('makes a learner of somebody new, logged in and back where they came from', async () => {
    const grace = oidc.become();

    const { body } = await signInAndFinish(`${START}?next=%2Fexercises%2Ftodo-api%3Fa%3D1`);

    expect(body).toEqual({
      result: 'logged-in',
      next: '/exercises/todo-api?a=1',
      tokens: {
        accessToken: expect.any(String),
        refreshToken: expect.any(String),
        expiresInSeconds: 900,
      },
    });
    expect(await me(body.tokens.accessToken)).toMatchObject({
      email: grace.email,
      displayName: 'Grace Hopper',
      role: 'learner',
      hasPassword: false,
    });
  });

  it('finds the same account the next time, whatever the address is by then', async () => {
    const { sub } = oidc.become();
    const first = await signInAndFinish();
    oidc.become({ sub, email: 'moved@example.org' });

    const second = await signInAndFinish();

    const ids = [];
    for (const { body } of [first, second]) ids.push((await me(body.tokens.accessToken)).id);
    expect(ids[0]).toBe(ids[1]);
  });

  it('makes one account when two journeys of the same person end at once', async () => {
    oidc.become();
    const browsers = [new Browser(world.url), new Browser(world.url), new Browser(world.url)];
    const callbacks: string[] = [];
    for (const browser of browsers) callbacks.push(await goThere(browser));
    const before = await countUsers();

    const ends = await Promise.all(browsers.map((browser, n) => browser.open(callbacks[n]!)));

    expect(ends.map(({ location }) => location)).toEqual(Array(3).fill('/login?finish'));
    expect(await countUsers()).toBe(before + 1);
  });

  it('asks the provider with PKCE, state and nonce, each time anew', async () => {
    oidc.become();
    const asked = [];
    for (let time = 0; time < 2; time += 1)
      asked.push(new URL((await new Browser(world.url).open(START)).location!).searchParams);

    for (const query of asked) {
      expect(Object.fromEntries(query)).toMatchObject({
        response_type: 'code',
        client_id: oidc.clientId,
        redirect_uri: 'http://localhost:3000/api/v1/auth/oidc/oidc/callback',
        code_challenge_method: 'S256',
        scope: 'openid email profile',
      });
    }
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(asked[0]!.get(name)!.length).toBeGreaterThanOrEqual(43);
      expect(asked[0]!.get(name)).not.toBe(asked[1]!.get(name));
    }
  });

  it('reads the address where a provider tells it at the userinfo endpoint only', async () => {
    const grace = oidc.become();
    oidc.addressInUserinfoOnly = true;

    const { body } = await signInAndFinish();

    expect(await me(body.tokens.accessToken)).toMatchObject({
      email: grace.email,
    });
  });

  it('keeps no address that nobody vouches for', async () => {
    oidc.become({ email_verified: false });

    const { body } = await signInAndFinish();

    expect(await me(body.tokens.accessToken)).toMatchObject({ email: null });
  });

  it.each([
    ['control characters', 'a\u001b[2Jb', 'New learner'],
    ['nothing', undefined, 'New learner'],
    ['a very long name', 'x'.repeat(100), 'x'.repeat(60)],
  ])('takes no name that would not do here: %s (P11)', async (_, name, shown) => {
    oidc.become({ name });

    const { body } = await signInAndFinish();

    expect((await me(body.tokens.accessToken)).displayName).toBe(shown);
  });
});

describe('what comes back from a provider', () => {
  const refused = async (callback: string, browser: Browser) => {
    const before = await countUsers();
    const { location } = await browser.open(callback, { from: 'elsewhere' });
    expect(await countUsers()).toBe(before);
    expect(browser.cookieNames).toEqual([]);
    return location;
  };

  it.each<[string, (callback: URL) => void]>([
    ['a wrong state', ({ searchParams }) => searchParams.set('state', 'another')],
    ['no state', ({ searchParams }) => searchParams.delete('state')],
    ['two states', ({ searchParams }) => searchParams.append('state', 'another')],
    ['a made-up code', ({ searchParams }) => searchParams.set('code', randomUUID())],
    ['no code', ({ searchParams }) => searchParams.delete('code')],
    ['two codes', ({ searchParams }) => searchParams.append('code', 'another')],
    ['another issuer', ({ searchParams }) => searchParams.set('iss', 'https://evil.example')],
    ['an error we do not know', ({ searchParams }) => searchParams.set('error', '<script>')],
  ])('is refused with %s', async (_, spoil) => {
    oidc.become();
    const browser = new Browser(world.url);
    const callback = new URL(await goThere(browser), world.url);
    spoil(callback);

    expect(await refused(callback.pathname + callback.search, browser)).toBe('/login?problem=refused');
  });

  it.each([
    ['a wrong nonce', { claims: { nonce: 'another' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['another audience', { claims: { aud: 'somebody-else' } }],
    ['several audiences without a party', { claims: { aud: ['touchstone-client', 'somebody-else'] } }],
    ['another party', { claims: { azp: 'somebody-else' } }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['an expired token', { claims: { exp: seconds() - 300, iat: seconds() - 600 } }],
    ['no expiry', { claims: { exp: undefined } }],
    ['no subject', { claims: { sub: undefined } }],
    ['a signature of somebody else', { signedBySomebodyElse: true }],
    ['no signature', { unsigned: true }],
  ])('is refused when the ID token has %s (P01)', async (_, misdeeds) => {
    oidc.become();
    oidc.misdeeds = misdeeds;
    const browser = new Browser(world.url);

    expect(await refused(await goThere(browser), browser)).toBe('/login?problem=refused');
  });

  it('is refused the second time: a code is good once', async () => {
    oidc.become();
    const { browser, location, callback } = await signIn();
    expect(location).toBe('/login?finish');
    await browser.post(FINISH, {});

    expect(await refused(callback, browser)).toBe('/login?problem=expired');
  });

  it('is refused when a code is brought along by another journey', async () => {
    oidc.become();
    const [mine, theirs] = [new Browser(world.url), new Browser(world.url)];
    const stolen = new URL(await goThere(theirs), world.url).searchParams.get('code')!;
    const callback = new URL(await goThere(mine), world.url);
    callback.searchParams.set('code', stolen);

    expect(await refused(callback.pathname + callback.search, mine)).toBe('/login?problem=refused');
  });

  it('is refused in a browser that did not begin it: nobody is signed in as somebody else (P12)', async () => {
    oidc.become();
    const callback = await goThere(new Browser(world.url));

    expect(await refused(callback, new Browser(world.url))).toBe('/login?problem=expired');
  });

  it('is refused at the address of another provider', async () => {
    oidc.become();
    const browser = new Browser(world.url);
    const callback = (await goThere(browser)).replace('/oidc/oidc/', '/oidc/github/');

    expect(await refused(callback, browser)).toBe('/login?problem=expired');
  });

  it('may be a no', async () => {
    oidc.become();
    const browser = new Browser(world.url);
    const state = new URL(await goThere(browser), world.url).searchParams.get('state')!;
    const callback = `/api/v1/auth/oidc/oidc/callback?error=access_denied&state=${state}`;

    expect(await refused(callback, browser)).toBe('/login?problem=cancelled');
  });

  it('leads to a page of ours only, whatever was asked for', async () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      oidc.become();

      const { body } = await signInAndFinish(`${START}?next=${encodeURIComponent(next)}`);

      expect(body['next']).toBe('/');
    }
  });
});

describe('an account with the same address', () => {
  it('is theirs once they prove its password, and from then on without it', async () => {
    const grace = oidc.become();
    const ada = await me((await register(grace.email)).accessToken);
    const { browser } = await signIn();

    const asked = await browser.post(FINISH, {});
    const wrong = await browser.post(FINISH, { password: 'not the password' });
    const right = await browser.post(FINISH, { password: PASSWORD });
    const later = await signInAndFinish();

    expect(asked.body).toEqual({ result: 'password-needed', email: grace.email, provider: 'Example School' });
    expect([wrong.status, wrong.body['code']]).toEqual([401, 'wrong-credentials']);
    for (const { body } of [right, later]) {
      expect(body['result']).toBe('logged-in');
      expect((await me(body.tokens.accessToken)).id).toBe(ada.id);
    }
  });

  it('stays closed to who does not prove it, however often they come (P03)', async () => {
    await forgetAttempts(world);
    const grace = oidc.become();
    await register(grace.email);
    const statuses = [];
    for (let guess = 0; guess < 11; guess += 1) {
      const { browser } = await signIn();
      statuses.push((await browser.post(FINISH, { password: `guess ${guess}` })).status);
    }

    expect(statuses).toEqual([...Array(10).fill(401), 429]);
    const identities = await rows('SELECT 1 FROM identities WHERE subject = $1', [grace.sub]);
    expect(identities).toEqual([]);
    await forgetAttempts(world);
  });

  it('is not even asked for when the provider does not vouch for the address', async () => {
    const grace = oidc.become({ email_verified: false });
    await register(grace.email);

    const { browser, location } = await signIn();

    expect(location).toBe('/login?problem=unverified-email');
    expect(browser.cookieNames).toEqual([]);
  });

  it('that has no password is reached the way it was made', async () => {
    const { email } = github.become();
    await signInAndFinish('/api/v1/auth/oidc/github/start');
    oidc.become({ email });

    const { location } = await signIn();

    expect(location).toBe('/login?problem=other-sign-in');
  });

  it('is refused to somebody whose account has gone in the meantime', async () => {
    const grace = oidc.become();
    await register(grace.email);
    const { browser } = await signIn();
    await rows('DELETE FROM users WHERE email = $1', [grace.email]);

    const { status, body } = await browser.post(FINISH, { password: PASSWORD });

    expect([status, body['code']]).toEqual([401, 'wrong-credentials']);
  });
});

describe('where registration is closed', () => {
  it('somebody new is refused, and somebody known is let in', async () => {
    const known = oidc.become();
    await signInAndFinish();
    const closed = await ApiWorld.start({
      replicaOf: world,
      env: { ...oidc.settings, TOUCHSTONE_REGISTRATION: 'closed' },
    });
    oidc.become();
    const stranger = await signIn(new Browser(closed.url));
    oidc.become(known);
    const again = await signIn(new Browser(closed.url));
    await closed.close();

    expect(stranger.location).toBe('/login?problem=registration-closed');
    expect(again.location).toBe('/login?finish');
  });
});

describe('handing over to the page', () => {
  it('is done once, and never by an address or to a script', async () => {
    oidc.become();
    const browser = new Browser(world.url);
    const callback = await goThere(browser);
    const { headers, location } = await browser.open(callback, { from: 'elsewhere' });
    const cookie = headers.getSetCookie().find((line) => line.startsWith('touchstone-handover='));

    const finishes = await Promise.all([browser.post(FINISH, {}), browser.post(FINISH, {})]);

    expect(location).toBe('/login?finish');
    expect(cookie).toMatch(
      /^touchstone-handover=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(finishes.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(finishes.find(({ status }) => status === 400)?.body['code']).toBe('sign-in-expired');
    expect((await browser.post(FINISH, {})).status).toBe(400);
  });

  it('is refused without the cookie, and with a made-up one', async () => {
    const { body } = await world.http.post(FINISH).send({}).expect(400);
    await world.http.post(FINISH).set('cookie', 'touchstone-handover=made-up').send({}).expect(400);

    expect(body.code).toBe('sign-in-expired');
  });

  it('takes no form of another site, which could send one without asking (P12)', async () => {
    oidc.become();
    const { browser } = await signIn();

    const form = await browser.open(FINISH, { from: 'elsewhere', form: { password: 'x' } });

    expect(form.status).toBe(415);
    expect((await browser.post(FINISH, {})).status).toBe(200);
  });

  it('uses cookies that only this host can set where there is TLS', async () => {
    const overTls = await ApiWorld.start({
      replicaOf: world,
      env: { ...oidc.settings, TOUCHSTONE_PUBLIC_URL: 'https://judge.example.org' },
    });

    const { headers } = await overTls.http.get(START).expect(302);
    await overTls.close();

    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^__Host-touchstone-sign-in=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
      ),
    ]);
  });

  it('logs no code, no token and no secret (P01)', async () => {
    const logged: string[] = [];
    const keep = (...parts: unknown[]) => logged.push(JSON.stringify(parts));
    const logger: LoggerService = { log: keep, warn: keep, error: keep, debug: keep, verbose: keep };
    const talkative = await ApiWorld.start({ replicaOf: world, env: oidc.settings, logger });
    oidc.become();
    const { callback, browser } = await signIn(new Browser(talkative.url));
    const { body } = await browser.post(FINISH, {});
    oidc.misdeeds = { claims: { nonce: 'another' } };
    await signIn(new Browser(talkative.url));
    await talkative.close();

    const text = logged.join('\n');
    expect(text).toContain('signing in failed: refused');
    const code = new URL(callback, world.url).searchParams.get('code')!;
    const { accessToken, refreshToken } = body.tokens;
    for (const secret of [code, accessToken, refreshToken, oidc.clientSecret, 'eyJ'])
      expect(text).not.toContain(secret);
  });
});

describe('a provider that is away', () => {
  it('is said to be away, and is asked again the next time', async () => {
    const late = await OidcDouble.start();
    const settings = late.settings;
    await late.close();
    const apart = await ApiWorld.start({ replicaOf: world, env: settings });

    const { headers } = await apart.http.get(START).expect(302);
    await apart.close();

    expect(headers['location']).toBe('/login?problem=unreachable');
  });
});

describe('signing in with GitHub', () => {
  const GITHUB = '/api/v1/auth/oidc/github/start';

  it('makes an account with the primary address, and finds it again', async () => {
    const { id, email } = github.become();

    const first = await signInAndFinish(GITHUB);
    const again = await signInAndFinish(GITHUB);

    const [one, two] = await Promise.all([first, again].map(({ body }) => me(body.tokens.accessToken)));
    expect(one).toMatchObject({ email, displayName: 'grace' });
    expect(two.id).toBe(one.id);
    expect(await rows('SELECT provider FROM identities WHERE subject = $1', [String(id)])).toEqual([
      { provider: 'github' },
    ]);
  });

  it('keeps no address that GitHub has not verified', async () => {
    github.become({ verified: false });

    const { body } = await signInAndFinish(GITHUB);

    expect(await me(body.tokens.accessToken)).toMatchObject({ email: null });
  });

  it.each<[string, (query: URLSearchParams) => void]>([
    ['a wrong state', (query) => query.set('state', 'another')],
    ['a made-up code', (query) => query.set('code', 'made-up')],
  ])('is refused with %s', async (_, spoil) => {
    github.become();
    const browser = new Browser(world.url);
    const callback = new URL(await goThere(browser, GITHUB), world.url);
    spoil(callback.searchParams);

    const { location } = await browser.open(callback.pathname + callback.search, { from: 'elsewhere' });

    expect(location).toBe('/login?problem=refused');
  });

  it('is not the account of who has the same subject at another provider', async () => {
    const { id } = github.become();
    const one = await signInAndFinish(GITHUB);
    oidc.become({ sub: String(id) });
    const other = await signInAndFinish();

    const [first, second] = await Promise.all([one, other].map(({ body }) => me(body.tokens.accessToken)));
    expect(first.id).not.toBe(second.id);
  });
});
