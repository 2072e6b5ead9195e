import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExerciseSlug, ExerciseVersion } from '#contracts';
import { ExerciseRepository } from '#persistence';
import { aManifest } from '#testing';
import { aFailedTest, aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { exerciseFiles } from './exercise-folder.js';
import { ROUTES } from './routes.js';

let world: ApiWorld;
let ada: Account;
let instructor: Account;
beforeAll(async () => {
  world = await ApiWorld.start();
  ada = await world.account();
  instructor = await world.account('instructor');
});
afterAll(() => world.close());

const get = (path: string, account?: Account) => {
  const call = world.http.get(`/api/v1/${path}`);
  return account === undefined ? call : call.set('authorization', account.bearer);
};
const put = (slug: string, files: object[], account = instructor) =>
  world.http.put(`/api/v1/exercises/${slug}`).set('authorization', account.bearer).send({ files });

describe('an exercise', () => {
  beforeAll(() => world.publish());

  it('can be read by anybody, with what the sandbox offers for its runtimes', async () => {
    const libraries = [{ name: 'express', version: '5.1.0' }];
    await world.app
      .get(ExerciseRepository)
      .announceRuntimeLibraries({ runtime: 'node', version: '24.1.0', libraries });

    const { body } = await get('exercises/echo-service').expect(200);

    expect(body).toMatchObject({
      slug: 'echo-service',
      title: 'Echo service',
      bestScore: null,
      statement: '# Echo\n',
      publicTests: [{ path: 'tests/public/echo.test.ts', content: 'export {};\n' }],
      environment: [{ runtime: 'node', version: '24.1.0', libraries }],
      groups: [{ name: 'Basics', points: 10, allOrNothing: false }],
    });
  });

  it('shows the caller’s own best score, which a worse one does not lower', async () => {
    await world.judge(await world.submit(ada), aPartialVerdict());
    await world.judge(await world.submit(ada), aVerdict());
    await world.judge(await world.submit(ada), aPartialVerdict());

    const [mine, others] = [await get('exercises', ada), await get('exercises', await world.account())];

    expect(mine.body.items[0].bestScore).toBe(100);
    expect(others.body.items[0].bestScore).toBeNull();
  });

  it('is not shown to somebody with a wrong token as if they were logged out', async () => {
    const { body } = await world.http
      .get('/api/v1/exercises')
      .set('authorization', 'Bearer wrong')
      .expect(401);

    expect(body.code).toBe('unauthenticated');
  });

  it('hands out its starter', async () => {
    const { body } = await get('exercises/echo-service/starter?runtime=node').expect(200);

    expect(body).toEqual({ runtime: 'node', files: [{ path: 'main.js', content: '// start here\n' }] });
  });

  it.each([
    ['an unknown runtime', 'runtime=cobol', 400, 'unknown-runtime'],
    ['no runtime', '', 400, 'invalid-input'],
    ['a runtime without a starter', 'runtime=python', 404, 'not-found'],
  ])('has no starter for %s', async (_, query, status, code) => {
    const { body } = await get(`exercises/echo-service/starter?${query}`).expect(status);

    expect(body.code).toBe(code);
  });
});

describe('what is hidden', () => {
  const CANARY = 'canary-9f2c';

  it('is in no answer of any route, neither before nor after a verdict (P06)', async () => {
    const slug = ExerciseSlug.parse('with-a-canary');
    await world.publish({
      slug,
      version: ExerciseVersion.parse('c'.repeat(64)),
      manifest: aManifest({ feedback: 'none' }),
      hiddenSuite: [{ path: `tests/hidden/${CANARY}.test.ts`, content: `// ${CANARY}` }],
    });
    const id = await world.submit(ada, { slug });
    const secretTest = aFailedTest({
      title: CANARY,
      id: CANARY,
      failure: { category: 'assertion', message: CANARY },
    });

    const before = await crawl(slug, id);
    await world.judge(id, aPartialVerdict({ tests: [secretTest] }));
    const after = await crawl(slug, id);

    expect(before.length).toBeGreaterThan(10);
    for (const text of [...before, ...after]) expect(text).not.toContain(CANARY);
  });

  async function crawl(slug: string, id: string): Promise<string[]> {
    const paths = Object.entries(ROUTES)
      .filter(([route]) => route.startsWith('GET ') && !route.endsWith('/events'))
      .map(([route, { query = '' }]) => route.slice(4).replace(':slug', slug).replace(':id', id) + query);
    const answers = await Promise.all(
      [...paths, '/api/openapi.json'].map((path) => world.http.get(path).set('authorization', ada.bearer)),
    );
    return answers.map(({ text, headers }) => text + JSON.stringify(headers));
  }
});

describe('publishing a folder', () => {
  it('makes it the current version at once', async () => {
    const files = exerciseFiles();

    const { body } = await put('greeting', files).expect(200);

    expect(body).toEqual({ slug: 'greeting', version: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const exercise = await get('exercises/greeting').expect(200);
    expect(exercise.body).toMatchObject({ version: body.version, title: 'New exercise' });
    expect(exercise.body.publicTests).toHaveLength(1);
    await world.submit(ada, { slug: 'greeting' });
  });

  it('replaces the version before, and takes no pass away', async () => {
    const files = exerciseFiles();
    const first = await put('greeting-twice', files);
    await world.judge(await world.submit(ada, { slug: 'greeting-twice' }), aVerdict());

    const changed = files.map((file) =>
      file.path === 'statement.md' ? { ...file, content: `${file.content}\nMore.\n` } : file,
    );
    const second = await put('greeting-twice', changed).expect(200);

    expect(second.body.version).not.toBe(first.body.version);
    expect((await get('exercises/greeting-twice', ada)).body).toMatchObject({
      version: second.body.version,
      bestScore: 100,
    });
  });

  it('is refused with every mistake, by file, line and column, and changes nothing', async () => {
    const files = exerciseFiles();
    await put('greeting-kept', files).expect(200);
    const broken = files
      .filter(({ path }) => path !== 'statement.md')
      .map((file) =>
        file.path === 'exercise.yaml' ? { ...file, content: `${file.content}colour: red\n` } : file,
      );

    const { body } = await put('greeting-kept', broken).expect(422);

    expect(body.code).toBe('exercise-rejected');
    expect(body.errors).toEqual(
      expect.arrayContaining([
        {
          path: expect.stringMatching(/^exercise\.yaml:\d+:\d+$/),
          message: expect.stringContaining('colour'),
        },
        { path: expect.stringMatching(/^statement\.md:\d+:\d+$/), message: expect.any(String) },
      ]),
    );
    expect((await get('exercises/greeting-kept')).status).toBe(200);
  });

  it('is refused when its id belongs to another exercise', async () => {
    const files = exerciseFiles();
    await put('greeting-first', files).expect(200);

    const { body } = await put('greeting-second', files).expect(422);

    expect(body.errors).toMatchObject([
      { path: 'exercise.yaml:2:5', message: expect.stringContaining('greeting-first') },
    ]);
    await get('exercises/greeting-second').expect(404);
  });

  it.each<[string, string, object]>([
    ['bad-path', 'a path that leaves the folder', { path: '../../etc/cron.d/x', content: '' }],
    ['bad-path', 'an absolute path', { path: '/etc/passwd', content: '' }],
    ['bad-path', 'a path with a dot segment', { path: 'tests/./x.test.ts', content: '' }],
    ['duplicate-path', 'a path twice', { path: 'statement.md', content: '' }],
    ['duplicate-path', 'a file that is a folder elsewhere', { path: 'tests', content: '' }],
    ['bad-text', 'a NUL', { path: 'notes.md', content: '\0' }],
    ['bad-text', 'half a surrogate pair', { path: 'notes.md', content: '\ud800' }],
  ])('is refused as %s for %s', async (code, _, extra) => {
    const { body } = await put('greeting-bad', [...exerciseFiles(), extra]).expect(400);

    expect(body.code).toBe(code);
    await get('exercises/greeting-bad').expect(404);
  });

  it('is not for learners', async () => {
    const { body } = await put('greeting-mine', exerciseFiles(), ada).expect(403);

    expect(body.code).toBe('forbidden');
  });
});
