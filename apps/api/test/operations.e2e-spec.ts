import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AuditRepository, WorkerRepository, type WorkerNews } from '#persistence';
import { aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, aSubmission, type Account } from './api-world.js';
import { eventually } from './eventually.js';

let world: ApiWorld;
let replica: ApiWorld;
let admin: Account;
let ada: Account;

beforeAll(async () => {
  world = await ApiWorld.start();
  replica = await ApiWorld.start({ replicaOf: world });
  await world.publish();
  [admin, ada] = [await world.account('admin'), await world.account()];
});
afterAll(async () => {
  await replica.close();
  await world.close();
});
afterEach(async () => {
  await setMode({ mode: 'normal' });
  await world.app.get(DataSource).query('TRUNCATE submissions, workers CASCADE');
});

const setMode = (body: object) =>
  world.http.put('/api/v1/operations/mode').set('authorization', admin.bearer).send(body).expect(200);
const operations = async () =>
  (await world.http.get('/api/v1/operations').set('authorization', admin.bearer).expect(200)).body;
const submitTo = (api: ApiWorld) =>
  api.http
    .post('/api/v1/exercises/echo-service/submissions')
    .set('authorization', ada.bearer)
    .send(aSubmission());

const news = (overrides: Partial<WorkerNews> = {}): WorkerNews => ({
  id: 'worker-1',
  host: 'judge-1',
  slots: 4,
  running: 2,
  runningAside: 1,
  gateOpen: true,
  trouble: null,
  mode: 'normal',
  engine: 'Docker 28',
  images: [{ name: 'node', id: 'sha256:abc' }],
  swept: 0,
  orphansRemoved: 0,
  ...overrides,
});

describe('the operator', () => {
  it('sees who waits and for how long, what was judged, and what is retried', async () => {
    const [judged, partial, retried, waiting] = [
      await world.submit(ada),
      await world.submit(ada),
      await world.submit(ada),
      await world.submit(ada),
    ];
    await world.judge(judged, aVerdict());
    await world.judge(partial, aPartialVerdict());
    await world.submissions.release({
      id: retried,
      attempt: await world.claim(retried),
      fault: { code: 'engine-unavailable', message: 'the engine is away' },
      notBeforeMs: 60_000,
    });
    const dataSource = world.app.get(DataSource);
    await dataSource.query(
      `UPDATE submissions SET not_before = now() - interval '90 seconds' WHERE id = $1`,
      [waiting],
    );
    await dataSource.query(
      `UPDATE verdicts SET judged_at = now() - interval '3 hours' WHERE submission_id = $1`,
      [partial],
    );

    const seen = await operations();

    expect(seen.queue).toMatchObject({
      submissions: { length: 1, oldestSeconds: expect.closeTo(90, -1) },
      rejudging: { length: 0, oldestSeconds: null },
      retrying: 1,
    });
    expect(seen.outcomes).toEqual([
      { outcome: 'accepted', hour: 1, day: 1 },
      { outcome: 'partial', hour: 0, day: 1 },
    ]);
    expect(seen.systemErrors).toMatchObject([
      {
        submission: retried,
        exercise: 'echo-service',
        code: 'engine-unavailable',
        message: 'the engine is away',
        state: 'retrying',
      },
    ]);
  });

  it('has given-up submissions judged again: the named ones, then all; others stay as they are', async () => {
    const giveUp = async () => {
      const id = await world.submit(ada);
      const verdict = aVerdict({ outcome: 'system-error', score: null });
      const fault = { code: 'worker-lost', message: '2 workers died' } as const;
      await world.submissions.park({ id, attempt: await world.claim(id), verdict, fault });
      return id;
    };
    const [named, other, judged] = [await giveUp(), await giveUp(), await world.submit(ada)];
    await world.judge(judged, aVerdict());
    const requeue = async (body: object) =>
      (
        await world.http
          .post('/api/v1/operations/requeue')
          .set('authorization', admin.bearer)
          .send(body)
          .expect(200)
      ).body;

    const answers = [
      await requeue({ submissions: [named, judged] }),
      await requeue({}),
      await requeue({ submissions: [named] }),
    ];

    expect(answers).toEqual([{ submissions: [named] }, { submissions: [other] }, { submissions: [] }]);
    expect(await world.submissions.findById(named)).toMatchObject({
      status: 'queued',
      tries: 0,
      faultCode: null,
    });
    expect(await world.submissions.findById(judged)).toMatchObject({ outcome: 'accepted' });
    const [entry] = await world.app.get(AuditRepository).listOf(`submission:${named}`);
    expect(entry).toMatchObject({ actorId: admin.id, action: 'submission.requeued' });
  });

  it('sees a given-up submission with the fault that ended it', async () => {
    const id = await world.submit(ada);
    await world.submissions.park({
      id,
      attempt: await world.claim(id),
      verdict: aVerdict({ outcome: 'system-error', score: null }),
      fault: { code: 'pod-not-started', message: 'no room' },
    });

    expect((await operations()).systemErrors).toMatchObject([
      { submission: id, code: 'pod-not-started', message: 'no room', state: 'given-up' },
    ]);
  });

  it('sees every worker, and which are closed, draining or lost', async () => {
    const workers = world.app.get(WorkerRepository);
    await workers.announce(news({ id: 'a', host: 'a' }));
    await workers.announce(news({ id: 'b', host: 'b', gateOpen: false, trouble: 'seccomp does not hold' }));
    await workers.announce(news({ id: 'c', host: 'c', mode: 'draining' }));
    await workers.announce(news({ id: 'd', host: 'd' }));
    await workers.announce(news({ id: 'e', host: 'e' }));
    const age = (id: string, time: string) =>
      world.app
        .get(DataSource)
        .query('UPDATE workers SET seen_at = now() - $2::interval WHERE id = $1', [id, time]);
    await age('d', '1 minute');
    await age('e', '25 hours');
    await workers.prune();

    const seen = (await operations()).workers as { id: string; state: string; trouble: string | null }[];

    expect(seen.map(({ id, state }) => [id, state])).toEqual([
      ['a', 'open'],
      ['b', 'closed'],
      ['c', 'draining'],
      ['d', 'lost'],
    ]);
    expect(seen[1]!.trouble).toBe('seccomp does not hold');
    expect(seen[0]).toMatchObject({
      slots: 4,
      running: 2,
      runningAside: 1,
      images: [{ name: 'node', id: 'sha256:abc' }],
    });
  });

  it('is told apart from everybody else', async () => {
    const instructor = await world.account('instructor');

    const answers = [
      await world.http.get('/api/v1/operations').set('authorization', instructor.bearer),
      await world.http
        .put('/api/v1/operations/mode')
        .set('authorization', instructor.bearer)
        .send({ mode: 'maintenance' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect((await world.http.get('/api/v1/status')).body.mode).toBe('normal');
  });
});

describe('maintenance', () => {
  it('closes intake on every replica at once, with the operator’s line, and leaves reading open', async () => {
    const id = await world.submit(ada);
    await setMode({ mode: 'maintenance', line: 'Back at noon.' });

    const refused = await submitTo(replica).expect(503);
    const read = await replica.http.get(`/api/v1/submissions/${id}`).set('authorization', ada.bearer);
    await setMode({ mode: 'normal' });
    await submitTo(replica).expect(202);

    expect(refused.body.code).toBe('maintenance');
    expect(refused.body.detail).toContain('Back at noon.');
    expect(refused.headers['retry-after']).toBe('60');
    expect(read.status).toBe(200);
  });

  it('is told to everybody within seconds, and to whoever asks again only when it changed', async () => {
    const before = await replica.http.get('/api/v1/status').expect(200);
    await setMode({ mode: 'maintenance', line: 'Back at noon.' });

    const after = await eventually(async () => {
      const answer = await replica.http
        .get('/api/v1/status')
        .set('if-none-match', before.headers['etag']!)
        .expect(200);
      expect(answer.body.mode).toBe('maintenance');
      return answer;
    });

    expect(before.body).toMatchObject({ mode: 'normal', line: null });
    expect(after.body).toMatchObject({ mode: 'maintenance', line: 'Back at noon.' });
    await replica.http.get('/api/v1/status').set('if-none-match', after.headers['etag']!).expect(304);
  });
});

describe('draining', () => {
  it('leaves intake open', async () => {
    await setMode({ mode: 'draining' });

    await submitTo(world).expect(202);
  });

  it('is written down with who did it', async () => {
    await setMode({ mode: 'draining', line: 'A new disk.' });

    const [entry] = await world.app.get(AuditRepository).listOf('platform:mode');

    expect(entry).toMatchObject({
      actorId: admin.id,
      action: 'platform.mode-changed',
      detail: { from: 'normal', to: 'draining', line: 'A new disk.' },
    });
    expect((await operations()).status).toMatchObject({ mode: 'draining', changedBy: { id: admin.id } });
  });

  it.each([
    [{ mode: 'asleep' }],
    [{ mode: 'normal', line: 'x'.repeat(201) }],
    [{ mode: 'normal', line: 'two\nlines' }],
    [{}],
  ])('refuses %j', async (body) => {
    await world.http.put('/api/v1/operations/mode').set('authorization', admin.bearer).send(body).expect(400);
  });
});
