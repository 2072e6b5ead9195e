import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { validate } from 'ctrf';
import { strFromU8, unzipSync } from 'fflate';
import { DataSource } from 'typeorm';
import { create } from 'xmlbuilder2';
import type { CohortId } from '#contracts';
import { aManifest } from '#testing';
import { aFailedTest, aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { openCohort } from './open-cohort.js';

let world: ApiWorld;
let teacher: Account;
let ada: Account;
let bob: Account;
let cohort: CohortId;

beforeAll(async () => {
  world = await ApiWorld.start();
  // Of a failed hidden test its category is all that learners see.
  await world.publish({ manifest: aManifest({ feedback: 'category' }) });
  teacher = await world.account('instructor');
  [ada, bob] = [await world.account(), await world.account()];
  cohort = await openCohort(world, teacher, { learners: [ada, bob] });
  await world.judge(await world.submit(ada), aPartialVerdict());
});
afterAll(() => world.close());

const get = (path: string, account: Account | null) => {
  const call = world.http.get(`/api/v1${path}`).buffer(true);
  return account === null ? call : call.set('authorization', account.bearer);
};

describe('the export of a verdict', () => {
  it('tells its owner no more than the submission itself does, in any format (B01, P04)', async () => {
    const id = await world.submit(ada);
    await world.judge(id, aPartialVerdict({ tests: [aFailedTest({ title: 'the hidden title' })] }));

    for (const format of ['ctrf', 'junit', 'gradescope']) {
      const { text } = await get(`/submissions/${id}/export/${format}`, ada).expect(200);
      expect(text).toContain('hidden test 1');
      expect(text).not.toContain('the hidden title');
      expect(text).not.toContain('expected 400');
    }
    expect((await get(`/submissions/${id}/export/ctrf`, teacher).expect(200)).text).toContain(
      'the hidden title',
    );
  });

  it('is a file in the format that was asked for', async () => {
    const id = await world.submit(ada);
    await world.judge(id, aVerdict());

    const ctrf = await get(`/submissions/${id}/export/ctrf`, ada).expect(200);
    const junit = await get(`/submissions/${id}/export/junit`, ada).expect(200);
    const gradescope = await get(`/submissions/${id}/export/gradescope`, ada).expect(200);

    expect(ctrf.headers['content-disposition']).toBe(
      `attachment; filename="echo-service-${id.slice(0, 8)}.ctrf.json"`,
    );
    expect(validate(JSON.parse(ctrf.text))).toMatchObject({ valid: true });
    expect(junit.headers['content-type']).toBe('application/xml; charset=utf-8');
    expect(create(junit.text).end({ format: 'object' })).toMatchObject({ testsuites: { '@tests': '1' } });
    expect(JSON.parse(gradescope.text)).toMatchObject({
      score: 100,
      tests: [{ name: 'Basics', score: 10, max_score: 10, status: 'passed' }, { status: 'passed' }],
    });
  });

  it('is refused while there is no verdict, and in a format that is not known', async () => {
    const id = await world.submit(ada);

    const early = await get(`/submissions/${id}/export/ctrf`, ada);
    const unknown = await get(`/submissions/${id}/export/pdf`, ada);

    expect(early.body).toMatchObject({ status: 409, code: 'not-judged-yet' });
    expect(unknown.status).toBe(404);
  });

  it('says of our own fault that it is no failed test', async () => {
    const id = await world.submit(ada);
    await world.judge(
      id,
      aVerdict({ outcome: 'system-error', score: null, tests: [], cause: 'The engine died.' }),
    );

    const { text } = await get(`/submissions/${id}/export/junit`, ada).expect(200);

    expect(create(text).end({ format: 'object' })).toMatchObject({
      testsuites: { '@failures': '0', '@errors': '1' },
    });
  });
});

describe('what a cohort withholds until its due date', () => {
  const HIDDEN = ['the hidden title', 'expected 400', 'TypeError'];
  const DAY_MS = 24 * 60 * 60 * 1000;
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
  const teach = { learners: [] as Account[], feedbackRelease: 'after-due' } as const;

  it('no export shows its learner before, and all do afterwards; who teaches it sees it all along', async () => {
    const carol = await world.account();
    const id = await openCohort(world, teacher, { ...teach, learners: [carol], dueAt: inDays(1) });
    const submission = await world.submit(carol);
    await world.judge(submission, aPartialVerdict({ tests: [aFailedTest({ title: HIDDEN[0]! })] }));
    const read = (format: string, account: Account) =>
      get(`/submissions/${submission}/export/${format}`, account).expect(200);
    const formats = ['ctrf', 'junit', 'gradescope'];

    for (const format of formats) {
      const { text } = await read(format, carol);
      expect(text).toContain('hidden test 1');
      for (const hidden of [...HIDDEN, 'assertion']) expect(text).not.toContain(hidden);
      expect((await read(format, teacher)).text).toContain('the hidden title');
    }
    await world.app
      .get(DataSource)
      .query(`UPDATE cohorts SET due_at = now() - interval '1 minute' WHERE id = $1`, [id]);
    const { body } = await get(`/submissions/${submission}`, carol).expect(200);
    expect(body.verdict.tests[0].category).toBe('assertion');
    for (const format of ['ctrf', 'junit']) expect((await read(format, carol)).text).toContain('assertion');
  });

  it('is in no export of the cohort and not in the drill-down either: they tell of results, never of tests', async () => {
    const carol = await world.account();
    const id = await openCohort(world, teacher, { ...teach, learners: [carol], dueAt: inDays(1) });
    const submission = await world.submit(carol);
    await world.judge(submission, aPartialVerdict({ tests: [aFailedTest({ title: HIDDEN[0]! })] }));
    const raw = async (path: string, account: Account) => {
      const { body, text } = await get(path, account)
        .parse((response, done) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => done(null, Buffer.concat(chunks)));
        })
        .expect(200);
      return (body as Buffer | undefined) ?? Buffer.from(text);
    };

    const zip = unzipSync(await raw(`/cohorts/${id}/export/gradescope`, teacher));
    const texts = [
      ...Object.values(zip).map((bytes) => strFromU8(bytes)),
      ...(await Promise.all(
        ['csv', 'ctrf', 'junit', 'scoreboard'].map(async (format) =>
          String(await raw(`/cohorts/${id}/export/${format}`, teacher)),
        ),
      )),
      String(await raw(`/cohorts/${id}/export/scoreboard`, carol)),
      String(await raw(`/cohorts/${id}/submissions?learner=${carol.id}&exercise=echo-service`, teacher)),
    ];

    expect(texts).toHaveLength(7);
    for (const text of texts) {
      expect(text).toMatch(/50/);
      for (const hidden of HIDDEN) expect(text).not.toContain(hidden);
    }
    const drilled = `/cohorts/${id}/submissions?learner=${carol.id}&exercise=echo-service`;
    expect((await get(drilled, carol)).status).toBe(403);
  });
});

describe('the export of a cohort', () => {
  it('has a line for each learner in CSV, which no spreadsheet takes for a formula (P39)', async () => {
    await world.app
      .get(DataSource)
      .query(`UPDATE cohort_members SET roster_name = '=cmd()' WHERE cohort_id = $1 AND user_id = $2`, [
        cohort,
        bob.id,
      ]);

    const { text, headers } = await get(`/cohorts/${cohort}/export/csv`, teacher).expect(200);

    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const [head, ...lines] = text.trim().split('\r\n');
    expect(head).toBe(
      'name,email,external id,points,exercises passed,echo-service points,echo-service score,echo-service attempts',
    );
    expect(lines.sort()).toEqual([
      `'=cmd(),${bob.email},,0,0,,,0`,
      expect.stringMatching(new RegExp(`^Somebody,${ada.email},,100,1,100,100,\\d+$`)),
    ]);
  });

  it('is a test for each learner at each exercise in CTRF and JUnit', async () => {
    const ctrf = JSON.parse((await get(`/cohorts/${cohort}/export/ctrf`, teacher).expect(200)).text);
    const junit = (await get(`/cohorts/${cohort}/export/junit`, teacher).expect(200)).text;

    expect(validate(ctrf)).toMatchObject({ valid: true });
    expect(ctrf.results.summary).toMatchObject({ tests: 2, passed: 1, skipped: 1 });
    expect(create(junit).end({ format: 'object' })).toMatchObject({
      testsuites: { '@tests': '2', '@skipped': '1' },
    });
  });

  it('is a results.json for each learner', async () => {
    const { body } = await get(`/cohorts/${cohort}/export/gradescope`, teacher)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      })
      .expect(200);

    const files = unzipSync(body as Buffer);

    expect(Object.keys(files).sort()).toEqual([ada, bob].map(({ id }) => `${id}/results.json`).sort());
    expect(JSON.parse(strFromU8(files[`${ada.id}/results.json`]!))).toMatchObject({
      score: 100,
      tests: [{ name: 'Echo service', score: 100, max_score: 100, status: 'passed' }],
      extra_data: { email: ada.email },
    });
  });

  it('is for those who teach it (P04)', async () => {
    const ask = async (account: Account | null) =>
      (await get(`/cohorts/${cohort}/export/csv`, account)).status;

    expect(await ask(ada)).toBe(403);
    expect(await ask(await world.account('instructor'))).toBe(404);
    expect(await ask(null)).toBe(401);
  });
});

describe('the scoreboard of a cohort', () => {
  const rowsFor = async (account: Account | null) =>
    JSON.parse((await get(`/cohorts/${cohort}/export/scoreboard`, account).expect(200)).text).rows;

  it('has people by their names on the board, for whoever may see it', async () => {
    const rows = await rowsFor(ada);

    // One of hers waits for its verdict, and one waits for us.
    expect(rows).toMatchObject([
      { rank: 1, score: { score: 100 }, problems: [{ score: 100, num_pending: 2 }] },
    ]);
    expect(rows[0].display_name).not.toBe('Somebody');
    expect(await rowsFor(teacher)).toEqual(rows);
    expect((await get(`/cohorts/${cohort}/export/scoreboard`, null)).status).toBe(404);
    expect((await get(`/cohorts/${cohort}/export/scoreboard`, await world.account())).status).toBe(404);
  });

  it('has nobody who chose to be hidden, whoever asks (P37)', async () => {
    const hide = (visibility: string) =>
      world.app
        .get(DataSource)
        .query('UPDATE users SET board_visibility = $2 WHERE id = $1', [ada.id, visibility]);
    await hide('hidden');

    expect(await rowsFor(bob)).toEqual([]);
    expect(await rowsFor(teacher)).toEqual([]);
    await hide('alias');
  });

  it('stays with learners as it was when it was frozen', async () => {
    await world.http
      .post(`/api/v1/cohorts/${cohort}/leaderboard/freeze`)
      .set('authorization', teacher.bearer)
      .expect(200);
    await world.judge(await world.submit(bob), aVerdict());

    expect(await rowsFor(bob)).toHaveLength(1);
    expect(await rowsFor(teacher)).toHaveLength(2);
  });
});
