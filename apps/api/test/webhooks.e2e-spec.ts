import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook as Verifier } from 'standardwebhooks';
import { DataSource } from 'typeorm';
import type { CohortDetail } from '#contracts';
import { AuditRepository } from '#persistence';
import { WebhookPump } from '../src/webhooks/webhook-pump.service.js';
import { aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { CohortWorld } from './cohort-world.js';
import { eventually } from './eventually.js';
import { WebhookWorld } from './webhook-world.js';

let world: ApiWorld;
let cohorts: CohortWorld;
let hooks: WebhookWorld;
let teacher: Account;
let cohort: CohortDetail;

beforeAll(async () => {
  world = await ApiWorld.start({ env: { TOUCHSTONE_WEBHOOK_ADDRESSES: 'loopback' } });
  await world.publish();
  cohorts = new CohortWorld(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await rows('TRUNCATE webhooks, webhook_outbox CASCADE');
  hooks = await WebhookWorld.start(world);
  teacher = await world.account('instructor');
  cohort = await cohorts.create(teacher);
});
afterEach(() => hooks.close());

const rows = (sql: string, parameters: unknown[] = []) =>
  world.app.get(DataSource).query<Record<string, unknown>[]>(sql, parameters);
const add = (events: Parameters<WebhookWorld['add']>[2]) => hooks.add(teacher, cohort.id, events);
const ask = (method: 'get' | 'post' | 'patch' | 'delete', path: string, account = teacher) =>
  hooks.ask(method, cohort.id, path, account);
const settle = (id: string, tries = 1) => hooks.settle(teacher, cohort.id, id, tries);
const read = (id: string) => hooks.read(teacher, cohort.id, id);
/** As if so much time had passed for what waits. */
const makeDue = () => rows(`UPDATE webhook_deliveries SET next_at = now() - interval '1 second'`);

async function judged(account: Account, verdict = aVerdict()) {
  const id = await world.submit(account);
  await world.judge(id, verdict);
  return id;
}

describe('a webhook', () => {
  it('is told of a verdict, signed, with results and counts and nothing of a test', async () => {
    const hook = await add(['submission.judged']);
    const [ada] = await cohorts.learners(cohort, 1);
    await rows(`UPDATE cohort_members SET external_id = 's1' WHERE user_id = $1`, [ada!.id]);
    const id = await judged(ada!, aPartialVerdict());

    const [delivery] = await settle(hook.id);

    const [message] = hooks.received();
    expect(message).toEqual({
      id: delivery!.id,
      type: 'submission.judged',
      timestamp: expect.any(String),
      data: {
        cohort: { id: cohort.id, name: 'Autumn' },
        learner: { id: ada!.id, name: expect.stringMatching(/^[a-z]+-[a-z]+-\d{3,}$/), externalId: 's1' },
        exercise: { id: expect.any(String), slug: 'echo-service', version: expect.any(String) },
        submission: {
          id,
          attempt: 1,
          runtime: 'node',
          submittedAt: expect.any(String),
          judgedAt: expect.any(String),
          late: false,
        },
        outcome: 'partial',
        score: 50,
        tests: { passed: 1, total: 2 },
      },
    });
    expect(hooks.http.requests[0]!.body).not.toContain('refuses what is empty');
    expect(delivery).toMatchObject({ state: 'delivered', tries: 1, answerStatus: 204, error: null });
    expect((await read(hook.id)).lastDeliveredAt).not.toBeNull();
  });

  it('is told of what it listens to, once each, and of nothing else', async () => {
    const hook = await add(['member.joined', 'member.left', 'board.frozen', 'board.thawed']);
    const [ada] = await cohorts.learners(cohort, 1);
    await cohorts.join(cohort, ada!);
    await judged(ada!);
    await cohorts.ask('post', cohort.id, '/leaderboard/freeze', teacher).expect(200);
    await cohorts.ask('post', cohort.id, '/leaderboard/freeze', teacher).expect(200);
    await cohorts.ask('post', cohort.id, '/leaderboard/thaw', teacher).expect(200);
    await cohorts.ask('delete', cohort.id, '/membership', ada!).expect(204);

    await settle(hook.id);

    const messages = hooks.received();
    expect(messages.map(({ type }) => type).sort()).toEqual([
      'board.frozen',
      'board.thawed',
      'member.joined',
      'member.left',
    ]);
    expect(messages.find(({ type }) => type === 'board.frozen')!.data).toEqual({
      cohort: { id: cohort.id, name: 'Autumn' },
      frozenAt: expect.stringMatching(/Z$/),
    });
    expect(messages.find(({ type }) => type === 'board.thawed')!.data).toMatchObject({ frozenAt: null });
    expect(new Set(messages.map(({ id }) => id)).size).toBe(4);
  });

  it('is told of results that a batch changed, and of the batch', async () => {
    const [ada] = await cohorts.learners(cohort, 1);
    const id = await judged(ada!, aPartialVerdict());
    const hook = await add(['submission.judged', 'rejudge.applied']);
    const { body: batch } = await world.http
      .post('/api/v1/rejudge-batches')
      .set('authorization', teacher.bearer)
      .send({ exercise: 'echo-service', cohort: cohort.id })
      .expect(201);
    await world.judgeAside(aVerdict());
    await world.http
      .post(`/api/v1/rejudge-batches/${batch.id}/apply`)
      .set('authorization', teacher.bearer)
      .send({ lowers: 'keep' })
      .expect(200);

    await settle(hook.id);

    const messages = hooks.received();
    expect(messages).toHaveLength(2);
    expect(messages.find(({ type }) => type === 'submission.judged')!.data).toMatchObject({
      submission: { id, attempt: 2 },
      score: 100,
    });
    expect(messages.find(({ type }) => type === 'rejudge.applied')!.data).toEqual({
      cohort: { id: cohort.id, name: 'Autumn' },
      batch: { id: batch.id },
      exercise: { slug: 'echo-service' },
      submissions: 1,
    });
  });

  it('is told no name of somebody who is on no board, and the name of who shows theirs', async () => {
    const hook = await add(['member.joined']);
    const [shy, proud] = [await world.account(), await world.account()];
    await rows(`UPDATE users SET board_visibility = 'hidden' WHERE id = $1`, [shy.id]);
    await rows(`UPDATE users SET board_visibility = 'name' WHERE id = $1`, [proud.id]);
    await cohorts.join(cohort, shy);
    await cohorts.join(cohort, proud);

    await settle(hook.id);

    const learners = hooks.received().map(({ data }) => data['learner']);
    expect(learners).toContainEqual({ id: shy.id, name: null, externalId: null });
    expect(learners).toContainEqual({ id: proud.id, name: 'Somebody', externalId: null });
  });

  it('hears nothing of work outside of its cohort, of public runs, of staff, or of our own failures', async () => {
    const later = new Date(Date.now() + 86_400_000).toISOString();
    const notYet = await cohorts.create(teacher, { startsAt: later });
    const hook = await hooks.add(teacher, notYet.id, ['submission.judged']);
    const other = await add(['submission.judged', 'board.frozen']);
    const [ada] = await cohorts.learners(notYet, 1);
    await judged(ada!);
    const [bob] = await cohorts.learners(cohort, 1);
    await judged(teacher);
    await world.judge(await world.submit(bob!, { mode: 'public' }), aVerdict());
    await judged(bob!, aVerdict({ outcome: 'system-error', score: null }));
    await judged(await world.account());
    await cohorts.ask('post', cohort.id, '/leaderboard/freeze', teacher).expect(200);

    const log = await settle(other.id);

    expect(log.map(({ type }) => type)).toEqual(['board.frozen']);
    expect(await hooks.log(teacher, notYet.id, hook.id)).toEqual([]);
  });

  it('is not told of what did not come to pass', async () => {
    const hook = await add(['member.joined']);
    const ada = await world.account();
    const dataSource = world.app.get(DataSource);
    await expect(
      dataSource.transaction(async (manager) => {
        await manager.query(
          `INSERT INTO cohort_members (cohort_id, user_id, role) VALUES ($1, $2, 'learner')`,
          [cohort.id, ada.id],
        );
        throw new Error('taken back');
      }),
    ).rejects.toThrow('taken back');
    await world.app.get(WebhookPump).turn();

    expect(await hooks.log(teacher, cohort.id, hook.id)).toEqual([]);
  });

  it('gets each message once, however many replicas send', async () => {
    await using replica = await aReplica();
    const hook = await add(['member.joined']);
    await cohorts.learners(cohort, 12);

    await Promise.all([
      ...[1, 2, 3].map(() => world.app.get(WebhookPump).turn()),
      ...[1, 2, 3].map(() => replica.world.app.get(WebhookPump).turn()),
    ]);
    const log = await settle(hook.id);

    expect(log).toHaveLength(12);
    const ids = hooks.received().map(({ id }) => id);
    expect(ids.sort()).toEqual(log.map(({ id }) => id as string).sort());
  });

  it('forgets what it was told of somebody with their account', async () => {
    const hook = await add(['member.joined', 'member.left']);
    const [ada] = await cohorts.learners(cohort, 1);
    await settle(hook.id);

    await rows('DELETE FROM users WHERE id = $1', [ada!.id]);
    await settle(hook.id);

    const log = await hooks.log(teacher, cohort.id, hook.id);
    expect(log.map(({ type }) => type)).toEqual(['member.left']);
    expect(hooks.received().at(-1)!.data['learner']).toEqual({ id: ada!.id, name: null, externalId: null });
  });
});

async function aReplica() {
  const replica = await ApiWorld.start({
    replicaOf: world,
    env: { TOUCHSTONE_WEBHOOK_ADDRESSES: 'loopback' },
  });
  return { world: replica, [Symbol.asyncDispose]: () => replica.close() };
}

describe('a message that fails', () => {
  const freeze = () => cohorts.ask('post', cohort.id, '/leaderboard/freeze', teacher).expect(200);

  it('is sent again later under the same id, until it is taken', async () => {
    const hook = await add(['board.frozen']);
    hooks.answer = { status: 500, json: { sorry: true } };
    await freeze();
    const [failed] = await settle(hook.id);

    hooks.answer = { status: 200 };
    await makeDue();
    const [taken] = await settle(hook.id, 2);

    expect(failed).toMatchObject({
      state: 'pending',
      tries: 1,
      answerStatus: 500,
      answer: '{"sorry":true}',
      error: 'it answered 500',
    });
    const pauseMs = Date.parse(failed!.nextTryAt!) - Date.parse(failed!.triedAt!);
    expect(pauseMs).toBeGreaterThanOrEqual(7_000);
    expect(pauseMs).toBeLessThanOrEqual(13_000);
    expect(taken).toMatchObject({ state: 'delivered', tries: 2, nextTryAt: null });
    expect(hooks.received().map(({ id }) => id)).toEqual([taken!.id, taken!.id]);
  });

  it('is given up after its last try, and switches off an endpoint that took nothing meanwhile', async () => {
    const hook = await add(['board.frozen']);
    hooks.answer = { status: 503 };
    await freeze();
    await settle(hook.id);
    await rows(`UPDATE webhook_deliveries SET tries = 9, next_at = now()`);
    const [delivery] = await settle(hook.id, 10);

    expect(delivery).toMatchObject({ state: 'failed', tries: 10 });
    expect(await read(hook.id)).toMatchObject({ enabled: false, trouble: 'failing' });
    const entries = await world.app.get(AuditRepository).listOf(`cohort:${cohort.id}`);
    expect(entries.map(({ action }) => action)).toContain('webhook.switched-off');
  });

  it('leaves an endpoint on that took something since', async () => {
    const hook = await add(['board.frozen', 'board.thawed']);
    hooks.answer = { status: 503 };
    await freeze();
    await settle(hook.id);
    hooks.answer = { status: 204 };
    await cohorts.ask('post', cohort.id, '/leaderboard/thaw', teacher).expect(200);
    await settle(hook.id);
    hooks.answer = { status: 503 };
    await rows(`UPDATE webhook_deliveries SET tries = 9, next_at = now() WHERE type = 'board.frozen'`);
    await world.app.get(WebhookPump).turn();
    await eventually(async () => {
      const log = await hooks.log(teacher, cohort.id, hook.id);
      expect(log.map(({ state }) => state).sort()).toEqual(['delivered', 'failed']);
    });

    expect(await read(hook.id)).toMatchObject({ enabled: true, trouble: null });
  });

  it('ends at once with an endpoint that is gone', async () => {
    const hook = await add(['board.frozen']);
    hooks.answer = { status: 410 };
    await freeze();
    const [delivery] = await settle(hook.id);

    expect(delivery).toMatchObject({ state: 'failed', error: 'it answered 410: it wants no more messages' });
    expect(await read(hook.id)).toMatchObject({ enabled: false, trouble: 'gone' });
  });

  it('is sent once more when an instructor asks for it', async () => {
    const hook = await add(['board.frozen']);
    await freeze();
    const [delivery] = await settle(hook.id);
    const again = await ask('post', `/${hook.id}/deliveries/${delivery!.id}/send-again`).expect(202);
    await settle(hook.id);

    expect(again.body).toMatchObject({ id: delivery!.id, state: 'pending', tries: 0 });
    expect(hooks.received().map(({ id }) => id)).toEqual([delivery!.id, delivery!.id]);
  });

  it('waits while its endpoint is switched off', async () => {
    const hook = await add(['board.frozen']);
    hooks.answer = { status: 500 };
    await freeze();
    await settle(hook.id);
    const { url, events } = hook;
    await ask('patch', `/${hook.id}`).send({ url, events, enabled: false }).expect(200);
    await makeDue();
    await world.app.get(WebhookPump).turn();
    const off = await ask('post', `/${hook.id}/test`).expect(409);
    hooks.answer = { status: 204 };
    await ask('patch', `/${hook.id}`).send({ url, events, enabled: true }).expect(200);

    const [delivery] = await settle(hook.id, 2);

    expect(off.body.code).toBe('webhook-off');
    expect(delivery).toMatchObject({ state: 'delivered', tries: 2 });
    expect(hooks.http.requests).toHaveLength(2);
  });
});

describe('those who teach', () => {
  it('see a secret once, and not in the database', async () => {
    const hook = await add(['board.frozen']);

    const listed = await ask('get', '').expect(200);
    const stored = JSON.stringify(await rows('SELECT * FROM webhooks'));

    expect(hook.secret).toMatch(/^whsec_/);
    expect(JSON.stringify(listed.body)).not.toContain(hook.secret);
    expect(stored).not.toContain(hook.secret);
    expect(stored).not.toContain(hook.secret.replace('whsec_', ''));
  });

  it('replace a secret, and both are good for a day', async () => {
    const hook = await add(['board.frozen']);
    const { body: renewed } = await ask('post', `/${hook.id}/secret`).expect(200);
    await ask('post', `/${hook.id}/test`).expect(202);
    await settle(hook.id);
    await rows(`UPDATE webhooks SET old_secret_until = now()`);
    await ask('post', `/${hook.id}/test`).expect(202);
    await settle(hook.id);

    const [both, one] = hooks.http.requests.map(({ body, headers }) => ({
      body,
      headers: headers as Record<string, string>,
    }));
    for (const secret of [hook.secret, renewed.secret])
      expect(new Verifier(secret).verify(both!.body, both!.headers)).toMatchObject({ type: 'webhook.test' });
    expect(new Verifier(renewed.secret).verify(one!.body, one!.headers)).toMatchObject({
      type: 'webhook.test',
    });
    expect(() => new Verifier(hook.secret).verify(one!.body, one!.headers)).toThrow();
    expect(Date.parse(renewed.oldSecretUntil)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  });

  it('reach the webhooks of their own cohort only (P04)', async () => {
    const hook = await add(['board.frozen']);
    const stranger = await world.account('instructor');
    const theirs = await cohorts.create(stranger);

    await ask('get', `/${hook.id}/deliveries`, stranger).expect(404);
    await hooks.ask('get', theirs.id, `/${hook.id}/deliveries`, stranger).expect(404);
    await hooks.ask('post', theirs.id, `/${hook.id}/secret`, stranger).expect(404);
    await hooks.ask('delete', theirs.id, `/${hook.id}`, stranger).expect(404);
    expect(await read(hook.id)).toMatchObject({ enabled: true });
  });

  it('have ten of them at most, however they race (P17)', async () => {
    const answers = await Promise.all(
      Array.from({ length: 14 }, () =>
        ask('post', '').send({ url: `${hooks.http.url}/hook`, events: ['board.frozen'] }),
      ),
    );

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['too-many-webhooks']),
    );
  });

  it('are told beside the field what to mend', async () => {
    const answer = await ask('post', '').send({ url: 'nowhere', events: [] }).expect(400);

    expect(answer.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(['events', 'url']);
  });

  it('delete one with its log', async () => {
    const hook = await add(['board.frozen']);
    await ask('post', `/${hook.id}/test`).expect(202);
    await settle(hook.id);
    await ask('delete', `/${hook.id}`).expect(204);

    expect(await rows('SELECT 1 FROM webhook_deliveries')).toEqual([]);
    await ask('get', `/${hook.id}/deliveries`).expect(404);
    const entries = await world.app.get(AuditRepository).listOf(`cohort:${cohort.id}`);
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['webhook.created', 'webhook.deleted']),
    );
  });

  it('find older messages on further pages', async () => {
    const hook = await add(['member.joined']);
    await cohorts.learners(cohort, 3);
    await settle(hook.id);
    const first = await ask('get', `/${hook.id}/deliveries?limit=2`).expect(200);
    const second = await ask('get', `/${hook.id}/deliveries?limit=2&cursor=${first.body.nextCursor}`).expect(
      200,
    );

    expect(first.body.items).toHaveLength(2);
    expect(second.body.items).toHaveLength(1);
    expect(second.body.nextCursor).toBeNull();
  });
});
