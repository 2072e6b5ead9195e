import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DraftConflict, ExerciseSlug } from '#contracts';
import { aManifest } from '#testing';
import { ApiWorld, type Account } from './api-world.js';

const DRAFT = '/api/v1/exercises/echo-service/draft';

let world: ApiWorld;
let ada: Account;
beforeAll(async () => {
  world = await ApiWorld.start({ env: { TOUCHSTONE_DRAFT_SAVES_PER_MINUTE: '10' } });
  await world.publish();
});
beforeEach(async () => {
  ada = await world.account();
});
afterAll(() => world.close());

const program = (content: string) => [{ path: 'main.ts', content }];

const read = (account = ada, runtime = 'node') =>
  world.http.get(`${DRAFT}?runtime=${runtime}`).set('authorization', account.bearer);

const save = (etag: string, body: object, account = ada, runtime = 'node') =>
  world.http
    .put(`${DRAFT}?runtime=${runtime}`)
    .set('authorization', account.bearer)
    .set('if-match', etag)
    .send(body);

const history = (account = ada) =>
  world.http.get(`${DRAFT}/revisions?runtime=node`).set('authorization', account.bearer);

const revision = (id: string, account = ada) =>
  world.http.get(`${DRAFT}/revisions/${id}?runtime=node`).set('authorization', account.bearer);

describe('a draft', () => {
  it('is revision 0 without files before it is saved', async () => {
    const { body, headers } = await read().expect(200);

    expect(body).toEqual({ runtime: 'node', revision: 0, savedAt: null, files: [] });
    expect(headers['etag']).toBe('"0"');
  });

  it('follows its owner: what one browser saves, another reads', async () => {
    const files = [...program('export {};\n'), { path: 'lib/empty.ts', content: '' }];
    const saved = await save('"0"', { files }).expect(200);

    const { body, headers } = await read().expect(200);

    expect(body).toEqual({ ...saved.body, files });
    expect(headers['etag']).toBe(saved.headers['etag']);
    expect(Date.now() - Date.parse(body.savedAt as string)).toBeLessThan(60_000);
  });

  it('is another one in another runtime', async () => {
    await save('"0"', { files: program('node') }).expect(200);
    await save('"0"', { files: [{ path: 'main.py', content: 'python' }] }, ada, 'python').expect(200);

    expect((await read()).body.files).toEqual(program('node'));
    expect((await read(ada, 'python')).body.files).toEqual([{ path: 'main.py', content: 'python' }]);
  });

  it('stays with the exercise when its folder gets another name', async () => {
    const id = randomUUID();
    const manifest = aManifest({ id });
    await world.publish({ slug: ExerciseSlug.parse('old-name'), version: 'd'.repeat(64) as never, manifest });
    await world.http
      .put('/api/v1/exercises/old-name/draft?runtime=node')
      .set('authorization', ada.bearer)
      .set('if-match', '"0"')
      .send({ files: program('kept') })
      .expect(200);
    await world.publish({ slug: ExerciseSlug.parse('new-name'), version: 'e'.repeat(64) as never, manifest });

    const { body } = await world.http
      .get('/api/v1/exercises/new-name/draft?runtime=node')
      .set('authorization', ada.bearer);

    expect(body.files).toEqual(program('kept'));
  });

  it.each([
    ['no files', []],
    ['an empty program', program('')],
    ['a sign that no submission may hold', program('\uFFFD')],
  ])('may have %s', async (_, files) => {
    await save('"0"', { files }).expect(200);

    expect((await read()).body.files).toEqual(files);
  });

  it.each([
    ['a path that leaves the folder', 'bad-path', [{ path: '../x', content: '' }]],
    ['two paths that are one', 'duplicate-path', [...program('a'), { path: 'MAIN.ts', content: '' }]],
    ['half a surrogate pair', 'bad-text', program('\ud800')],
    ['a file that is too large', 'file-too-large', program('x'.repeat(256 * 1024 + 1))],
    [
      'too many files',
      'too-many-files',
      Array.from({ length: 51 }, (_, i) => ({ path: `f${i}`, content: '' })),
    ],
  ])('is refused with %s, and stays what it was', async (_, code, files) => {
    await save('"0"', { files: program('good') }).expect(200);

    const { body } = await save('"1"', { files });

    expect(body.code).toBe(code);
    expect((await read()).body.files).toEqual(program('good'));
  });

  it('of a runtime that the exercise does not know is refused', async () => {
    const { body } = await save('"0"', { files: [] }, ada, 'cobol').expect(400);

    expect(body.code).toBe('unknown-runtime');
  });
});

describe('If-Match', () => {
  it('is asked for', async () => {
    const call = world.http.put(`${DRAFT}?runtime=node`).set('authorization', ada.bearer);

    const { body } = await call.send({ files: [] }).expect(428);

    expect(body).toMatchObject({ code: 'precondition-required', detail: expect.stringContaining('ETag') });
  });

  it.each(['*', '7', 'W/"7"', '"-1"', '"1e3"', '"99999999999999"', '"1", "2"'])(
    'is refused as %s',
    async (etag) => {
      const { body } = await save(etag, { files: [] }).expect(400);

      expect(body).toMatchObject({ code: 'invalid-input', errors: [{ path: 'If-Match' }] });
    },
  );

  it('of an earlier draft is refused with the draft that is there', async () => {
    await save('"0"', { files: program('both begin here') });
    await save('"1"', { files: program('first browser') }).expect(200);

    const answer = await save('"1"', { files: program('second browser') }).expect(412);

    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(DraftConflict.parse(answer.body)).toMatchObject({
      code: 'draft-changed',
      draft: { revision: 2, files: program('first browser') },
    });
    await save('"2"', { files: program('second browser'), occasion: 'conflict' }).expect(200);
    const { body } = await history();
    expect(body.items).toHaveLength(2);
    expect((await revision(body.items[1].id as string)).body.files).toEqual(program('first browser'));
  });

  it('lets one of ten parallel saves through', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => save('"0"', { files: program(`browser ${i}`) })),
    );

    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
    const winner = answers.find(({ status }) => status === 200)!;
    expect((await read()).body).toMatchObject({
      revision: winner.body.revision,
      files: program(`browser ${answers.indexOf(winner)}`),
    });
  });
});

describe('the history', () => {
  it('has the draft that a reset replaced', async () => {
    await save('"0"', { files: program('hours of work') });
    await save('"1"', { files: program('the starter'), occasion: 'reset' }).expect(200);

    const { body } = await history().expect(200);

    expect(body.items).toMatchObject([
      { occasion: 'reset', fileCount: 1, bytes: 'the starter'.length },
      { occasion: 'edit' },
    ]);
    const before = await revision(body.items[1].id as string).expect(200);
    expect(before.body).toEqual({ ...body.items[1], files: program('hours of work') });
  });

  it('is nobody else’s: staff and other learners find nothing (P04)', async () => {
    await save('"0"', { files: program('secret') });
    const [line] = (await history()).body.items as { id: string }[];

    for (const role of ['learner', 'instructor', 'admin'] as const) {
      const other = await world.account(role);
      expect((await read(other)).body).toMatchObject({ revision: 0, files: [] });
      expect((await history(other)).body.items).toEqual([]);
      expect((await revision(line!.id, other)).status).toBe(404);
    }
  });
});

describe('the rate of saving', () => {
  it('is limited, and the answer says how long to wait', async () => {
    for (let i = 0; i < 10; i++) await save(`"${i}"`, { files: program(`${i}`) }).expect(200);

    const { body, headers } = await save('"10"', { files: program('more') }).expect(429);

    expect(body.code).toBe('too-many-requests');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    await save('"0"', { files: [] }, await world.account()).expect(200);
  });
});
