import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ExerciseSlug, ExerciseVersion } from '#contracts';
import { aManifest } from '#testing';
import { aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { CohortWorld } from './cohort-world.js';

const SECRET = 'the-reference-nobody-has-earned-yet';
const WALKTHROUGH = {
  text: `# ${SECRET}\n`,
  solutions: [
    { runtime: 'node' as const, name: 'plain', files: [{ path: 'main.js', content: `// ${SECRET}\n` }] },
  ],
};

let world: ApiWorld;
let ada: Account;
beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish({
    manifest: aManifest({ walkthrough: { solutions: ['solutions/node/accepted/plain'] } }),
    walkthrough: WALKTHROUGH,
  });
});
beforeEach(async () => {
  ada = await world.account();
});
afterAll(() => world.close());

const get = (path: string, account: Account = ada) =>
  world.http.get(`/api/v1/${path}`).set('authorization', account.bearer);
const read = (account: Account = ada) => get('exercises/echo-service/walkthrough', account);

describe('the walk-through of an exercise', () => {
  it('is closed until its reader has passed, and open from then on', async () => {
    await world.judge(await world.submit(ada), aPartialVerdict({ score: 99.9 }));
    const before = await read();

    await world.judge(await world.submit(ada), aVerdict());

    expect(before.status).toBe(403);
    expect(before.body).toMatchObject({ code: 'not-passed-yet' });
    expect((await read()).body).toEqual({ version: 'a'.repeat(64), ...WALKTHROUGH });
  });

  it('is not opened by public tests, nor by somebody else who passed', async () => {
    await world.judge(await world.submit(await world.account()), aVerdict());
    await world.judge(await world.submit(ada, { mode: 'public' }), aVerdict({ score: null }));

    expect((await read()).status).toBe(403);
  });

  it('stays closed while a cohort of its reader keeps feedback back until the due date', async () => {
    const teacher = await world.account('instructor');
    const cohorts = new CohortWorld(world);
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    const cohort = await cohorts.create(teacher, { feedbackRelease: 'after-due', dueAt });
    await cohorts.join(cohort, ada);
    await world.judge(await world.submit(ada), aVerdict());
    const before = await read();

    await cohorts.change(teacher, cohort, { dueAt: new Date(Date.now() - 1_000).toISOString() });

    expect(before.status).toBe(403);
    expect(before.body).toMatchObject({ code: 'not-due-yet' });
    expect((await read()).body.text).toContain(SECRET);
  });

  it('is open to instructors', async () => {
    expect((await read(await world.account('instructor'))).body.text).toContain(SECRET);
  });

  it('stays open when a new version comes out, and is the one of that version', async () => {
    const slug = ExerciseSlug.parse('renewed');
    const manifest = aManifest({ id: 'a5c2b1de-57f4-4d4f-9b38-0a3a57ce0c11' });
    await world.publish({ slug, version: ExerciseVersion.parse('1'.repeat(64)), manifest });
    await world.judge(await world.submit(ada, { slug }), aVerdict());

    await world.publish({
      slug,
      version: ExerciseVersion.parse('2'.repeat(64)),
      manifest,
      walkthrough: { text: 'The second edition.', solutions: [] },
    });

    const { body } = await get('exercises/renewed/walkthrough').expect(200);
    expect(body).toEqual({ version: '2'.repeat(64), text: 'The second edition.', solutions: [] });
  });

  it('is not there where its author wrote none', async () => {
    const slug = ExerciseSlug.parse('without');
    const manifest = aManifest({ id: '0f0c2c3c-70a5-4b53-a39f-5ab0a5b5a7c2' });
    await world.publish({
      slug,
      version: ExerciseVersion.parse('3'.repeat(64)),
      manifest,
      walkthrough: null,
    });

    const { status, body } = await get('exercises/without/walkthrough', await world.account('instructor'));

    expect([status, body.code]).toEqual([404, 'not-found']);
    expect((await get('exercises/without')).body.hasWalkthrough).toBe(false);
  });

  it('is in no other answer, before passing and after (P06)', async () => {
    const failed = await world.submit(ada);
    await world.judge(failed, aPartialVerdict());
    const paths = [
      'exercises',
      'exercises/echo-service',
      'exercises/echo-service/starter?runtime=node',
      'exercises/echo-service/statistics?runtime=node',
      'exercises/echo-service/walkthrough',
      'tracks',
      'submissions',
      `submissions/${failed}`,
      `submissions/${failed}/files`,
      `submissions/${failed}/events`,
    ];

    const answers = await Promise.all(paths.map(async (path) => (await get(path)).text));
    await world.judge(await world.submit(ada), aVerdict());
    const later = await Promise.all(
      paths.filter((path) => !path.endsWith('/walkthrough')).map(async (path) => (await get(path)).text),
    );

    expect(answers.join('').length).toBeGreaterThan(1_000);
    expect([...answers, ...later].join('')).not.toContain(SECRET);
    expect((await get('exercises/echo-service')).body.hasWalkthrough).toBe(true);
  });
});
