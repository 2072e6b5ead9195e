import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExerciseSlug, ExerciseVersion } from '#contracts';
import { ExerciseRepository } from '#persistence';
import { aManifest } from '#testing';
import { aFailedTest, aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { ROUTES } from './routes.js';

let world: ApiWorld;
let ada: Account;
beforeAll(async () => {
  world = await ApiWorld.start();
  ada = await world.account();
});
afterAll(() => world.close());

const get = (path: string, account?: Account) => {
  const call = world.http.get(`/api/v1/${path}`);
  return account === undefined ? call : call.set('authorization', account.bearer);
};

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
