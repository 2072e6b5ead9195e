import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import type { Response } from 'supertest';
import { DataSource } from 'typeorm';
import type { SubmissionId, SubmissionListItem } from '#contracts';
import { aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';

let world: ApiWorld;
let ada: Account;
beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
});
beforeEach(async () => {
  ada = await world.account();
});
afterAll(() => world.close());

const get = (path: string, account: Account = ada) =>
  world.http.get(`/api/v1/${path}`).set('authorization', account.bearer);

async function list(query: string): Promise<SubmissionListItem[]> {
  return (await get(`submissions?${query}`).expect(200)).body.items as SubmissionListItem[];
}

async function submitFiles(
  runtime: string,
  files: { path: string; content: string }[],
): Promise<SubmissionId> {
  const { body } = await world.http
    .post('/api/v1/exercises/echo-service/submissions')
    .set('authorization', ada.bearer)
    .send({ runtime, files })
    .expect(202);
  return body.id as SubmissionId;
}

const sentAt = (id: SubmissionId, moment: string) =>
  world.app.get(DataSource).query('UPDATE submissions SET created_at = $2 WHERE id = $1', [id, moment]);

describe('a line of the history', () => {
  it('tells exercise, version, attempt, and how many tests passed', async () => {
    const id = await world.submit(ada);
    const [waiting] = await list('');
    await world.judge(id, aPartialVerdict());

    const [judged] = await list('');

    expect(waiting).toMatchObject({ id, status: 'queued', tests: null, attempt: 0 });
    expect(judged).toMatchObject({
      id,
      exercise: 'echo-service',
      title: 'Echo service',
      exerciseVersion: 'a'.repeat(64),
      attempt: 1,
      tests: { passed: 1, total: 2 },
    });
  });

  it('has no counts while it is judged again', async () => {
    const id = await world.submit(ada);
    await world.judge(id, aVerdict({ outcome: 'system-error', score: null }));
    await world.submissions.requeueUnscored(id);

    expect(await list('')).toMatchObject([{ id, status: 'queued', tests: null, attempt: 1 }]);
  });
});

describe('the history', () => {
  it('can be narrowed by every filter, and by all at once', async () => {
    const [node, python, open] = [
      await world.submit(ada),
      await submitFiles('python', [{ path: 'main.py', content: 'print(1)\n' }]),
      await world.submit(ada, { mode: 'public' }),
    ];
    await world.judge(python, aVerdict());
    const idsOf = async (query: string) => (await list(query)).map(({ id }) => id).sort();

    expect(await idsOf('runtime=python')).toEqual([python]);
    expect(await idsOf('mode=public')).toEqual([open]);
    expect(await idsOf('outcome=accepted')).toEqual([python]);
    expect(await idsOf('exercise=echo-service')).toEqual([node, python, open].sort());
    expect(await idsOf('exercise=echo-service&runtime=python&mode=graded&outcome=accepted')).toEqual([
      python,
    ]);
    expect(await idsOf('runtime=python&mode=public')).toEqual([]);
  });

  it('can be narrowed to a time, its first moment included and its last one not', async () => {
    const [early, middle, late] = [await world.submit(ada), await world.submit(ada), await world.submit(ada)];
    await sentAt(early, '2026-03-01T09:00:00Z');
    await sentAt(middle, '2026-03-02T00:00:00Z');
    await sentAt(late, '2026-03-03T00:00:00Z');
    const idsOf = async (query: string) => (await list(query)).map(({ id }) => id);

    expect(await idsOf('from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z')).toEqual([middle]);
    expect(await idsOf('to=2026-03-02T00:00:00Z')).toEqual([early]);
    // 01:00 at +02:00 is 23:00 of the day before.
    expect(await idsOf('from=2026-03-03T01:00:00%2B02:00')).toEqual([late]);
  });

  it('keeps its filters from page to page', async () => {
    for (let i = 0; i < 3; i += 1) await world.submit(ada, { mode: i === 1 ? 'graded' : 'public' });
    const first = await get('submissions?mode=public&limit=1').expect(200);

    const second = await get(`submissions?mode=public&limit=1&cursor=${first.body.nextCursor}`).expect(200);

    expect([...first.body.items, ...second.body.items]).toMatchObject([
      { mode: 'public' },
      { mode: 'public' },
    ]);
    expect(second.body.nextCursor).toBeNull();
  });

  it.each([
    'from=yesterday',
    'to=2026-03-02',
    'mode=secret',
    'runtime=cobol',
    'exercise=No%20slug',
    'colour=red',
  ])('refuses the filter %s', async (filter) => {
    const { status, body } = await get(`submissions?${filter}`);

    expect([status, body.code]).toEqual([400, 'invalid-input']);
  });
});

describe('a download', () => {
  const files = [
    { path: 'main.ts', content: 'console.log("grüß dich");\n' },
    { path: 'lib/store.ts', content: 'export {};\n' },
  ];
  const download = (id: SubmissionId, account: Account = ada) =>
    get(`submissions/${id}/archive`, account).buffer(true).parse(collect);

  it('is a zip of the files in a folder of its own, under a name that any system takes', async () => {
    const id = await submitFiles('node', files);

    const { headers, body } = await download(id).expect(200);

    const folder = `echo-service-${id.slice(0, 8)}`;
    expect(headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${folder}.zip"`,
      'cache-control': expect.stringContaining('no-store'),
      'x-content-type-options': 'nosniff',
    });
    const entries = Object.entries(unzipSync(body as Uint8Array)).map(([path, bytes]) => ({
      path,
      content: strFromU8(bytes),
    }));
    expect(entries).toEqual(files.map(({ path, content }) => ({ path: `${folder}/${path}`, content })));
  });

  it('is the same each time', async () => {
    const id = await submitFiles('node', files);

    expect((await download(id)).body).toEqual((await download(id)).body);
  });

  it('is for its author and staff', async () => {
    const id = await submitFiles('node', files);

    expect((await download(id, await world.account())).status).toBe(404);
    expect((await download(id, await world.account('instructor'))).status).toBe(200);
  });
});

/** Reads an answer as bytes. */
function collect(answer: Response, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  const stream = answer as unknown as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}
