import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { aResult } from '#testing';
import { PassbackService } from '../src/lti/passback.service.js';
import { aFailedTest, aVerdict } from './a-verdict.js';
import { ApiWorld, PASSWORD } from './api-world.js';
import { Browser } from './browser.js';
import { HttpDouble } from './http-double.js';
import { seconds } from './oidc-double.js';
import { PlatformDouble, signWith, type LaunchOrder } from './platform-double.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const LAUNCH = '/api/v1/lti/launch';
const FINISH = '/api/v1/auth/oidc/finish';
const ENV = {
  TOUCHSTONE_PUBLIC_URL: 'https://judge.example.org',
  TOUCHSTONE_LTI_PLATFORM_ADDRESSES: 'any',
};

let platform: PlatformDouble;
let world: ApiWorld;
let admin: { bearer: string };
beforeAll(async () => {
  platform = await PlatformDouble.start(() => `${world.url}/api/v1/lti/keys`);
  world = await ApiWorld.start({ env: ENV });
  // Scores are sent when a test says so, and not beside it by the clock.
  await world.app.get(PassbackService).onApplicationShutdown();
  await world.publish();
  admin = await world.account('admin');
  await registerPlatform().expect(201);
});
afterAll(async () => {
  await world.close();
  await platform.close();
});

const registerPlatform = (changes: object = {}, api = world) =>
  api.http
    .post('/api/v1/lti/platforms')
    .set('authorization', admin.bearer)
    .send({ ...platform.registration, ...changes });

const rows = (sql: string, parameters: unknown[] = []) =>
  world.app.get(DataSource).query<Record<string, unknown>[]>(sql, parameters);

/** Where the platform first sends a browser: the first leg of every launch. */
async function begin(browser: Browser, changes: Record<string, string> = {}): Promise<URL> {
  const query = new URLSearchParams({
    iss: platform.url,
    login_hint: 'hint',
    target_link_uri: 'https://judge.example.org/',
    client_id: platform.clientId,
    lti_message_hint: 'message',
    ...changes,
  });
  const { status, location } = await browser.open(`/api/v1/lti/login?${query.toString()}`, {
    from: 'elsewhere',
  });
  expect(status).toBe(303);
  return new URL(location!, world.url);
}

const post = async (browser: Browser, form: Record<string, string>) =>
  (await browser.open(LAUNCH, { from: 'elsewhere', form })).location;

async function launch(order: LaunchOrder = {}, browser = new Browser(world.url)) {
  const form = await platform.authorize(await begin(browser), order);
  return { browser, form, location: await post(browser, form) };
}

/** A whole launch of somebody who may come in: who they are here, and the page that opens. */
async function enter(order: LaunchOrder = {}, browser = new Browser(world.url)) {
  const { location } = await launch(order, browser);
  expect(location).toBe('/login?finish');
  const { body } = await browser.post(FINISH, {});
  const bearer = `Bearer ${body.tokens.accessToken}`;
  const me = (await world.http.get('/api/v1/me').set('authorization', bearer).expect(200)).body;
  return { me, bearer, next: body['next'] };
}

describe('a launch', () => {
  it('makes a learner of somebody new and opens the exercise of the link', async () => {
    const subject = randomUUID();

    const first = await enter({ subject, exercise: 'echo-service', email: `${subject}@example.org` });
    const again = await enter({ subject, exercise: 'echo-service' });

    expect(first.next).toBe('/exercises/echo-service');
    expect(first.me).toMatchObject({
      displayName: 'Grace Hopper',
      email: `${subject}@example.org`,
      role: 'learner',
      hasPassword: false,
    });
    expect(again.me.id).toBe(first.me.id);
  });

  it.each([
    [
      'a cohort',
      { cohort: '7b0c7f3e-2f0e-4b43-9a51-3a6f4e0b7a10' },
      '/cohorts/7b0c7f3e-2f0e-4b43-9a51-3a6f4e0b7a10',
    ],
    ['nothing', {}, '/'],
    ['an exercise that is not there', { exercise: 'no-such-thing' }, '/'],
    ['what is no exercise', { exercise: '../../evil' }, '/'],
  ])('of a link to %s opens a page of ours', async (_, order, page) => {
    expect((await enter(order)).next).toBe(page);
  });

  it('makes nobody staff, whatever role they have in the course (P07)', async () => {
    const roles = ['http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator'];

    const { me } = await enter({ claims: { [`${CLAIM}/roles`]: roles } });

    expect(me.role).toBe('learner');
  });

  it('may begin with a form', async () => {
    const browser = new Browser(world.url);
    const form = { iss: platform.url, login_hint: 'hint', target_link_uri: 'https://judge.example.org/' };

    const { location } = await browser.open('/api/v1/lti/login', { from: 'elsewhere', form });
    const posted = await platform.authorize(new URL(location!));

    expect(await post(browser, posted)).toBe('/login?finish');
  });

  it('asks for the password of an account with the same address, and sends no score before', async () => {
    const { email, id } = await world.account();
    const lineItem = `${platform.url}/line/${randomUUID()}`;
    const { browser } = await launch({ email, exercise: 'echo-service', lineItem });

    const asked = await browser.post(FINISH, {});
    const before = await rows('SELECT 1 FROM lti_grades WHERE user_id = $1', [id]);
    const proven = await browser.post(FINISH, { password: PASSWORD });

    expect(asked.body).toMatchObject({ result: 'password-needed', email, provider: 'Example Moodle' });
    expect(before).toEqual([]);
    expect(proven.body).toMatchObject({ result: 'logged-in', next: '/exercises/echo-service' });
    expect(await rows('SELECT line_item FROM lti_grades WHERE user_id = $1', [id])).toEqual([
      { line_item: lineItem },
    ]);
  });

  it('is taken while registration is closed: an admin registered the platform', async () => {
    const closed = await ApiWorld.start({
      replicaOf: world,
      env: { ...ENV, TOUCHSTONE_REGISTRATION: 'closed' },
    });
    const { location } = await launch({}, new Browser(closed.url));
    await closed.close();

    expect(location).toBe('/login?finish');
  });

  it('fetches the keys of a platform once for many launches', async () => {
    await enter();
    const before = platform.countRequests('/keys');

    for (let time = 0; time < 3; time += 1) await enter();

    expect(platform.countRequests('/keys')).toBe(before);
  });
});

describe('a launch is refused', () => {
  const hmacKey = new TextEncoder().encode('x'.repeat(40));

  it.each<[string, LaunchOrder]>([
    ['with a wrong nonce', { claims: { nonce: 'another' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['for another audience', { claims: { aud: 'somebody-else' } }],
    ['for several audiences without a party', { claims: { aud: ['tool-client', 'somebody-else'] } }],
    ['for another party', { claims: { azp: 'somebody-else' } }],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['that has expired', { claims: { iat: seconds() - 600, exp: seconds() - 300 } }],
    ['that was signed long ago', { claims: { iat: seconds() - 3600 } }],
    ['that never expires', { claims: { exp: undefined } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['of another deployment', { claims: { [`${CLAIM}/deployment_id`]: 'deployment-2' } }],
    ['without a deployment', { claims: { [`${CLAIM}/deployment_id`]: undefined } }],
    ['of another kind', { claims: { [`${CLAIM}/message_type`]: 'LtiDeepLinkingRequest' } }],
    ['of another version', { claims: { [`${CLAIM}/version`]: '1.1.0' } }],
    ['without a resource link', { claims: { [`${CLAIM}/resource_link`]: undefined } }],
    ['signed by somebody else', { sign: (double, payload) => signWith(double.otherKey, payload) }],
    ['signed with a shared secret', { sign: (_, payload) => signWith(hmacKey, payload, { alg: 'HS256' }) }],
    [
      'that is not signed',
      { sign: (_, payload) => Promise.resolve(`${encode({ alg: 'none' })}.${encode(payload)}.`) },
    ],
    ['that is no token', { sign: () => Promise.resolve('garbage') }],
  ])('%s (P01)', async (_, order) => {
    const before = await rows('SELECT count(*) FROM users');

    const { location, browser } = await launch(order);

    expect(location).toBe('/login?problem=refused');
    expect(browser.cookieNames).toEqual([]);
    expect(await rows('SELECT count(*) FROM users')).toEqual(before);
  });

  it('with a wrong state, or none', async () => {
    for (const state of ['another', '']) {
      const browser = new Browser(world.url);
      const form = await platform.authorize(await begin(browser));

      expect(await post(browser, { ...form, state })).toBe('/login?problem=refused');
    }
  });

  it('the second time (replay)', async () => {
    const { browser, form, location } = await launch();
    expect(location).toBe('/login?finish');

    expect(await post(browser, form)).toBe('/login?problem=expired');
  });

  it('in a browser that did not begin it (P12)', async () => {
    const form = await platform.authorize(await begin(new Browser(world.url)));

    expect(await post(new Browser(world.url), form)).toBe('/login?problem=expired');
  });

  it('when the token is of another launch', async () => {
    const [mine, theirs] = [new Browser(world.url), new Browser(world.url)];
    const stolen = await platform.authorize(await begin(theirs));
    const own = await platform.authorize(await begin(mine));

    expect(await post(mine, { ...own, id_token: stolen.id_token })).toBe('/login?problem=refused');
  });

  it('when nobody knows the platform, or which of its clients is meant', async () => {
    const paths = [];
    for (const changes of [
      { iss: 'https://evil.example' },
      { client_id: 'another' },
      { login_hint: 'x'.repeat(3000) },
    ]) {
      const { pathname, search } = await begin(new Browser(world.url), changes);
      paths.push(pathname + search);
    }

    expect(paths).toEqual([
      '/login?problem=unknown-platform',
      '/login?problem=unknown-platform',
      '/login?problem=refused',
    ]);
  });

  it('takes forms nowhere else (P12)', async () => {
    await world.http.post('/api/v1/auth/login').type('form').send({ email: 'a', password: 'b' }).expect(415);
    await world.http.post(LAUNCH).type('text/plain').send('id_token=x').expect(415);
  });
});

describe('scores', () => {
  const half = () => aVerdict({ outcome: 'partial', score: 50, tests: [aResult(), aFailedTest()] });
  const sendDue = () => world.app.get(PassbackService).sendDue();

  async function launched(
    lineItem = `${platform.url}/mod/lti/services.php/${randomUUID()}/lineitem?type_id=3`,
  ) {
    const subject = randomUUID();
    const learner = await enter({ subject, exercise: 'echo-service', lineItem });
    const judge = async (verdict = aVerdict(), mode = 'graded') =>
      world.judge(await world.submit(learner, { mode }), verdict);
    const received = () => platform.scores.filter(({ userId }) => userId === subject);
    return { ...learner, subject, lineItem, judge, received };
  }

  /** The pause after a failure is over. */
  const endPause = (userId: string) =>
    rows(`UPDATE lti_grades SET next_at = now() WHERE user_id = $1`, [userId]);

  it('go back when the best result gets better, each with a later time', async () => {
    const { judge, received, subject, lineItem } = await launched();

    await sendDue();
    expect(received()).toEqual([]);
    await judge(half());
    await sendDue();
    await judge(aVerdict());
    await sendDue();
    await sendDue();

    expect(received()).toEqual(
      [50, 100].map((scoreGiven) => ({
        lineItem,
        userId: subject,
        scoreGiven,
        scoreMaximum: 100,
        activityProgress: 'Completed',
        gradingProgress: 'FullyGraded',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      })),
    );
    expect(received()[0]!.timestamp < received()[1]!.timestamp).toBe(true);
  });

  it('do not go back for a worse result, a trial run or a fault of ours', async () => {
    const { judge, received } = await launched();
    await judge(half());
    await sendDue();

    await judge(aVerdict({ outcome: 'wrong-answer', score: 0 }));
    await judge(aVerdict(), 'public');
    await judge(aVerdict({ outcome: 'system-error', score: null }));
    await sendDue();

    expect(received().map(({ scoreGiven }) => scoreGiven)).toEqual([50]);
  });

  it('reached before the launch go back too', async () => {
    const { judge, me, subject } = await launched();
    await judge(half());
    await rows('DELETE FROM lti_grades WHERE user_id = $1', [me.id]);
    const lineItem = `${platform.url}/line/${randomUUID()}`;

    await enter({ subject, exercise: 'echo-service', lineItem });
    await sendDue();

    expect(platform.scores.filter((score) => score.lineItem === lineItem)).toMatchObject([
      { scoreGiven: 50 },
    ]);
  });

  it.each([
    ['is down', { status: 503 }],
    ['refuses us', { status: 401, json: { error: 'invalid_client' } }],
    ['answers nonsense', { status: 200, json: 'nonsense' }],
  ])('are kept and tried again when the platform %s, after longer and longer pauses', async (_, outage) => {
    const { judge, received, me } = await launched();
    const pause = async () =>
      Number(
        (
          await rows('SELECT extract(epoch FROM next_at - now()) AS s FROM lti_grades WHERE user_id = $1', [
            me.id,
          ])
        )[0]?.['s'],
      );
    await judge(half());
    platform.outage = outage;
    const pauses: number[] = [];
    try {
      for (let time = 0; time < 3; time += 1) {
        await sendDue();
        pauses.push(await pause());
        await endPause(me.id);
      }
    } finally {
      platform.outage = null;
    }
    const [failed] = await rows('SELECT tries, last_error FROM lti_grades WHERE user_id = $1', [me.id]);

    await sendDue();

    expect(failed).toMatchObject({ tries: 3, last_error: expect.stringMatching(/token endpoint/) });
    expect(pauses.map((seconds) => Math.round(seconds / 10) * 10)).toEqual([30, 60, 120]);
    expect(received().map(({ scoreGiven }) => scoreGiven)).toEqual([50]);
  });

  it('are sent again when it is not known whether they arrived', async () => {
    const { judge, received, me } = await launched();
    await judge(half());
    await sendDue();
    await rows('UPDATE lti_grades SET sent_score = NULL WHERE user_id = $1', [me.id]);

    await sendDue();

    expect(received().map(({ scoreGiven }) => scoreGiven)).toEqual([50, 50]);
  });

  it('are sent by one of several replicas', async () => {
    const replica = await ApiWorld.start({ replicaOf: world, env: ENV });
    const { judge, received } = await launched();
    await judge(half());

    await Promise.all([sendDue(), replica.app.get(PassbackService).sendDue(), sendDue()]);
    await replica.close();

    expect(received()).toHaveLength(1);
  });

  it('go nowhere but to where the platform’s line items are (P15)', async () => {
    const elsewhere = await HttpDouble.start(() => ({ status: 200 }));
    for (const lineItem of [
      `${elsewhere.url}/line`,
      'http://169.254.169.254/latest',
      'file:///etc/passwd',
      'x',
    ]) {
      const { me, judge } = await launched(lineItem);
      await judge(half());
      expect(await rows('SELECT 1 FROM lti_grades WHERE user_id = $1', [me.id])).toEqual([]);
    }

    await sendDue();
    await elsewhere.close();

    expect(elsewhere.requests).toEqual([]);
  });

  it('follow no platform that sends them on (P15)', async () => {
    const elsewhere = await HttpDouble.start(() => ({ status: 200, json: { access_token: 'x' } }));
    const { judge, me } = await launched();
    await judge(half());
    platform.outage = { status: 307, headers: { location: elsewhere.url } };
    try {
      await sendDue();
    } finally {
      platform.outage = null;
      await elsewhere.close();
    }

    expect(elsewhere.requests).toEqual([]);
    expect(await rows('SELECT sent_score FROM lti_grades WHERE user_id = $1', [me.id])).toEqual([
      { sent_score: null },
    ]);
  });

  it('are signed with a key whose public part alone is told, and which the database holds encrypted', async () => {
    const { body } = await world.http.get('/api/v1/lti/keys').expect(200);

    expect(body.keys).toEqual([
      { kty: 'RSA', n: expect.any(String), e: 'AQAB', kid: expect.any(String), alg: 'RS256', use: 'sig' },
    ]);
    const [stored] = await rows('SELECT sealed_key FROM lti_keys');
    expect(String(stored?.['sealed_key']).split('.')).toHaveLength(5);
  });

  it('are signed with a new key when the secret of the installation is a new one', async () => {
    const replica = await ApiWorld.start({
      replicaOf: world,
      env: { ...ENV, TOUCHSTONE_SECRET: 'another secret, thirty-two bytes or more' },
    });
    const old = (await world.http.get('/api/v1/lti/keys')).body;

    const { body } = await replica.http.get('/api/v1/lti/keys').expect(200);
    await replica.close();

    expect(body.keys).toHaveLength(1);
    expect(body.keys[0].kid).not.toBe(old.keys[0].kid);
  });
});

describe('platforms', () => {
  it('are registered, listed and removed by admins', async () => {
    const { body } = await registerPlatform({ clientId: 'to-remove' }).expect(201);
    const list = async () =>
      (await world.http.get('/api/v1/lti/platforms').set('authorization', admin.bearer).expect(200)).body
        .items;
    const remove = () =>
      world.http.delete(`/api/v1/lti/platforms/${body.id}`).set('authorization', admin.bearer);

    expect(await list()).toContainEqual(body);
    await remove().expect(204);
    await remove().expect(404);

    expect(await list()).not.toContainEqual(body);
  });

  it('are changed by admins, with the learners and scores they have', async () => {
    const { body } = await registerPlatform({ clientId: 'to-change' }).expect(201);
    const { id: userId } = await world.account();
    await rows('INSERT INTO identities (provider, subject, user_id) VALUES ($1, $2, $3)', [
      `lti:${body.id}`,
      'somebody',
      userId,
    ]);
    const change = (id: string, changes: object) =>
      world.http
        .put(`/api/v1/lti/platforms/${id}`)
        .set('authorization', admin.bearer)
        .send({ ...platform.registration, clientId: 'to-change', ...changes });

    const changed = await change(body.id, { name: 'Renamed', deploymentIds: ['1', '2'] }).expect(200);
    const taken = await change(body.id, { clientId: platform.clientId }).expect(409);
    await change(randomUUID(), {}).expect(404);

    expect(changed.body).toEqual({ ...body, name: 'Renamed', deploymentIds: ['1', '2'] });
    expect(taken.body.code).toBe('platform-taken');
    expect(await rows('SELECT 1 FROM identities WHERE user_id = $1', [userId])).toHaveLength(1);
  });

  it('are registered once', async () => {
    const { body } = await registerPlatform().expect(409);

    expect(body.code).toBe('platform-taken');
  });

  it('are spoken to over TLS only, unless the operator says otherwise (P15)', async () => {
    const strict = await ApiWorld.start({ replicaOf: world });
    const bad = [
      ['authorizationUrl', 'http://moodle.example/auth'],
      ['tokenUrl', 'https://me:secret@moodle.example/token'],
      ['keysUrl', 'ftp://moodle.example/keys'],
      ['lineItemOrigin', 'http://127.0.0.1'],
      ['keysUrl', 'no address'],
    ] as const;
    const over = (origin: string) => ({
      clientId: randomUUID(),
      authorizationUrl: `${origin}/auth`,
      tokenUrl: `${origin}/token`,
      keysUrl: `${origin}/keys`,
      lineItemOrigin: origin,
    });

    for (const [field, address] of bad) {
      const request = { ...over('https://moodle.example'), [field]: address };
      const { body } = await registerPlatform(request, strict).expect(400);
      expect(body).toMatchObject({ code: 'invalid-input', errors: [{ path: field }] });
      await strict.http
        .put(`/api/v1/lti/platforms/${randomUUID()}`)
        .set('authorization', admin.bearer)
        .send({ ...platform.registration, ...request })
        .expect(400);
    }
    await registerPlatform(over('https://moodle.example'), strict).expect(201);
    await strict.close();
  });

  it('take their learners’ way in with them, and leave the accounts', async () => {
    const { body } = await registerPlatform({ clientId: 'short-lived' }).expect(201);
    const user = (await world.account()).id;
    await rows('INSERT INTO identities (provider, subject, user_id) VALUES ($1, $2, $3)', [
      `lti:${body.id}`,
      'somebody',
      user,
    ]);

    await world.http
      .delete(`/api/v1/lti/platforms/${body.id}`)
      .set('authorization', admin.bearer)
      .expect(204);

    expect(await rows('SELECT 1 FROM identities WHERE user_id = $1', [user])).toEqual([]);
    expect(await rows('SELECT 1 FROM users WHERE id = $1', [user])).toHaveLength(1);
  });
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
