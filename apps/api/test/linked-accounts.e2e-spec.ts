import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ApiWorld, forgetAttempts, PASSWORD } from './api-world.js';
import { Browser } from './browser.js';
import { GithubDouble } from './github-double.js';
import { OidcDouble } from './oidc-double.js';

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
beforeEach(() => forgetAttempts(world));

const LINKS = '/api/v1/me/identities';

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const rows = (sql: string, parameters: unknown[] = []) =>
  world.app.get(DataSource).query<Record<string, unknown>[]>(sql, parameters);

async function logIn(email: string): Promise<Session> {
  const { body } = await world.http
    .post('/api/v1/auth/login')
    .send({ email, password: PASSWORD })
    .expect(200);
  return body as Session;
}

async function anAccount() {
  const { id, email } = await world.account();
  return { id, email, session: await logIn(email) };
}

const as = ({ accessToken }: Session) => `Bearer ${accessToken}`;
const list = async (session: Session) =>
  (await world.http.get(LINKS).set('authorization', as(session)).expect(200)).body.items as {
    id: string;
    name: string;
    open: boolean;
  }[];
const unlink = (session: Session, provider: string, body: object = { password: PASSWORD }) =>
  world.http.delete(`${LINKS}/${provider}`).set('authorization', as(session)).send(body);

/** Begins in a browser, and goes as far as the provider; answers with where the browser is sent back to. */
async function beginLink(session: Session, provider = 'oidc', body: object = { password: PASSWORD }) {
  const browser = new Browser(world.url);
  const { status, body: answer } = await browser.post(`${LINKS}/${provider}`, body, as(session));
  expect(status).toBe(200);
  const { location } = await browser.open(String(answer['url']), { from: 'elsewhere' });
  const { pathname, search } = new URL(location!);
  return { browser, callback: pathname + search };
}

async function link(session: Session, provider = 'oidc', body: object = { password: PASSWORD }) {
  const { browser, callback } = await beginLink(session, provider, body);
  return (await browser.open(callback, { from: 'elsewhere' })).location;
}

async function signIn(start = '/api/v1/auth/oidc/oidc/start') {
  const browser = new Browser(world.url);
  const { location } = await browser.open(start);
  const back = new URL((await browser.open(location!, { from: 'elsewhere' })).location!);
  const end = await browser.open(back.pathname + back.search, { from: 'elsewhere' });
  if (end.location !== '/login?finish') return { location: end.location, session: null };
  return {
    location: end.location,
    session: (await browser.post('/api/v1/auth/oidc/finish', {})).body.tokens,
  };
}

const idOf = async (session: Session) =>
  (await world.http.get('/api/v1/me').set('authorization', as(session)).expect(200)).body.id as string;

describe('linking an account elsewhere', () => {
  it('makes it a way in to the account that asked, whatever its address is', async () => {
    const ada = await anAccount();
    oidc.become();

    expect(await link(ada.session)).toBe('/account?linked=oidc');

    const { session } = await signIn();
    expect(await idOf(session!)).toBe(ada.id);
    expect(await list(ada.session)).toEqual([
      { id: 'oidc', name: 'Example School', open: true, linkedAt: expect.any(String) },
    ]);
  });

  it('goes with GitHub as well, and twice the same is linked once', async () => {
    const ada = await anAccount();
    github.become();

    expect(await link(ada.session, 'github')).toBe('/account?linked=github');
    expect(await link(ada.session, 'github')).toBe('/account?linked=github');

    expect((await list(ada.session)).map(({ name }) => name)).toEqual(['GitHub']);
  });

  it('opens no session and touches no address', async () => {
    const ada = await anAccount();
    oidc.become();
    const { browser, callback } = await beginLink(ada.session);

    await browser.open(callback, { from: 'elsewhere' });

    expect(browser.cookieNames).toEqual([]);
    expect(await rows('SELECT email FROM users WHERE id = $1', [ada.id])).toEqual([{ email: ada.email }]);
  });

  it.each([
    ['without the password', {}, 403, 'wrong-password'],
    ['with a wrong one', { password: 'not it' }, 403, 'wrong-password'],
  ])('is refused %s: a stolen session opens no way in that stays (P02)', async (_, body, status, code) => {
    const { session } = await anAccount();

    const answer = await new Browser(world.url).post(`${LINKS}/oidc`, body, as(session));

    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('is refused to a personal token', async () => {
    const { bearer } = await world.account();

    const answer = await new Browser(world.url).post(`${LINKS}/oidc`, { password: PASSWORD }, bearer);

    expect([answer.status, answer.body['code']]).toEqual([403, 'forbidden']);
  });

  it('asks who has no password for a login of the last minutes', async () => {
    oidc.become();
    const { session } = await signIn();
    github.become();
    expect(await link(session!, 'github', {})).toBe('/account?linked=github');
    await rows(`UPDATE refresh_tokens SET created_at = created_at - interval '11 minutes'`);

    const late = await new Browser(world.url).post(`${LINKS}/github`, {}, as(session!));

    expect([late.status, late.body['code']]).toEqual([403, 'login-too-old']);
  });

  it('takes nobody’s account elsewhere away from the account it opens', async () => {
    const [ada, eve] = [await anAccount(), await anAccount()];
    oidc.become();
    await link(ada.session);

    expect(await link(eve.session)).toBe('/login?problem=linked-elsewhere');

    const { session } = await signIn();
    expect(await idOf(session!)).toBe(ada.id);
    expect(await list(eve.session)).toEqual([]);
  });

  it('ends with the session that asked for it', async () => {
    const ada = await anAccount();
    oidc.become();
    const { browser, callback } = await beginLink(ada.session);
    await world.http.post('/api/v1/auth/logout').send({ refreshToken: ada.session.refreshToken }).expect(204);

    const { location } = await browser.open(callback, { from: 'elsewhere' });

    expect(location).toBe('/login?problem=expired');
    expect(await rows('SELECT 1 FROM identities WHERE user_id = $1', [ada.id])).toEqual([]);
  });

  it('is refused in a browser that did not begin it (P12)', async () => {
    const ada = await anAccount();
    oidc.become();
    const { callback } = await beginLink(ada.session);

    const { location } = await new Browser(world.url).open(callback, { from: 'elsewhere' });

    expect(location).toBe('/login?problem=expired');
    expect(await list(ada.session)).toEqual([]);
  });

  it('says so when the provider is away or not set up', async () => {
    const late = await OidcDouble.start();
    const settings = late.settings;
    await late.close();
    const apart = await ApiWorld.start({ replicaOf: world, env: settings });
    const { session } = await anAccount();
    const ask = (provider: string) =>
      new Browser(apart.url).post(`${LINKS}/${provider}`, { password: PASSWORD }, as(session));

    const [away, unknown] = [await ask('oidc'), await ask('github')];
    await apart.close();

    expect([away.status, away.body['code']]).toEqual([503, 'not-ready']);
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'not-found']);
  });
});

describe('unlinking an account elsewhere', () => {
  it('closes that way in: whoever comes by it gets an account of their own', async () => {
    const ada = await anAccount();
    oidc.become();
    await link(ada.session);

    await unlink(ada.session, 'oidc').expect(204);
    const again = await unlink(ada.session, 'oidc').expect(404);

    expect(again.body.code).toBe('not-found');
    expect(await list(ada.session)).toEqual([]);
    const { session } = await signIn();
    expect(await idOf(session!)).not.toBe(ada.id);
  });

  it('asks for the password', async () => {
    const ada = await anAccount();
    oidc.become();
    await link(ada.session);

    const { body } = await unlink(ada.session, 'oidc', { password: 'not it' }).expect(403);

    expect(body.code).toBe('wrong-password');
    expect(await list(ada.session)).toHaveLength(1);
  });

  it('leaves one way in, also when two are closed at once', async () => {
    oidc.become();
    const { session } = await signIn();
    const alone = await unlink(session!, 'oidc', {}).expect(409);
    github.become();
    await link(session!, 'github', {});

    const both = await Promise.all(['oidc', 'github'].map((provider) => unlink(session!, provider, {})));

    expect(alone.body.code).toBe('last-way-in');
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(await list(session!)).toHaveLength(1);
  });

  it('counts no provider that the operator has taken away', async () => {
    oidc.become();
    const { session } = await signIn();
    github.become();
    await link(session!, 'github', {});
    const withoutGithub = await ApiWorld.start({ replicaOf: world, env: oidc.settings });

    const { body } = await withoutGithub.http
      .delete(`${LINKS}/oidc`)
      .set('authorization', as(session!))
      .send({})
      .expect(409);
    const seen = await withoutGithub.http.get(LINKS).set('authorization', as(session!)).expect(200);
    await withoutGithub.close();

    expect(body.code).toBe('last-way-in');
    expect(seen.body.items).toMatchObject([
      { id: 'oidc', open: true },
      { id: 'github', name: 'GitHub', open: false },
    ]);
  });

  it('names a learning platform by its name, and sends it no more scores', async () => {
    const [ada, exercise] = [await anAccount(), await world.publish()];
    const admin = await world.account('admin');
    const { body: platform } = await world.http
      .post('/api/v1/lti/platforms')
      .set('authorization', admin.bearer)
      .send({
        name: 'Moodle of our school',
        issuer: 'https://moodle.example',
        clientId: 'client',
        authorizationUrl: 'https://moodle.example/auth',
        tokenUrl: 'https://moodle.example/token',
        keysUrl: 'https://moodle.example/keys',
        lineItemOrigin: 'https://moodle.example',
        deploymentIds: ['1'],
      })
      .expect(201);
    await rows('INSERT INTO identities (provider, subject, user_id) VALUES ($1, $2, $3)', [
      `lti:${platform.id}`,
      'somebody',
      ada.id,
    ]);
    await rows(
      'INSERT INTO lti_grades (platform_id, user_id, exercise_id, subject, line_item) VALUES ($1, $2, $3, $4, $5)',
      [platform.id, ada.id, exercise.manifest.id, 'somebody', 'https://moodle.example/1'],
    );
    const before = await list(ada.session);

    await unlink(ada.session, `lti:${platform.id}`).expect(204);

    expect(before).toMatchObject([{ id: `lti:${platform.id}`, name: 'Moodle of our school', open: true }]);
    expect(await rows('SELECT 1 FROM lti_grades WHERE user_id = $1', [ada.id])).toEqual([]);
  });
});
