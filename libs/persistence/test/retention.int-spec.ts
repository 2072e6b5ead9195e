import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExerciseId, type SubmissionId, type Verdict } from '#contracts';
import { aResult } from '#testing';
import { CohortRepository } from '../cohorts/cohort.repository.js';
import { DraftRepository } from '../drafts/draft.repository.js';
import { FORGOTTEN_LOG } from '../retention/forget-logs.js';
import { RetentionRepository, type Forgettable } from '../retention/retention.repository.js';
import { TokenRepository } from '../tokens/token.repository.js';
import { aCohort } from './a-cohort.js';
import { aVerdict } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';
import { RejudgeWorld } from './rejudge-world.js';

const DAY_MS = 24 * 60 * 60_000;

let database: OpenTestDatabase;
let world: RejudgeWorld;
let retention: RetentionRepository;
beforeAll(async () => {
  database = await openTestDatabase();
  world = await RejudgeWorld.create(database.dataSource);
  retention = new RetentionRepository(database.dataSource);
});
afterAll(async () => database[Symbol.asyncDispose]());

const sql = <Row>(text: string, parameters: unknown[] = []) =>
  database.dataSource.query<Row[]>(text, parameters);

/** Forgets what is older than ten days, and tells how much that was. */
async function forget(what: Forgettable, limit = 100): Promise<number> {
  let forgotten = -1;
  const before = new Date(Date.now() - 10 * DAY_MS);
  await retention.sweepAlone(async (session) => {
    forgotten = await retention.forget(session, what, { before, limit });
  });
  return forgotten;
}

const TALKATIVE = aVerdict('partial', 50, {
  logTail: 'listening on 3000',
  buildOutput: '',
  tests: [
    aResult({ id: 'a › b', title: 'b', log: { text: 'first', cut: false } }),
    aResult({ id: 'a › c', title: 'c', status: 'failed' }),
  ],
});

/** A submission judged so many days ago, by a program that wrote something. */
async function judged(daysAgo: number): Promise<SubmissionId> {
  const { judging } = world;
  const { id } = await judging.submit(await judging.aUser());
  const { attempt } = await judging.mustClaim(id);
  await judging.submissions.record({ id, attempt, verdict: TALKATIVE });
  await sql(`UPDATE verdicts SET judged_at = now() - $2 * interval '1 day' WHERE submission_id = $1`, [
    id,
    daysAgo,
  ]);
  return id;
}

async function verdictOf(id: SubmissionId): Promise<Verdict> {
  const [row] = await sql<{ verdict: Verdict }>('SELECT verdict FROM verdicts WHERE submission_id = $1', [
    id,
  ]);
  return row!.verdict;
}

describe('old logs', () => {
  it('are forgotten, and nothing else of a verdict: its points, tests and files stay', async () => {
    const [old, recent] = [await judged(11), await judged(9)];
    const tableBefore = await sql(
      'SELECT submission_id, attempt, outcome, score, judged_at FROM verdicts ORDER BY 1',
    );

    expect(await forget('logs')).toBe(1);

    const { log: _, ...withoutLog } = TALKATIVE.tests[0]!;
    expect(await verdictOf(old)).toEqual({
      ...TALKATIVE,
      logTail: FORGOTTEN_LOG,
      tests: [withoutLog, TALKATIVE.tests[1]],
    });
    expect(await verdictOf(recent)).toEqual(TALKATIVE);
    expect(
      await sql('SELECT submission_id, attempt, outcome, score, judged_at FROM verdicts ORDER BY 1'),
    ).toEqual(tableBefore);
    expect(await sql('SELECT path FROM submission_files WHERE submission_id = $1', [old])).toEqual([
      { path: 'main.js' },
    ]);
    expect(await forget('logs')).toBe(0);
  });

  it('go the oldest first, some at a time', async () => {
    const ids = [await judged(20), await judged(40), await judged(30)];

    expect(await forget('logs', 2)).toBe(2);

    const left = await Promise.all(ids.map(async (id) => (await verdictOf(id)).logTail));
    expect(left).toEqual([TALKATIVE.logTail, FORGOTTEN_LOG, FORGOTTEN_LOG]);
    expect(await forget('logs', 2)).toBe(1);
  });

  it('of a batch that nobody has decided about are kept until then', async () => {
    const id = await judged(0);
    const batch = await world.start({ submission: id });
    await world.judgeAll(new Map([[id, ['accepted', 100]]]));
    await sql(
      `UPDATE rejudge_items SET judged_at = now() - interval '11 days', verdict = verdict || '{"logTail":"hello"}'
        WHERE batch_id = $1`,
      [batch],
    );
    const tails = () =>
      sql(`SELECT verdict ->> 'logTail' AS tail FROM rejudge_items WHERE submission_id = $1`, [id]);

    expect([await forget('logs'), await tails()]).toEqual([0, [{ tail: 'hello' }]]);
    await world.rejudge.apply({ id: batch, actorId: world.instructor, lowers: 'keep' });

    expect([await forget('logs'), await tails()]).toEqual([1, [{ tail: FORGOTTEN_LOG }]]);
  });

  it('whose row somebody else has locked are left for the next sweep', async () => {
    const id = await judged(11);
    const other = database.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query('SELECT 1 FROM verdicts WHERE submission_id = $1 FOR UPDATE', [id]);

    const during = await forget('logs');
    await other.rollbackTransaction();
    await other.release();

    expect([during, await forget('logs')]).toEqual([0, 1]);
  });
});

describe('the old history of a draft', () => {
  it('is forgotten; the draft as it is now never is', async () => {
    const drafts = new DraftRepository(database.dataSource);
    const key = {
      userId: await world.judging.aUser(),
      exerciseId: ExerciseId.parse(randomUUID()),
      runtime: 'node',
    } as const;
    for (const base of [0, 1, 2])
      await drafts.save({
        ...key,
        base,
        occasion: 'submit',
        files: [{ path: 'main.js', content: `${base}` }],
      });
    await sql(`UPDATE draft_revisions SET saved_at = now() - interval '11 days' WHERE user_id = $1`, [
      key.userId,
    ]);

    expect(await forget('draftRevisions')).toBe(2);

    expect((await drafts.find(key))?.files).toEqual([{ path: 'main.js', content: '2' }]);
    expect(await drafts.listRevisions(key)).toHaveLength(1);
  });
});

describe('what ended long ago', () => {
  it('is forgotten: personal tokens and sessions, and no other', async () => {
    const tokens = new TokenRepository(database.dataSource);
    const userId = await world.judging.aUser();
    const expired = { old: new Date(Date.now() - 11 * DAY_MS), recent: new Date(Date.now() - 9 * DAY_MS) };
    for (const [name, expiresAt] of Object.entries(expired)) {
      await tokens.insertPersonalToken({ userId, name, tokenHash: randomUUID(), expiresAt });
      await world.judging.startSession({ userId, tokenHash: name, expiresAt });
    }

    expect([await forget('tokens'), await forget('sessions')]).toEqual([1, 1]);

    expect((await tokens.listPersonalTokens(userId)).map(({ name }) => name)).toEqual(['recent']);
    expect(await sql('SELECT token_hash AS hash FROM refresh_tokens WHERE user_id = $1', [userId])).toEqual([
      { hash: 'recent' },
    ]);
  });

  it('is forgotten: messages to webhooks, and changes that every board has taken in', async () => {
    const [webhook, user] = [randomUUID(), await world.judging.aUser()];
    const cohort = await new CohortRepository(database.dataSource).insert(aCohort(user));
    await sql(
      `INSERT INTO webhooks (id, cohort_id, url, events, sealed_secret, created_by) VALUES ($1, $2, 'https://example.org', '{}', 's', $3)`,
      [webhook, cohort.id, user],
    );
    await sql('DELETE FROM standing_changes');
    for (const days of [9, 11]) {
      await sql(
        `INSERT INTO webhook_deliveries (id, webhook_id, type, body, created_at)
          VALUES ($1, $2, 'ping', $3, now() - $4 * interval '1 day')`,
        [randomUUID(), webhook, `${days}`, days],
      );
      await sql(
        `INSERT INTO standing_changes (user_id, changed_at) VALUES ($1, now() - $2 * interval '1 day')`,
        [user, days],
      );
    }

    expect([await forget('deliveries'), await forget('standingChanges')]).toEqual([1, 1]);

    expect(await sql('SELECT body FROM webhook_deliveries')).toEqual([{ body: '9' }]);
    expect(await sql('SELECT count(*)::int AS count FROM standing_changes')).toEqual([{ count: 1 }]);
  });
});

describe('a sweep', () => {
  it('is one at a time, of any number of processes; the next begins when it has ended', async () => {
    let end = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    let begin = () => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const first = retention.sweepAlone(async () => {
      begin();
      await ended;
    });
    await Promise.race([begun, first]);
    const second = await retention.sweepAlone(() => Promise.reject(new Error('two at a time')));
    end();

    expect(await first).toBe(true);
    expect(second).toBe(false);
    await expect(retention.sweepAlone(() => Promise.reject(new Error('its own')))).rejects.toThrow('its own');
    expect(await retention.sweepAlone(() => Promise.resolve())).toBe(true);
  });
});
