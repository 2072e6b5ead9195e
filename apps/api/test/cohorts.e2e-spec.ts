import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ExerciseSlug, ExerciseVersion, type CohortDetail } from '#contracts';
import { aManifest } from '#testing';
import { aFailedTest, aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, aSubmission, PASSWORD, type Account } from './api-world.js';
import { CohortWorld } from './cohort-world.js';
import { readEvents } from './event-reader.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

let world: ApiWorld;
let cohorts: CohortWorld;
let teacher: Account;
let cohort: CohortDetail;
beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
  cohorts = new CohortWorld(world);
});
beforeEach(async () => {
  teacher = await world.account('instructor');
  cohort = await cohorts.create(teacher);
});
afterAll(() => world.close());

const read = async (account: Account, { id } = cohort): Promise<CohortDetail> =>
  (await cohorts.ask('get', id, '', account).expect(200)).body;
const sql = (text: string, parameters: unknown[]) => world.app.get(DataSource).query(text, parameters);
const sendWork = (account: Account, mode = 'graded') =>
  world.http
    .post(`/api/v1/exercises/echo-service/submissions?mode=${mode}`)
    .set('authorization', account.bearer)
    .send(aSubmission());

describe('a cohort', () => {
  it('shows its terms and exercises to members, and how to join to those who teach it', async () => {
    const [ada] = await cohorts.learners(cohort, 1);

    const seen = await read(ada!);

    expect(seen).toMatchObject({
      name: 'Autumn',
      role: 'learner',
      learners: 1,
      boardMode: 'cohort',
      instructors: ['Somebody'],
      manage: null,
      exercises: [{ slug: 'echo-service', points: 100, earned: null, attemptsUsed: 0, next: 'open' }],
    });
    expect(await read(teacher)).toMatchObject({
      role: 'instructor',
      manage: { joinCode: expect.stringMatching(/^[0-9A-Z]{20}$/), joinOpen: true },
    });
  });

  it('is not there for others, instructors among them, and is for admins (P04, P32)', async () => {
    await cohorts.ask('get', cohort.id, '', await world.account()).expect(404);
    await cohorts.ask('get', cohort.id, '', await world.account('instructor')).expect(404);
    await cohorts.ask('get', cohort.id, '', await world.account('admin')).expect(200);
  });

  it('is listed for its members until it is archived', async () => {
    const [ada] = await cohorts.learners(cohort, 1);
    const listOf = async (account: Account, query = '') =>
      (await world.http.get(`/api/v1/cohorts${query}`).set('authorization', account.bearer).expect(200)).body
        .items;

    expect(await listOf(ada!)).toMatchObject([{ id: cohort.id, role: 'learner', learners: 1 }]);
    await cohorts.change(teacher, cohort, { archived: true });

    expect(await listOf(ada!)).toEqual([]);
    expect(await listOf(ada!, '?archived=true')).toMatchObject([{ id: cohort.id }]);
  });

  it.each([
    [{ track: 'no-such-track', exercises: [] }, 422, 'unknown-track'],
    [{ exercises: ['no-such-exercise'] }, 422, 'unknown-exercise'],
    [{ exercises: [] }, 400, 'invalid-input'],
    [{ exercises: ['echo-service', 'echo-service'] }, 400, 'invalid-input'],
    [{ startsAt: inDays(2), dueAt: inDays(1) }, 400, 'invalid-input'],
    [{ dueAt: inDays(2), closesAt: inDays(1) }, 400, 'invalid-input'],
    [{ feedbackRelease: 'after-due' }, 400, 'invalid-input'],
    [{ latePenaltyPercent: 10 }, 400, 'invalid-input'],
  ])('is not made of %j', async (terms, status, code) => {
    const { body } = await world.http
      .post('/api/v1/cohorts')
      .set('authorization', teacher.bearer)
      .send({ name: 'Autumn', exercises: ['echo-service'], ...terms })
      .expect(status);

    expect(body.code).toBe(code);
  });

  it('is found by an exercise that it has, chosen or in its track', async () => {
    const slug = ExerciseSlug.parse('another-service');
    await world.publish({
      slug,
      version: ExerciseVersion.parse('b'.repeat(64)),
      manifest: aManifest({ id: randomUUID() }),
    });
    const other = await cohorts.create(teacher, { name: 'Spring', exercises: [slug] });
    const find = async (exercise: string) =>
      (
        await world.http
          .get(`/api/v1/cohorts?exercise=${exercise}`)
          .set('authorization', teacher.bearer)
          .expect(200)
      ).body.items.map(({ id }: CohortDetail) => id);

    expect(await find(slug)).toEqual([other.id]);
    expect(await find('echo-service')).toEqual([cohort.id]);
    const { status } = await world.http
      .get('/api/v1/cohorts?exercise=no-such-exercise')
      .set('authorization', teacher.bearer);
    expect(status).toBe(404);
  });

  it('tells a learner what they have earned under its terms', async () => {
    const [ada] = await cohorts.learners(cohort, 1);
    await world.judge(await world.submit(ada!), aPartialVerdict({ score: 50 }));

    expect((await read(ada!)).exercises).toMatchObject([{ earned: 50, bestScore: 50, attemptsUsed: 1 }]);
  });

  it('leaves a trace of what its staff changed', async () => {
    await cohorts.change(teacher, cohort, { attemptCap: 2 });

    const entries = await sql('SELECT action, actor_id FROM audit_log WHERE subject = $1', [
      `cohort:${cohort.id}`,
    ]);
    expect(entries).toEqual([{ action: 'cohort.changed', actor_id: teacher.id }]);
  });
});

describe('joining', () => {
  const join = (account: Account, code: string) =>
    world.http.post('/api/v1/cohorts/join').set('authorization', account.bearer).send({ code });

  it('takes the code however it is typed, once or twice', async () => {
    const ada = await world.account();
    const typed = cohort.manage!.joinCode.toLowerCase().replaceAll(/(.{5})/g, '$1-');

    await join(ada, typed).expect(200);
    const { body } = await join(ada, cohort.manage!.joinCode).expect(200);

    expect(body).toMatchObject({ id: cohort.id, role: 'learner', learners: 1 });
  });

  it('shows what the code is for before one joins', async () => {
    const ada = await world.account();
    const { body } = await world.http
      .get(`/api/v1/cohorts/join/${cohort.manage!.joinCode}`)
      .set('authorization', ada.bearer)
      .expect(200);

    expect(body).toMatchObject({ name: 'Autumn', instructors: ['Somebody'], memberOf: null });
    expect(JSON.stringify(body)).not.toContain(cohort.id);
  });

  it('ends with the code, when it is replaced, closed or the cohort archived (P38)', async () => {
    const ada = await world.account();
    const { body } = await cohorts.ask('post', cohort.id, '/join-code', teacher).expect(200);
    expect(body.manage.joinCode).not.toBe(cohort.manage!.joinCode);
    await join(ada, cohort.manage!.joinCode).expect(404);

    await cohorts.change(teacher, cohort, { joinOpen: false });
    await join(ada, body.manage.joinCode).expect(404);
    await cohorts.change(teacher, cohort, { archived: true });
    await join(ada, body.manage.joinCode).expect(404);
  });

  it('has codes of 100 random bits (P38)', async () => {
    const codes = new Set<string>();
    for (let i = 0; i < 5; i += 1) codes.add((await cohorts.create(teacher)).manage!.joinCode);

    expect(codes.size).toBe(5);
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{20}$/);
  });
});

describe('members', () => {
  it('leave, and are taken out; what they handed in stays theirs', async () => {
    const [ada, bob] = await cohorts.learners(cohort, 2);
    const id = await world.submit(ada!);

    await cohorts.ask('delete', cohort.id, '/membership', ada!).expect(204);
    await cohorts.ask('delete', cohort.id, `/members/${bob!.id}`, teacher).expect(204);

    await cohorts.ask('get', cohort.id, '', ada!).expect(404);
    await cohorts.ask('get', cohort.id, '', bob!).expect(404);
    await world.http.get(`/api/v1/submissions/${id}`).set('authorization', ada!.bearer).expect(200);
  });

  it('are listed page by page for who teaches, and for nobody else (P04)', async () => {
    const [ada] = await cohorts.learners(cohort, 3);
    const pageOf = async (query: string) =>
      (await cohorts.ask('get', cohort.id, `/members?limit=2${query}`, teacher).expect(200)).body;

    const first = await pageOf('');
    const second = await pageOf(`&cursor=${first.nextCursor}`);

    const people = [...first.items, ...second.items];
    expect(people.map(({ role }: { role: string }) => role)).toEqual([
      'instructor',
      'learner',
      'learner',
      'learner',
    ]);
    expect(new Set(people.map(({ userId }: { userId: string }) => userId)).size).toBe(4);
    await cohorts.ask('get', cohort.id, '/members', ada!).expect(403);
    await cohorts.ask('get', cohort.id, '/members', await world.account('instructor')).expect(404);
  });

  it('may be taught by several, of whom one stays', async () => {
    const colleague = await world.account('instructor');
    const add = (email: string) => cohorts.ask('post', cohort.id, '/instructors', teacher).send({ email });

    expect((await add((await world.account()).email).expect(422)).body.code).toBe('not-an-instructor');
    await add(colleague.email.toUpperCase()).expect(204);
    await cohorts.ask('delete', cohort.id, '/membership', teacher).expect(204);

    expect((await read(colleague)).role).toBe('instructor');
    const { body } = await cohorts.ask('delete', cohort.id, '/membership', colleague).expect(409);
    expect(body.code).toBe('last-instructor');
  });

  it('who teach lose that with their place on the staff', async () => {
    await sql(`UPDATE users SET role = 'learner' WHERE id = $1`, [teacher.id]);

    expect((await read(teacher)).manage).toBeNull();
    await cohorts.ask('get', cohort.id, '/members', teacher).expect(403);
  });

  it('may be in several cohorts', async () => {
    const other = await cohorts.create(teacher, { name: 'Winter' });
    const [ada] = await cohorts.learners(cohort, 1);
    await cohorts.join(other, ada!);

    expect((await read(ada!, other)).name).toBe('Winter');
    expect((await read(ada!)).name).toBe('Autumn');
  });
});

describe('a roster', () => {
  const send = (csv: string) => cohorts.ask('post', cohort.id, '/roster', teacher).send({ csv });

  it('enrols who has an account, expects the others, and tells every bad line by its number', async () => {
    const ada = await world.account();
    const unknown = `${randomUUID()}@example.org`;
    const csv = `name,email,external id\nAda,${ada.email},s1\nNobody,not-an-address,s2\n\nEve,${unknown},s3\nEve again,${unknown.toUpperCase()},s4\n,,\n`;

    const { body } = await send(csv).expect(200);

    expect(body).toMatchObject({ enrolled: 1, expected: 1, members: 0, mistakes: 3 });
    expect(body.lines).toEqual([
      { line: 2, email: ada.email, name: 'Ada', result: 'enrolled', message: null },
      { line: 3, email: 'not-an-address', name: 'Nobody', result: 'mistake', message: expect.any(String) },
      { line: 5, email: unknown, name: 'Eve', result: 'expected', message: null },
      expect.objectContaining({ line: 6, result: 'mistake', message: 'has the same address as line 5' }),
      expect.objectContaining({ line: 7, result: 'mistake', message: 'has no e-mail address' }),
    ]);
    const { items } = (await cohorts.ask('get', cohort.id, '/roster', teacher).expect(200)).body;
    expect(items).toMatchObject([{ email: unknown, name: 'Eve', externalId: 's3' }]);
    expect((await send(csv).expect(200)).body).toMatchObject({ enrolled: 0, members: 1, expected: 1 });
  });

  it('gives its name and number to somebody who joins later', async () => {
    const email = `${randomUUID()}@example.org`;
    await send(`Eve,${email},s7`).expect(200);
    const { body } = await world.http
      .post('/api/v1/auth/register')
      .send({ email, password: PASSWORD, displayName: 'Evelyn' })
      .expect(201);

    const eve: Account = { ...teacher, email, bearer: `Bearer ${body.accessToken}` };
    await cohorts.join(cohort, eve);

    const { items } = (await cohorts.ask('get', cohort.id, '/members', teacher).expect(200)).body;
    expect(items[1]).toMatchObject({ email, displayName: 'Evelyn', rosterName: 'Eve', externalId: 's7' });
    expect((await cohorts.ask('get', cohort.id, '/roster', teacher).expect(200)).body.items).toEqual([]);
  });

  it('comes back as CSV in which nothing is a formula (P39)', async () => {
    await send(`"=HYPERLINK(""http://x"")",${randomUUID()}@example.org,+1\n`).expect(200);

    const { text, headers } = await cohorts.ask('get', cohort.id, '/roster.csv', teacher).expect(200);

    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).toContain(`,'+1,`);
    expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
  });

  it('that is no table is refused as a whole', async () => {
    const { body } = await send('name,email\n"never closed,ada@example.org\n').expect(422);

    expect(body.code).toBe('bad-csv');
  });

  it('forgets somebody who is not expected any more', async () => {
    const email = `${randomUUID()}@example.org`;
    await send(`Eve,${email}`).expect(200);

    await cohorts.ask('delete', cohort.id, `/roster/${email}`, teacher).expect(204);

    expect((await cohorts.ask('get', cohort.id, '/roster', teacher).expect(200)).body.items).toEqual([]);
  });
});

describe('attempts', () => {
  it('are refused once the cap is reached, however many come at once', async () => {
    cohort = await cohorts.change(teacher, cohort, { attemptCap: 2 });
    const [ada] = await cohorts.learners(cohort, 1);

    const answers = await Promise.all(Array.from({ length: 6 }, () => sendWork(ada!)));

    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 409, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409)!;
    expect(refused.body).toMatchObject({
      code: 'attempts-used-up',
      detail: 'You have used up your attempts at this exercise in “Autumn”.',
    });
    await sendWork(ada!, 'public').expect(202);
    expect((await read(ada!)).exercises).toMatchObject([{ attemptsUsed: 2, next: 'attempts-used-up' }]);
  });

  it('wait for the cool-down, and are told how long', async () => {
    cohort = await cohorts.change(teacher, cohort, { coolDownMinutes: 10 });
    const [ada] = await cohorts.learners(cohort, 1);
    await sendWork(ada!).expect(202);

    const { body, headers } = await sendWork(ada!).expect(429);

    expect(body.code).toBe('cool-down');
    expect(Number(headers['retry-after'])).toBeGreaterThan(590);
    expect((await read(ada!)).exercises).toMatchObject([{ next: 'cool-down', nextAt: expect.any(String) }]);
  });

  it('that failed by our fault are not charged', async () => {
    cohort = await cohorts.change(teacher, cohort, { attemptCap: 1 });
    const [ada] = await cohorts.learners(cohort, 1);
    await world.judge(await world.submit(ada!), aVerdict({ outcome: 'system-error', score: null }));

    await sendWork(ada!).expect(202);

    await sendWork(ada!).expect(409);
  });

  it('are as free as the freest of the cohorts that are open', async () => {
    cohort = await cohorts.change(teacher, cohort, { attemptCap: 1 });
    const [ada] = await cohorts.learners(cohort, 1);
    await sendWork(ada!).expect(202);
    await sendWork(ada!).expect(409);

    const free = await cohorts.create(teacher);
    await cohorts.join(free, ada!);
    await sendWork(ada!).expect(202);

    await cohorts.change(teacher, free, { startsAt: inDays(-2), closesAt: inDays(-1) });
    await sendWork(ada!).expect(409);
  });

  it('of instructors and of people outside are not counted', async () => {
    await cohorts.change(teacher, cohort, { attemptCap: 1 });

    for (const account of [teacher, await world.account()]) {
      await sendWork(account).expect(202);
      await sendWork(account).expect(202);
    }
  });
});

describe('feedback', () => {
  const failed = () => aPartialVerdict({ tests: [aFailedTest()] });
  const verdictOf = async (account: Account, id: string) =>
    (await world.http.get(`/api/v1/submissions/${id}`).set('authorization', account.bearer).expect(200)).body
      .verdict;

  it('is withheld until the due date where the cohort says so, in the detail and while it runs (P40)', async () => {
    cohort = await cohorts.change(teacher, cohort, { dueAt: inDays(1), feedbackRelease: 'after-due' });
    const [ada] = await cohorts.learners(cohort, 1);
    const id = await world.submit(ada!);
    const attempt = await world.claim(id);
    await world.live.publish(id, attempt, 1, {
      type: 'test',
      index: 0,
      group: 'Basics',
      status: 'failed',
      title: 'refuses what is empty',
      category: 'assertion',
      message: 'expected 400, received 500',
    });
    await world.judge(id, failed(), attempt);

    const events = await readEvents({ url: world.url, account: ada!, submission: id });

    expect(events[0]?.event).toEqual({ type: 'test', index: 0, group: 'Basics', status: 'failed' });
    expect(await verdictOf(ada!, id)).toMatchObject({
      passed: 0,
      total: 1,
      logTail: '',
      tests: [{ group: 'Basics', status: 'failed', title: null, category: null, message: null }],
    });
    expect((await verdictOf(teacher, id)).tests[0].title).toBe('refuses what is empty');

    await cohorts.change(teacher, cohort, { dueAt: new Date(Date.now() - 1000).toISOString() });
    expect((await verdictOf(ada!, id)).tests[0].title).toBe('refuses what is empty');
  });
});
