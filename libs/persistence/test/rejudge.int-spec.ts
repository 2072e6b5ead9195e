import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RejudgeBatchId, RejudgeScope, SubmissionId, UserId } from '#contracts';
import { AuditRepository } from '../audit/audit.repository.js';
import { CohortRepository } from '../cohorts/cohort.repository.js';
import { ExerciseRepository } from '../exercises/exercise.repository.js';
import { aVersion } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';
import { RejudgeWorld } from './rejudge-world.js';

let database: OpenTestDatabase;
let world: RejudgeWorld;
let ada: UserId;
let bob: UserId;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(async () => {
  world = await RejudgeWorld.create(database.dataSource);
  ada = await world.judging.aUser();
  bob = await world.judging.aUser();
});
// Workers take whatever waits, so what a test leaves waiting would be taken by the next one.
afterEach(() => database.dataSource.query('TRUNCATE submissions, rejudge_batches CASCADE'));

const submissionsOf = async (id: RejudgeBatchId): Promise<SubmissionId[]> =>
  (await world.rejudge.listResults(id)).map(({ submissionId }) => submissionId).toSorted();
const row = (id: SubmissionId) => world.judging.submissions.findById(id);

describe('a batch', () => {
  it('is made of the judged, graded submissions of its exercise, and counts what it leaves out', async () => {
    const judged = [await world.judged(ada, 'accepted', 100), await world.judged(bob, 'partial', 50)];
    await world.judging.submit(ada);
    await world.judging.submit(ada, { mode: 'public' });

    const counted = await world.rejudge.countScope(world.scope());
    const id = await world.start();

    expect(counted).toEqual({ submissions: 2, learners: 2, unjudged: 1, most: 5000 });
    expect(await submissionsOf(id)).toEqual(judged.toSorted());
    expect(await world.rejudge.find(id)).toMatchObject({
      state: 'running',
      createdBy: { id: world.instructor },
      progress: { total: 2, waiting: 2, running: 0, judged: 0, failed: 0 },
    });
  });

  it.each<[string, Partial<RejudgeScope>, readonly number[]]>([
    ['every submission', {}, [0, 1, 2, 3]],
    ['the latest of each learner', { which: 'latest' }, [2, 3]],
    ['the best of each learner, the earlier of equals', { which: 'best' }, [0, 3]],
    ['those of some outcomes', { outcomes: ['partial'] }, [1]],
    ['the latest of those of some outcomes', { outcomes: ['partial', 'accepted'], which: 'latest' }, [2]],
  ])('takes %s', async (_, scope, expected) => {
    const all = [
      await world.judged(ada, 'accepted', 100),
      await world.judged(ada, 'partial', 40),
      await world.judged(ada, 'accepted', 100),
      await world.judged(bob, 'wrong-answer', 0),
    ];

    const id = await world.start(scope);

    expect(await submissionsOf(id)).toEqual(expected.map((index) => all[index]!).toSorted());
  });

  it('takes what was sent within its dates, or by the learners of a cohort while it was open', async () => {
    const [old, recent] = [
      await world.judged(ada, 'accepted', 100),
      await world.judged(ada, 'accepted', 100),
    ];
    const other = await world.judged(bob, 'accepted', 100);
    await world.judging.age(old, 86_400_000);
    const anHourAgo = new Date(Date.now() - 3_600_000);
    const cohort = await new CohortRepository(database.dataSource).insert({
      name: 'Autumn',
      summary: '',
      trackSlug: null,
      startsAt: anHourAgo,
      dueAt: null,
      closesAt: null,
      latePenaltyPercent: null,
      attemptCap: null,
      coolDownSeconds: null,
      feedbackRelease: 'exercise',
      boardMode: 'off',
      joinCode: randomUUID(),
      joinOpen: false,
      createdBy: world.instructor,
      exerciseIds: [],
    });
    await database.dataSource.query(
      `INSERT INTO cohort_members (cohort_id, user_id, role) VALUES ($1, $2, 'learner')`,
      [cohort.id, ada],
    );

    const before = await world.start({ to: anHourAgo.toISOString() });
    const after = await world.start({ from: anHourAgo.toISOString() });
    const ofCohort = await world.start({ cohort: cohort.id });

    expect(await submissionsOf(before)).toEqual([old]);
    expect(await submissionsOf(after)).toEqual([recent, other].toSorted());
    expect(await submissionsOf(ofCohort)).toEqual([recent]);
  });

  it('is refused when nothing is selected, and when too many run', async () => {
    await expect(world.start()).rejects.toMatchObject({ code: 'nothing-to-rejudge' });
    await world.judged(ada, 'accepted', 100);
    const starts = await Promise.allSettled(Array.from({ length: 25 }, () => world.start()));

    const refused = starts.filter((start) => start.status === 'rejected');

    expect(refused).toHaveLength(5);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'too-many-batches' });
  });

  it('is judged on the version that is current, or on the one of each verdict', async () => {
    const id = await world.judged(ada, 'accepted', 100);
    const newer = { ...world.judging.exercise, version: aVersion('b') };
    await new ExerciseRepository(database.dataSource).publish(newer);
    await world.start({ version: 'own' });
    await world.start({ version: 'current' });

    const items = [await world.mustClaim(), await world.mustClaim()];

    expect(items.map(({ submissionId }) => submissionId)).toEqual([id, id]);
    expect(items.map(({ exerciseVersion }) => exerciseVersion).toSorted()).toEqual([
      world.judging.exercise.version,
      newer.version,
    ]);
  });
});

describe('an item', () => {
  it('is given to one of many workers, with everything a run needs', async () => {
    const id = await world.judged(ada, 'accepted', 100);
    await world.start();

    const claims = await Promise.all(Array.from({ length: 10 }, () => world.claimNext()));

    expect(claims.filter((claim) => claim !== null)).toMatchObject([
      {
        submissionId: id,
        attempt: 1,
        tries: 1,
        runtime: 'node',
        files: [{ path: 'main.js' }],
        comparedTests: [],
      },
    ]);
  });

  it('waits while a learner’s submission waits for a worker', async () => {
    await world.judged(ada, 'accepted', 100);
    await world.start();
    const { id: live } = await world.judging.submit(bob);

    const meanwhile = await world.claimNext();
    await world.judging.mustClaim(live);

    expect(meanwhile).toBeNull();
    expect(await world.claimNext()).not.toBeNull();
  });

  it('is taken over from a worker that died, whose result is void then', async () => {
    await world.judged(ada, 'accepted', 100);
    await world.start();
    const lost = await world.mustClaim(1);
    await database.dataSource.query(`UPDATE rejudge_items SET lease_until = now() - interval '1 second'`);

    const taken = await world.mustClaim();

    expect(taken).toMatchObject({ id: lost.id, attempt: 2, faultCode: 'worker-lost' });
    expect(await world.rejudge.extendLease({ ...lost, leaseMs: 60_000 })).toBe(false);
  });

  it('comes back after a platform fault, when it is due', async () => {
    await world.judged(ada, 'accepted', 100);
    await world.start();
    const { id, attempt } = await world.mustClaim();
    const fault = { code: 'engine-unavailable', message: 'no engine' } as const;

    await world.rejudge.release({ id, attempt, fault, notBeforeMs: 60_000 });
    const early = await world.claimNext();
    await database.dataSource.query('UPDATE rejudge_items SET not_before = now()');

    expect(early).toBeNull();
    expect(await world.claimNext()).toMatchObject({ id, attempt: 2, faultCode: 'engine-unavailable' });
  });

  it('changes nothing of its submission, whatever it comes to', async () => {
    const id = await world.judged(ada, 'accepted', 100);
    const before = await row(id);
    const batch = await world.start();

    await world.judgeAll(new Map([[id, ['wrong-answer', 0]]]));

    expect(await row(id)).toEqual(before);
    expect((await world.judging.submissions.bestScores(ada)).get(world.judging.exercise.manifest.id)).toBe(
      100,
    );
    expect(await world.rejudge.find(batch)).toMatchObject({
      state: 'ready',
      progress: { total: 1, waiting: 0, running: 0, judged: 1, failed: 0 },
    });
  });
});

describe('applying', () => {
  it('adds a verdict to each submission and leaves the time it was sent', async () => {
    const [low, high] = [await world.judged(ada, 'partial', 50), await world.judged(bob, 'accepted', 100)];
    const sentAt = (await row(low))!.createdAt;
    const batch = await world.start();
    await world.judgeAll(new Map([[low, ['accepted', 100]]]));

    const applied = await world.rejudge.apply({ id: batch, actorId: world.instructor, lowers: 'keep' });

    expect(applied?.summary).toMatchObject({
      higher: 1,
      same: 1,
      learnersUp: 1,
      learnersDown: 0,
      applied: 2,
      kept: 0,
    });
    expect(applied?.submissionIds.toSorted()).toEqual([low, high].toSorted());
    expect(await row(low)).toMatchObject({
      status: 'judged',
      outcome: 'accepted',
      score: 100,
      attempt: 2,
      createdAt: sentAt,
    });
    const verdicts = await database.dataSource.query(
      'SELECT attempt FROM verdicts WHERE submission_id = $1 ORDER BY attempt',
      [low],
    );
    expect(verdicts).toEqual([{ attempt: 1 }, { attempt: 2 }]);
  });

  it('keeps what would be lower, unless it is told to lower', async () => {
    const [first, second] = [
      await world.judged(ada, 'accepted', 100),
      await world.judged(bob, 'accepted', 100),
    ];
    const results = new Map([
      [first, ['partial', 60]],
      [second, ['accepted', 100]],
    ] as const);
    const [careful, strict] = [await world.start(), await world.start({ submission: first })];
    await world.judgeAll(results);

    const kept = await world.rejudge.apply({ id: careful, actorId: world.instructor, lowers: 'keep' });
    const untouched = await row(first);
    const lowered = await world.rejudge.apply({ id: strict, actorId: world.instructor, lowers: 'lower' });

    expect(kept?.summary).toMatchObject({ lower: 1, learnersDown: 0, applied: 1, kept: 1 });
    expect(untouched).toMatchObject({ outcome: 'accepted', score: 100, attempt: 1 });
    expect(lowered?.summary).toMatchObject({ lower: 1, learnersDown: 1, applied: 1, kept: 0 });
    expect(await row(first)).toMatchObject({ outcome: 'partial', score: 60, attempt: 2 });
  });

  it('takes a version that is worth less for lower, at the same score', async () => {
    const id = await world.judged(ada, 'accepted', 100);
    const { exercise } = world.judging;
    const cheaper = { ...exercise, version: aVersion('b'), manifest: { ...exercise.manifest, points: 10 } };
    await new ExerciseRepository(database.dataSource).publish(cheaper);
    const batch = await world.start();
    await world.judgeAll(new Map());

    await world.rejudge.apply({ id: batch, actorId: world.instructor, lowers: 'keep' });

    expect(await world.fates(batch)).toEqual({ [id]: 'kept' });
  });

  it('skips and reports what was judged again meanwhile, and what failed', async () => {
    const [again, waiting, broken, fine] = [
      await world.judged(ada, 'accepted', 100),
      await world.judged(ada, 'accepted', 100),
      await world.judged(bob, 'partial', 50),
      await world.judged(bob, 'partial', 50),
    ];
    const batch = await world.start();
    await world.judgeAll(
      new Map([
        [again, ['partial', 10]],
        [broken, ['system-error', null]],
        [fine, ['partial', 70]],
      ]),
    );
    await world.judging.requeue(again);
    await world.judging.judge(again, 'partial', 80);
    await world.judging.requeue(waiting);

    const applied = await world.rejudge.apply({ id: batch, actorId: world.instructor, lowers: 'lower' });

    expect(await world.fates(batch)).toEqual({
      [again]: 'overtaken',
      [waiting]: 'overtaken',
      [broken]: 'failed',
      [fine]: 'applied',
    });
    expect(applied?.summary).toMatchObject({ overtaken: 2, failed: 1, applied: 1 });
    expect(await row(again)).toMatchObject({ score: 80, attempt: 2 });
    expect(await row(broken)).toMatchObject({ score: 50, attempt: 1 });
  });

  it('is done once, whoever asks at the same time, and never while it runs', async () => {
    await world.judged(ada, 'partial', 50);
    const running = await world.start();
    const request = { id: running, actorId: world.instructor, lowers: 'keep' } as const;
    await expect(world.rejudge.apply(request)).rejects.toMatchObject({ code: 'batch-not-ready' });
    await world.judgeAll(new Map());

    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => world.rejudge.apply(request)));

    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await database.dataSource.query('SELECT count(*)::int AS count FROM verdicts')).toEqual([
      { count: 2 },
    ]);
  });

  it('of two batches with the same submissions gives one its way with each, however they race', async () => {
    for (let n = 0; n < 30; n++) await world.judged(n % 2 ? ada : bob, 'partial', 50);
    const batches = [await world.start(), await world.start()];
    await world.judgeAll(new Map());

    const applied = await Promise.all(
      batches.map((id) => world.rejudge.apply({ id, actorId: world.instructor, lowers: 'keep' })),
    );

    expect(applied.map((one) => one!.summary.applied).toSorted((a, b) => a - b)).toEqual([0, 30]);
    expect(applied.map((one) => one!.summary.overtaken).toSorted((a, b) => a - b)).toEqual([0, 30]);
  });

  it('and judging again race for a submission, and one verdict is not lost to the other', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => world.judged(ada, 'partial', 50)));
    const batch = await world.start();
    await world.judgeAll(new Map());

    const [applied] = await Promise.all([
      world.rejudge.apply({ id: batch, actorId: world.instructor, lowers: 'keep' }),
      ...ids.map((id) => world.judging.requeue(id)),
    ]);
    await Promise.all(ids.map((id) => world.judging.judge(id, 'partial', 75)));

    const fates = await world.fates(batch);
    expect(applied!.summary.applied + applied!.summary.overtaken).toBe(20);
    for (const id of ids) {
      expect(await row(id)).toMatchObject({ score: 75, attempt: fates[id] === 'applied' ? 3 : 2 });
    }
  });

  it('tells the audit log of the batch and of every result that is another now', async () => {
    const [moved, same] = [await world.judged(ada, 'partial', 50), await world.judged(bob, 'accepted', 100)];
    const batch = await world.start();
    await world.judgeAll(new Map([[moved, ['accepted', 100]]]));
    await world.rejudge.apply({ id: batch, actorId: world.instructor, lowers: 'keep' });

    const audit = new AuditRepository(database.dataSource);
    const ofBatch = await audit.listOf(`rejudge-batch:${batch}`);

    expect(ofBatch).toMatchObject([
      {
        action: 'rejudge-batch.applied',
        actorId: world.instructor,
        detail: { lowers: 'keep', applied: 2, higher: 1 },
      },
      { action: 'rejudge-batch.started', actorId: world.instructor, detail: { submissions: 2 } },
    ]);
    expect(await audit.listOf(`submission:${moved}`)).toMatchObject([
      { action: 'submission.rejudged', detail: { batch, before: { score: 50 }, after: { score: 100 } } },
    ]);
    expect(await audit.listOf(`submission:${same}`)).toEqual([]);
  });
});

describe('a batch that applies itself', () => {
  it('does so where nothing gets lower', async () => {
    const id = await world.judged(ada, 'partial', 50);
    const batch = await world.start({ submission: id }, true);
    await world.judgeAll(new Map([[id, ['accepted', 100]]]));

    expect(await world.rejudge.applySafe()).toEqual({
      submissionIds: [id],
      exerciseIds: [expect.any(String)],
    });

    expect(await row(id)).toMatchObject({ score: 100, attempt: 2 });
    expect(await world.rejudge.find(batch)).toMatchObject({
      state: 'applied',
      settledBy: { id: world.instructor },
    });
  });

  it.each([
    ['partial', 20],
    ['system-error', null],
  ] as const)('waits for a person after %s', async (outcome, score) => {
    const id = await world.judged(ada, 'partial', 50);
    const batch = await world.start({ submission: id }, true);
    await world.judgeAll(new Map([[id, [outcome, score]]]));

    const nothing = { submissionIds: [], exerciseIds: [] };
    expect([await world.rejudge.applySafe(), await world.rejudge.applySafe()]).toEqual([nothing, nothing]);

    expect(await row(id)).toMatchObject({ score: 50, attempt: 1 });
    expect((await world.rejudge.find(batch))?.state).toBe('ready');
  });
});

describe('discarding', () => {
  it('deletes the results, keeps the record and stops what is being judged', async () => {
    const id = await world.judged(ada, 'accepted', 100);
    const batch = await world.start();
    const claimed = await world.mustClaim();

    expect(await world.rejudge.discard({ id: batch, actorId: world.instructor })).toBe(true);

    expect(await world.rejudge.extendLease({ ...claimed, leaseMs: 60_000 })).toBe(false);
    expect(await world.rejudge.listResults(batch)).toEqual([]);
    expect(await world.rejudge.find(batch)).toMatchObject({ state: 'discarded', progress: { total: 1 } });
    expect(await row(id)).toMatchObject({ score: 100, attempt: 1 });
    await expect(world.rejudge.discard({ id: batch, actorId: world.instructor })).rejects.toMatchObject({
      code: 'batch-not-ready',
    });
  });
});

describe('the list', () => {
  it('goes through all batches, newest first', async () => {
    await world.judged(ada, 'accepted', 100);
    const made = [await world.start(), await world.start(), await world.start()];

    const first = await world.rejudge.list({ limit: 2 });
    const second = await world.rejudge.list({ limit: 2, cursor: first.nextCursor! });

    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.toReversed());
    expect(second.nextCursor).toBeNull();
  });
});

describe('what a batch would do', () => {
  it('weighs it against the learner’s other submissions', async () => {
    const outside = await world.judged(ada, 'accepted', 100);
    await world.judging.age(outside, 86_400_000);
    await world.judged(ada, 'partial', 60);
    const batch = await world.start({ which: 'latest' });

    const bests = await world.rejudge.listBestsElsewhere(batch);

    expect(bests.get(ada)).toEqual({ score: 100, points: 1000 });
    expect(bests.has(bob)).toBe(false);
  });

  it('counts the tests that flip', async () => {
    await world.judged(ada, 'accepted', 100);
    await world.judged(bob, 'accepted', 100);
    const batch = await world.start();
    await world.judgeAll(new Map(), [{ test: 'Basics › answers', from: 'passed', to: 'failed' }]);

    expect(await world.rejudge.listFlipCounts(batch)).toEqual([
      { test: 'Basics › answers', from: 'passed', to: 'failed', count: 2 },
    ]);
  });
});
