import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { IdentityRepository, UserRepository } from '#persistence';
import { SessionsService } from '../src/accounts/sessions.service.js';
import { aPartialVerdict } from './a-verdict.js';
import { aSubmission, ApiWorld, PASSWORD } from './api-world.js';

const COHORT = randomUUID();
const NEW_PASSWORD = 'another battery, longer still';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
});
afterAll(() => world.close());

interface Person {
  readonly email: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

async function register(displayName = 'Ada'): Promise<Person> {
  const email = `${randomUUID()}@example.org`;
  const { body } = await world.http
    .post('/api/v1/auth/register')
    .send({ email, password: PASSWORD, displayName })
    .expect(201);
  return { email, ...(body as Omit<Person, 'email'>) };
}

const logIn = (email: string, password: string) =>
  world.http.post('/api/v1/auth/login').send({ email, password });

/** A request in the session of somebody, or with their personal token. */
const as = (token: string, method: 'get' | 'post' | 'patch' | 'delete', path = '', body?: object) =>
  world.http[method](`/api/v1/me${path}`).set('authorization', `Bearer ${token}`).send(body);

const bearerOf = ({ accessToken }: Person) => ({ bearer: `Bearer ${accessToken}` });

/** Somebody who signs in with a provider and has no password; their session is so many minutes old. */
async function withoutPassword({
  email = `${randomUUID()}@example.org` as string | null,
  minutesAgo = 0,
} = {}) {
  const user = await world.app
    .get(UserRepository)
    .insertUser(
      { email, displayName: 'Grace', passwordHash: null, role: 'learner' },
      { identity: { provider: 'oidc', subject: randomUUID() } },
    );
  const pair = await world.app.get(SessionsService).open(user);
  await rows(
    `UPDATE refresh_tokens SET created_at = created_at - $2 * interval '1 minute' WHERE user_id = $1`,
    [user.id, minutesAgo],
  );
  return { ...user, ...pair };
}

const rows = (sql: string, parameters: unknown[] = []) =>
  world.app.get(DataSource).query<Record<string, unknown>[]>(sql, parameters);

describe('changing name, alias and board visibility', () => {
  it('changes what is named and leaves the rest', async () => {
    const ada = await register();
    const before = (await as(ada.accessToken, 'get')).body;

    const changed = await as(ada.accessToken, 'patch', '', { alias: ' quick-otter ' }).expect(200);
    const again = await as(ada.accessToken, 'patch', '', {
      displayName: 'Ada L.',
      boardVisibility: 'hidden',
    });

    expect(before).toMatchObject({ boardVisibility: 'alias', hasPassword: true });
    expect(changed.body).toEqual({ ...before, alias: 'quick-otter' });
    expect(again.body).toEqual({ ...changed.body, displayName: 'Ada L.', boardVisibility: 'hidden' });
    expect((await as(ada.accessToken, 'get')).body).toEqual(again.body);
  });

  it('gives an alias to one person only, also when many ask at once', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => register()));

    const answers = await Promise.all(
      people.map(({ accessToken }) => as(accessToken, 'patch', '', { alias: 'wanted-by-all' })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('alias-taken');
  });

  it('lets somebody send the alias they have', async () => {
    const ada = await register();
    const { alias } = (await as(ada.accessToken, 'get')).body;

    await as(ada.accessToken, 'patch', '', { alias }).expect(200);
  });

  it.each([
    ['no change at all', {}, ''],
    ['an alias of two letters', { alias: 'ab' }, 'alias'],
    ['an alias of 33 letters', { alias: 'a'.repeat(33) }, 'alias'],
    ['capitals in an alias', { alias: 'Ada' }, 'alias'],
    ['letters that look like others in an alias', { alias: 'аdа-lovelace' }, 'alias'],
    ['hyphens at the ends of an alias', { alias: '-ada-' }, 'alias'],
    ['an unknown visibility', { boardVisibility: 'everybody' }, 'boardVisibility'],
    ['an empty name', { displayName: ' ' }, 'displayName'],
    ['a name that is not what it looks like', { displayName: 'Ada\u202enimdA' }, 'displayName'],
  ])('refuses %s beside its field (P11)', async (_, change, path) => {
    const ada = await register();

    const { body } = await as(ada.accessToken, 'patch', '', change).expect(400);

    expect(body).toMatchObject({ code: 'invalid-input', errors: [{ path }] });
  });

  it('changes neither role nor address (P07)', async () => {
    const ada = await register();

    for (const change of [{ role: 'admin' }, { email: 'eve@example.org' }, { id: randomUUID() }])
      await as(ada.accessToken, 'patch', '', { displayName: 'Ada', ...change }).expect(400);
  });
});

describe('a personal token', () => {
  it.each([
    ['change the account', 'patch', '', { displayName: 'Eve' }],
    ['change the password', 'post', '/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }],
    ['delete the account', 'delete', '', { password: PASSWORD }],
  ] as const)('cannot %s (P02)', async (_, method, path, body) => {
    const ada = await register();
    const made = await as(ada.accessToken, 'post', '/tokens', { name: 'laptop' });

    const answer = await as(made.body.token, method, path, body).expect(403);

    expect(answer.body.code).toBe('forbidden');
    await logIn(ada.email, PASSWORD).expect(200);
  });
});

describe('changing the password', () => {
  const change = (token: string, currentPassword: string | undefined, newPassword = NEW_PASSWORD) =>
    as(token, 'post', '/password', { currentPassword, newPassword });

  it('ends every other session and keeps this one and the tokens (P02)', async () => {
    const ada = await register();
    const elsewhere = (await logIn(ada.email, PASSWORD)).body as Person;
    const token = (await as(ada.accessToken, 'post', '/tokens', { name: 'laptop' })).body.token as string;

    await change(ada.accessToken, PASSWORD).expect(204);

    await as(elsewhere.accessToken, 'get').expect(401);
    await world.http.post('/api/v1/auth/refresh').send({ refreshToken: elsewhere.refreshToken }).expect(401);
    await as(ada.accessToken, 'get').expect(200);
    await world.http.post('/api/v1/auth/refresh').send({ refreshToken: ada.refreshToken }).expect(200);
    await as(token, 'get').expect(200);
    await logIn(ada.email, PASSWORD).expect(401);
    await logIn(ada.email, NEW_PASSWORD).expect(200);
  });

  it('leaves the sessions of others alone', async () => {
    const [ada, eve] = [await register(), await register()];

    await change(ada.accessToken, PASSWORD).expect(204);

    await as(eve.accessToken, 'get').expect(200);
  });

  it.each([
    ['a wrong current password', 'not my password'],
    ['no current password', undefined],
    ['an empty one', ''],
  ])('is refused with %s, and changes nothing', async (_, current) => {
    const ada = await register();

    const { body } = await change(ada.accessToken, current).expect(403);

    expect(body.code).toBe('wrong-password');
    await logIn(ada.email, PASSWORD).expect(200);
  });

  it('wants the same of a new password as registering does', async () => {
    const ada = await register();

    const { body } = await change(ada.accessToken, PASSWORD, 'short').expect(400);

    expect(body.errors).toEqual([{ path: 'newPassword', message: 'use at least 10 characters' }]);
  });

  it('stops the eleventh guess of whoever holds a session (P03)', async () => {
    const ada = await register();
    for (let guess = 0; guess < 10; guess += 1) await change(ada.accessToken, `guess ${guess}`).expect(403);

    const eleventh = await change(ada.accessToken, PASSWORD).expect(429);

    expect(Number(eleventh.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('is done once when two ask at the same time', async () => {
    const ada = await register();

    const answers = await Promise.all([
      change(ada.accessToken, PASSWORD, 'the first of two passwords'),
      change(ada.accessToken, PASSWORD, 'the second of two passwords'),
    ]);

    expect(answers.map(({ status }) => status).sort()).toEqual([204, 403]);
  });

  it('lets nobody in who checked the old password before it changed (P02)', async () => {
    const ada = await register();
    const user = await world.app.get(UserRepository).findUserByEmail(ada.email);
    await change(ada.accessToken, PASSWORD).expect(204);

    await expect(world.app.get(SessionsService).open(user!)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('gives a first password to who has just signed in with a provider', async () => {
    const grace = await withoutPassword();
    expect((await as(grace.accessToken, 'get')).body.hasPassword).toBe(false);

    await change(grace.accessToken, undefined).expect(204);

    await logIn(grace.email!, NEW_PASSWORD).expect(200);
    expect((await as(grace.accessToken, 'get')).body.hasPassword).toBe(true);
  });

  it('asks for a fresh login where there is no password to prove (P02)', async () => {
    const grace = await withoutPassword({ minutesAgo: 11 });
    const { body: next } = await world.http
      .post('/api/v1/auth/refresh')
      .send({ refreshToken: grace.refreshToken })
      .expect(200);

    const { body } = await change(next.accessToken, undefined).expect(403);

    expect(body.code).toBe('login-too-old');
    await logIn(grace.email!, NEW_PASSWORD).expect(401);
  });

  it('is of no use without an address to log in with', async () => {
    const grace = await withoutPassword({ email: null });

    const { body } = await change(grace.accessToken, undefined).expect(409);

    expect(body.code).toBe('no-email-address');
  });
});

describe('deleting the account', () => {
  const remove = (token: string, password?: string) => as(token, 'delete', '', { password });

  it('leaves nothing of it, and everything of others', async () => {
    const [ada, eve] = [await register(), await register()];
    const [submission, other] = [await world.submit(bearerOf(ada)), await world.submit(bearerOf(eve))];
    await world.judge(submission, aPartialVerdict());
    const { id } = (await as(ada.accessToken, 'get')).body;
    const token = (await as(ada.accessToken, 'post', '/tokens', { name: 'laptop' })).body.token as string;

    await remove(ada.accessToken, PASSWORD).expect(204);

    await as(ada.accessToken, 'get').expect(401);
    await as(token, 'get').expect(401);
    await logIn(ada.email, PASSWORD).expect(401);
    // That this id is gone, and nothing else: for a while, until every board has noticed.
    expect(await tablesThatName(id)).toEqual(['standing_changes.user_id']);
    expect(await world.submissions.findById(submission)).toBeNull();
    expect(await world.submissions.findById(other)).not.toBeNull();
    expect(await rows('SELECT 1 FROM submission_files WHERE submission_id = $1', [submission])).toEqual([]);
    expect(await rows('SELECT 1 FROM verdicts WHERE submission_id = $1', [submission])).toEqual([]);
    await world.http
      .post('/api/v1/auth/register')
      .send({ email: ada.email, password: PASSWORD, displayName: 'Ada' })
      .expect(201);
  });

  it.each([
    ['a wrong password', 'not my password'],
    ['no password', undefined],
  ])('is refused with %s, and removes nothing', async (_, password) => {
    const ada = await register();

    const { body } = await remove(ada.accessToken, password).expect(403);

    expect(body.code).toBe('wrong-password');
    await as(ada.accessToken, 'get').expect(200);
  });

  it('asks for a fresh login where there is no password to prove (P02)', async () => {
    const [old, fresh] = [await withoutPassword({ minutesAgo: 11 }), await withoutPassword()];

    const refused = await remove(old.accessToken).expect(403);
    await remove(fresh.accessToken).expect(204);

    expect(refused.body.code).toBe('login-too-old');
    const identities = world.app.get(IdentityRepository);
    expect(await identities.listOfUser(fresh.id)).toEqual([]);
    expect(await identities.listOfUser(old.id)).toHaveLength(1);
  });

  it('always leaves one admin, however many leave at once', async () => {
    const alone = await ApiWorld.start();
    try {
      const admins = await Promise.all(Array.from({ length: 4 }, () => alone.account('admin')));
      const sessions = await Promise.all(
        admins.map(({ email }) =>
          alone.http.post('/api/v1/auth/login').send({ email, password: PASSWORD }).expect(200),
        ),
      );

      const answers = await Promise.all(
        sessions.map(({ body }) =>
          alone.http
            .delete('/api/v1/me')
            .set('authorization', `Bearer ${body.accessToken}`)
            .send({ password: PASSWORD }),
        ),
      );

      expect(answers.map(({ status }) => status).sort()).toEqual([204, 204, 204, 409]);
      expect(answers.find(({ status }) => status === 409)?.body.code).toBe('last-admin');
    } finally {
      await alone.close();
    }
  });

  it('reaches every table that knows a person', async () => {
    const keys = await rows(
      `SELECT conrelid::regclass::text AS "table", confdeltype AS rule FROM pg_constraint
        WHERE contype = 'f' AND confrelid = 'users'::regclass`,
    );

    expect(keys.length).toBeGreaterThan(3);
    // c: goes too; n: stays without the name of who made it.
    expect(keys.filter(({ rule }) => rule !== 'c' && rule !== 'n')).toEqual([]);
  });
});

describe('exporting', () => {
  const take = async (token: string) => (await as(token, 'get', '/export').expect(200)).body;

  it('gives everything of theirs in one document, and nothing of others', async () => {
    const [ada, eve] = [await register('Ada'), await register('Eve')];
    await as(ada.accessToken, 'post', '/tokens', { name: 'laptop' });
    const judged = await world.submit(bearerOf(ada));
    await world.judge(judged, aPartialVerdict());
    const waiting = await world.submit(bearerOf(ada));
    await world.submit(bearerOf(eve));

    const answer = await as(ada.accessToken, 'get', '/export').expect(200);

    expect(answer.headers['content-disposition']).toBe('attachment; filename="touchstone-export.json"');
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    const me = (await as(ada.accessToken, 'get')).body;
    expect(answer.body).toMatchObject({
      exportedAt: expect.any(String),
      account: { ...me, createdAt: expect.any(String) },
      signIns: [],
      tokens: [{ name: 'laptop' }],
      submissions: [
        { id: waiting, status: 'queued', verdict: null, files: aSubmission().files },
        { id: judged, status: 'judged', verdict: { outcome: 'partial' }, files: aSubmission().files },
      ],
    });
  });

  it('shows of hidden tests what their policy allows, and no secret (P06)', async () => {
    const ada = await register();
    const token = (await as(ada.accessToken, 'post', '/tokens', { name: 'laptop' })).body.token as string;
    const id = await world.submit(bearerOf(ada));
    await world.judge(id, aPartialVerdict());
    const seen = await world.http
      .get(`/api/v1/submissions/${id}`)
      .set('authorization', `Bearer ${ada.accessToken}`)
      .expect(200);

    const document = await take(ada.accessToken);

    const { files: _, ...exported } = document.submissions[0];
    expect(exported).toEqual(seen.body);
    const text = JSON.stringify(document);
    for (const secret of [token, ada.refreshToken, '$argon2id$']) expect(text).not.toContain(secret);
  });

  it('goes on page after page', async () => {
    const ada = await world.account();
    const ids = [];
    for (let n = 0; n < 53; n += 1) ids.push(await world.submit(ada));

    const { body } = await world.http.get('/api/v1/me/export').set('authorization', ada.bearer).expect(200);

    expect(body.submissions.map(({ id }: { id: string }) => id)).toEqual(ids.toReversed());
  });

  it('holds drafts with their history, and cohorts', async () => {
    const [ada, teacher] = [await world.account(), await world.account('instructor')];
    for (const [base, content] of ['first', 'second'].entries())
      await world.http
        .put('/api/v1/exercises/echo-service/draft?runtime=node')
        .set({ authorization: ada.bearer, 'if-match': `"${base}"` })
        .send({ occasion: 'reset', files: [{ path: 'main.ts', content }] })
        .expect(200);
    await rows(
      `INSERT INTO cohorts (id, name, summary, feedback_release, board_mode, join_code, join_open, created_by)
        VALUES ($1, 'Backends', '', 'exercise', 'cohort', $2, false, $3)`,
      [COHORT, randomUUID(), teacher.id],
    );
    await rows(
      `INSERT INTO cohort_members (cohort_id, user_id, role, roster_name) VALUES ($1, $2, 'learner', 'Lovelace')`,
      [COHORT, ada.id],
    );

    const { body } = await world.http.get('/api/v1/me/export').set('authorization', ada.bearer).expect(200);

    expect(body.drafts).toMatchObject(
      ['second', 'first'].map((content) => ({ runtime: 'node', files: [{ path: 'main.ts', content }] })),
    );
    expect(body.cohorts).toMatchObject([
      { cohortId: COHORT, cohort: 'Backends', role: 'learner', rosterName: 'Lovelace', externalId: null },
    ]);
  });

  it('names the providers that somebody signs in with', async () => {
    const grace = await withoutPassword();

    const { signIns } = await take(grace.accessToken);

    expect(signIns).toEqual([
      { provider: 'oidc', subject: expect.any(String), createdAt: expect.any(String) },
    ]);
  });

  it('is not for asking without end (P17)', async () => {
    const ada = await register();
    for (let time = 0; time < 10; time += 1) await take(ada.accessToken);

    await as(ada.accessToken, 'get', '/export').expect(429);
  });
});

/** Every table with a column of this value that names a user. */
async function tablesThatName(userId: string): Promise<string[]> {
  const columns = await rows(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type = 'uuid'`,
  );
  const found = [];
  for (const { table, column } of columns) {
    const hits = await rows(`SELECT 1 FROM "${String(table)}" WHERE "${String(column)}" = $1`, [userId]);
    if (hits.length > 0) found.push(`${String(table)}.${String(column)}`);
  }
  return found;
}
