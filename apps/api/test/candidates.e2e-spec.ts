import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { SubmissionFile } from '#contracts';
import { exerciseFiles } from '#testing';
import { aFailedTest, aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, aProofReport, aSubmission, type Account } from './api-world.js';
import { ExercisesFolder } from './exercise-folder.js';

let world: ApiWorld;
let ada: Account;
let instructor: Account;
beforeAll(async () => {
  world = await ApiWorld.start();
  ada = await world.account();
  instructor = await world.account('instructor');
});
afterAll(() => world.close());

const as = (account: Account) => ({
  get: (path: string) => world.http.get(`/api/v1/${path}`).set('authorization', account.bearer),
  post: (path: string, body?: object) =>
    world.http.post(`/api/v1/${path}`).set('authorization', account.bearer).send(body),
});
const send = (slug: string, files: object[]) =>
  as(instructor).post(`exercises/${slug}/candidates`, { files });
const changed = (files: SubmissionFile[], path: string, change: (content: string) => string) =>
  files.map((file) => (file.path === path ? { ...file, content: change(file.content) } : file));

describe('sending a folder', () => {
  it('stores a candidate that waits to be proven, and changes nothing for learners', async () => {
    const answer = await send('greeting', exerciseFiles()).expect(201);

    expect(answer.headers['location']).toBe(`/api/v1/candidates/${answer.body.id}`);
    expect(answer.body).toMatchObject({
      exercise: 'greeting',
      title: 'New exercise',
      version: expect.stringMatching(/^[0-9a-f]{64}$/),
      state: 'queued',
      findings: [],
      createdBy: 'Somebody',
      report: null,
    });
    await as(ada).get('exercises/greeting').expect(404);
    expect((await as(instructor).get('exercises/greeting/candidates')).body.items).toMatchObject([
      { id: answer.body.id, state: 'queued' },
    ]);
  });

  it('answers with every mistake, by file, line and column', async () => {
    const files = changed(
      exerciseFiles({ 'statement.md': null }),
      'exercise.yaml',
      (yaml) => `${yaml}colour: red\n`,
    );

    const { body } = await send('greeting-broken', files).expect(201);

    expect(body).toMatchObject({ state: 'rejected-by-lint', version: null, errors: body.findings.length });
    expect(body.findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          file: 'exercise.yaml',
          line: 18,
          column: 1,
          severity: 'error',
          message: expect.stringContaining('colour'),
        }),
        expect.objectContaining({ file: 'statement.md', line: 1, column: 1 }),
      ]),
    );
    await as(instructor).post(`candidates/${body.id}/publish`).expect(422);
    await as(instructor).get(`candidates/${body.id}/exercise`).expect(404);
  });

  it('does not take an id that belongs to another exercise, nor another id for the same exercise', async () => {
    const files = exerciseFiles();
    await world.publishFolder(instructor, 'greeting-first', files);
    const otherId = changed(files, 'exercise.yaml', (yaml) =>
      yaml.replace(/^id: .*$/m, `id: ${randomUUID()}`),
    );

    const [second, renamed] = [await send('greeting-second', files), await send('greeting-first', otherId)];

    expect(second.body).toMatchObject({
      state: 'rejected-by-lint',
      findings: [
        { file: 'exercise.yaml', line: 2, column: 5, message: expect.stringContaining('greeting-first') },
      ],
    });
    expect(renamed.body).toMatchObject({
      state: 'rejected-by-lint',
      findings: [{ file: 'exercise.yaml', line: 2, column: 5, message: expect.stringContaining('keep it') }],
    });
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
    const { body } = await send('greeting-bad', [...exerciseFiles(), extra]).expect(400);

    expect(body.code).toBe(code);
    expect((await as(instructor).get('exercises/greeting-bad/candidates')).body.items).toEqual([]);
  });

  it('is refused when it is larger than any exercise', async () => {
    const large = Array.from({ length: 20 }, (_, n) => ({
      path: `tests/hidden/t${n}.test.ts`,
      content: 'x'.repeat(250_000),
    }));

    expect((await send('greeting-large', large)).status).toBe(413);
    expect((await send('greeting-many', Array(501).fill({ path: 'a', content: '' }))).status).toBe(400);
  });

  it.each(['candidates/ID', 'candidates/ID/events', 'candidates/ID/exercise', 'desk/exercises'])(
    'shows %s to no learner',
    async (path) => {
      const id = await world.sendFolder(instructor, 'greeting-private', exerciseFiles());

      const { body } = await as(ada).get(path.replace('ID', id)).expect(403);

      expect(body.code).toBe('forbidden');
    },
  );
});

describe('publishing', () => {
  it('refuses what is not proven, to everybody', async () => {
    const admin = await world.account('admin');
    const id = await world.sendFolder(instructor, 'unproven', exerciseFiles());

    const waiting = await as(admin).post(`candidates/${id}/publish`).expect(409);
    await world.prove(id, aProofReport({ proven: false }));
    const failed = await as(instructor).post(`candidates/${id}/publish`).expect(409);

    expect([waiting.body.code, failed.body.code]).toEqual(['unproven', 'unproven']);
    await as(ada).get('exercises/unproven').expect(404);
  });

  it('has no other way in: a folder cannot be put in place of an exercise', async () => {
    const put = await world.http
      .put('/api/v1/exercises/unproven')
      .set('authorization', instructor.bearer)
      .send({ files: exerciseFiles() });

    expect(put.status).toBe(405);
  });

  it('makes a proven candidate current at once', async () => {
    const id = await world.sendFolder(instructor, 'proven', exerciseFiles());
    await world.prove(id);

    const { body } = await as(instructor).post(`candidates/${id}/publish`).expect(200);

    expect((await as(ada).get('exercises/proven')).body).toMatchObject({
      version: body.version,
      title: 'New exercise',
    });
    expect((await as(instructor).get(`candidates/${id}`)).body).toMatchObject({
      state: 'published',
      report: aProofReport(),
    });
    await world.submit(ada, { slug: 'proven' });
  });

  it('replaces the version before, and takes no pass away', async () => {
    const files = exerciseFiles();
    const first = await world.publishFolder(instructor, 'twice', files);
    await world.judge(await world.submit(ada, { slug: 'twice' }), aVerdict());

    const second = await world.publishFolder(
      instructor,
      'twice',
      changed(files, 'statement.md', (text) => `${text}\nMore.\n`),
    );

    expect(second).not.toBe(first);
    expect((await as(ada).get('exercises/twice')).body).toMatchObject({ version: second, bestScore: 100 });
  });
});

describe('a preview', () => {
  const preview = async (slug: string, change = (yaml: string) => yaml) => {
    const files = changed(exerciseFiles(), 'exercise.yaml', change);
    return world.sendFolder(instructor, slug, files);
  };

  it('shows the candidate as learners will see it', async () => {
    const id = await preview('shown');

    const exercise = await as(instructor).get(`candidates/${id}/exercise`).expect(200);
    const starter = await as(instructor).get(`candidates/${id}/starter?runtime=node`).expect(200);

    expect(exercise.body).toMatchObject({ slug: 'shown', title: 'New exercise', bestScore: null });
    expect(JSON.stringify(exercise.body)).not.toContain('answers 400 to an empty name');
    expect(starter.body.files).toMatchObject([{ path: 'main.ts' }]);
  });

  it('judges a submission on the candidate, shows its verdict as a learner’s, and counts for nothing', async () => {
    const id = await preview('tried', (yaml) => yaml.replace('feedback: message', 'feedback: none'));
    const sent = await as(instructor).post(`candidates/${id}/submissions`, aSubmission()).expect(202);
    const secret = aFailedTest({ group: 'Greets', title: 'hidden title' });

    await world.judge(sent.body.id, aPartialVerdict({ tests: [secret] }));
    const { body } = await as(instructor).get(`submissions/${sent.body.id}`);
    await world.prove(id);
    await as(instructor).post(`candidates/${id}/publish`).expect(200);

    expect(sent.body).toMatchObject({ mode: 'preview', exercise: 'tried' });
    expect(body.verdict).toMatchObject({ score: 50, tests: [{ title: null, message: null }] });
    expect((await as(instructor).get('exercises/tried')).body.bestScore).toBeNull();
  });

  it('runs the public tests alone when asked to, and is never graded', async () => {
    const id = await preview('public-only');

    const answer = await as(instructor).post(`candidates/${id}/submissions?mode=public`, aSubmission());
    expect(answer.body.mode).toBe('public');
    await as(instructor).post(`candidates/${id}/submissions?mode=graded`, aSubmission()).expect(400);
  });

  it('is no mode for a submission of an exercise that is published', async () => {
    await world.publish();

    const answer = await as(instructor).post(
      'exercises/echo-service/submissions?mode=preview',
      aSubmission(),
    );

    expect(answer.status).toBe(400);
  });
});

describe('the desk', () => {
  it('lists what learners see and what they do not, with the latest candidate', async () => {
    await world.publishFolder(instructor, 'desk-current', exerciseFiles());
    const newer = await send('desk-current', exerciseFiles());
    await send('desk-draft', exerciseFiles());

    const { body } = await as(instructor).get('desk/exercises').expect(200);

    const bySlug = (slug: string) => body.items.find((item: { slug: string }) => item.slug === slug);
    expect(bySlug('desk-current')).toMatchObject({
      state: 'published',
      origin: 'api',
      latestCandidate: { id: newer.body.id, state: 'rejected-by-lint' },
    });
    expect(bySlug('desk-draft')).toMatchObject({ state: 'unpublished', version: null });
  });

  it('retires an exercise and brings it back; what was reached stays', async () => {
    await world.publishFolder(instructor, 'retiring', exerciseFiles());
    await world.judge(await world.submit(ada, { slug: 'retiring' }), aVerdict());

    const retired = await as(instructor).post('exercises/retiring/retire').expect(200);
    await as(ada).get('exercises/retiring').expect(404);
    await as(ada).post('exercises/retiring/submissions', aSubmission()).expect(404);
    const restored = await as(instructor).post('exercises/retiring/restore').expect(200);

    expect([retired.body.state, restored.body.state]).toEqual(['retired', 'published']);
    expect((await as(ada).get('exercises/retiring')).body.bestScore).toBe(100);
  });

  it('knows no exercise that is not there', async () => {
    for (const act of ['retire', 'restore'])
      await as(instructor).post(`exercises/nowhere/${act}`).expect(404);
    await as(instructor).get('desk/exercises/nowhere').expect(404);
  });

  it('shows instructors what is broken in the operator’s folder, and learners the version before', async () => {
    const folder = new ExercisesFolder();
    folder.write('kept', exerciseFiles());
    const before = await ApiWorld.start({ exercisesDir: folder.root });
    folder.write('kept', exerciseFiles({ 'statement.md': null }));
    folder.write('never-good', exerciseFiles({ 'exercise.yaml': 'title: [\n' }));
    const after = await ApiWorld.start({ exercisesDir: folder.root, replicaOf: before });
    const { bearer } = await after.account('instructor');
    const read = (path: string) => after.http.get(`/api/v1/${path}`).set('authorization', bearer);

    const [list, kept] = [await read('desk/exercises'), await read('desk/exercises/kept')];
    const visible = await after.http.get('/api/v1/exercises');
    await after.close();
    await before.close();
    folder.dispose();

    expect(list.body.items).toMatchObject([
      { slug: 'kept', state: 'published', folderErrors: 1 },
      { slug: 'never-good', state: 'unpublished' },
    ]);
    expect(kept.body.folderFindings).toMatchObject([{ file: 'statement.md', line: 1, column: 1 }]);
    expect(visible.body.items).toMatchObject([{ slug: 'kept' }]);
  });
});
