import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { RejudgeScope, type RejudgeBatchId, type SubmissionId, type UserId } from '#contracts';
import type { PodRunner } from '#judging';
import { LiveUpdates } from '#live-updates';
import { openSubmissionTraces, registerWorkerMetrics } from '#observability';
import {
  ExerciseRepository,
  migrate,
  openDatabase,
  RejudgeRepository,
  SubmissionRepository,
  UserRepository,
} from '#persistence';
import { anExercise, aSeed, createTestDatabase, testRedisUrl, until } from '#testing';
import { Slots } from '../src/consumers/slots.js';
import { AttemptJudge } from '../src/judge-pipeline/attempt-judge.service.js';
import { JudgePipeline } from '../src/judge-pipeline/judge-pipeline.service.js';
import { RejudgeConsumer } from '../src/rejudge/rejudge-consumer.service.js';
import { RejudgePipeline } from '../src/rejudge/rejudge-pipeline.service.js';
import type { WorkGate } from '../src/work-gate/work-gate.service.js';
import {
  breaking,
  endless,
  failing,
  passing,
  ScriptedRunner,
  someJudgeSettings,
  someQuarantine,
} from './scripted-runner.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let dataSource: DataSource;
let submissions: SubmissionRepository;
let rejudge: RejudgeRepository;
let live: LiveUpdates;
let userId: UserId;

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await createTestDatabase();
  dataSource = await openDatabase({ url: database.url });
  await migrate(dataSource);
  submissions = new SubmissionRepository(dataSource);
  rejudge = new RejudgeRepository(dataSource);
  live = new LiveUpdates({ url: testRedisUrl(), prefix: `rejudge-test-${randomUUID()}` });
  await new ExerciseRepository(dataSource).publish(anExercise());
});
beforeEach(async () => {
  const user = await new UserRepository(dataSource).insertUser({
    email: `${randomUUID()}@example.org`,
    displayName: 'Ada',
    passwordHash: 'none',
    role: 'instructor',
  });
  userId = user.id;
});
afterEach(() => dataSource.query('TRUNCATE submissions, rejudge_batches CASCADE'));
afterAll(async () => {
  live.close();
  await dataSource.destroy();
  await database.drop();
});

const never = new AbortController().signal;
const seed = () => aSeed();

async function submit(): Promise<SubmissionId> {
  const { submission } = await submissions.insert({
    userId,
    exerciseId: anExercise().manifest.id,
    exerciseSlug: anExercise().slug,
    exerciseVersion: anExercise().version,
    runtime: 'node',
    mode: 'graded',
    files: [{ path: 'main.js', content: '// ok' }],
    seed: seed(),
    idempotencyKey: null,
    requestHash: randomUUID(),
    attemptTerms: [],
    limits: { submissionsPerMinute: 10_000, concurrentPerUser: 10_000 },
  });
  return submission.id;
}

const untraced = await openSubmissionTraces({ url: null, service: 'worker' });

function attemptsOn(runner: PodRunner, settings = {}): AttemptJudge {
  return new AttemptJudge(
    new ExerciseRepository(dataSource),
    runner,
    someJudgeSettings(settings),
    registerWorkerMetrics(),
    untraced,
    someQuarantine(),
  );
}

async function judged(): Promise<SubmissionId> {
  const id = await submit();
  const attempts = attemptsOn(new ScriptedRunner([passing]));
  await new JudgePipeline(submissions, live, attempts, someJudgeSettings()).judge(id, never);
  return id;
}

const startBatch = (applyUnlessLower = false): Promise<RejudgeBatchId> =>
  rejudge.create({
    scope: RejudgeScope.parse({ exercise: anExercise().slug }),
    createdBy: userId,
    applyUnlessLower,
  });

const pipelineOn = (runner: PodRunner, settings = {}) =>
  new RejudgePipeline(rejudge, live, attemptsOn(runner, settings), someJudgeSettings(settings));
const makeDue = () => dataSource.query('UPDATE rejudge_items SET not_before = now()');

describe('judging aside', () => {
  it('goes the road of a submission with the same seed, and leaves the submission as it is', async () => {
    const id = await judged();
    const before = await submissions.findById(id);
    const batch = await startBatch();
    const runner = new ScriptedRunner([failing]);

    const worked = await pipelineOn(runner).judgeNext(never);

    expect(worked).toBe(true);
    expect(runner.plans).toMatchObject([{ suite: anExercise().hiddenSuite, seed: seed(), attempt: 1 }]);
    expect(await submissions.findById(id)).toEqual(before);
    expect(await rejudge.find(batch)).toMatchObject({ state: 'ready', progress: { judged: 1 } });
    expect(await rejudge.listResults(batch)).toMatchObject([
      { before: { outcome: 'accepted', score: 100 }, after: { outcome: 'wrong-answer', score: 0 } },
    ]);
    expect(await rejudge.listFlipCounts(batch)).toEqual([
      { test: 'Basics › answers', from: 'passed', to: 'failed', count: 1 },
    ]);
  });

  it('tries again after a platform fault, then shows it and never applies it', async () => {
    const id = await judged();
    const batch = await startBatch();
    const pipeline = pipelineOn(new ScriptedRunner([breaking]), { maxTries: 2 });

    await pipeline.judgeNext(never);
    const between = await rejudge.find(batch);
    await makeDue();
    await pipeline.judgeNext(never);
    await rejudge.apply({ id: batch, actorId: userId, lowers: 'lower' });

    expect(between).toMatchObject({ state: 'running', progress: { waiting: 1 } });
    expect(await rejudge.listResults(batch)).toMatchObject([
      { fate: 'failed', faultMessage: 'the Docker engine does not answer' },
    ]);
    expect(await submissions.findById(id)).toMatchObject({ outcome: 'accepted', score: 100, attempt: 1 });
  });

  it('lets go of a run whose batch is discarded', async () => {
    await judged();
    const batch = await startBatch();
    const runner = new ScriptedRunner([endless]);
    const run = pipelineOn(runner, { leaseMs: 150 }).judgeNext(never);
    await until(() => runner.plans.length === 1, 'it runs');

    await rejudge.discard({ id: batch, actorId: userId });

    expect(await run).toBe(true);
  });

  it('applies a batch that was to apply itself, once it is ready', async () => {
    const id = await judged();
    const batch = await startBatch(true);

    await pipelineOn(new ScriptedRunner([passing])).judgeNext(never);

    expect(await submissions.findById(id)).toMatchObject({ outcome: 'accepted', attempt: 2 });
    expect((await rejudge.find(batch))?.state).toBe('applied');
  });
});

describe('the consumer', () => {
  const openGate = { isOpenAside: true } as WorkGate;

  it('takes one slot at most, and goes on until nothing is left', async () => {
    await judged();
    await judged();
    const batch = await startBatch();
    const slots = new Slots();
    slots.open(2);
    const seen: number[] = [];
    const runner = new ScriptedRunner([
      (observe, signal) => {
        seen.push(slots.running);
        return passing(observe, signal);
      },
    ]);
    const consumers = [1, 2].map(() => new RejudgeConsumer(pipelineOn(runner), slots, openGate));
    for (const consumer of consumers) consumer.onApplicationBootstrap();

    await until(async () => (await rejudge.find(batch))?.state === 'ready', 'the batch is ready', 15_000);
    await Promise.all(consumers.map((consumer) => consumer.beforeApplicationShutdown()));

    expect(seen).toEqual([1, 1]);
    expect(slots.running).toBe(0);
  });

  it('hands its run back at once, uncounted, when the worker stops', async () => {
    await judged();
    const batch = await startBatch();
    const slots = new Slots();
    slots.open(1);
    const runner = new ScriptedRunner([endless]);
    const consumer = new RejudgeConsumer(pipelineOn(runner), slots, openGate);
    consumer.onApplicationBootstrap();
    await until(() => runner.plans.length === 1, 'it runs');

    await consumer.beforeApplicationShutdown();

    expect(await rejudge.find(batch)).toMatchObject({
      state: 'running',
      progress: { waiting: 1, running: 0 },
    });
    expect(await dataSource.query('SELECT tries, fault_code FROM rejudge_items')).toEqual([
      { tries: 0, fault_code: 'shutdown' },
    ]);
  });

  it('takes nothing while work aside is closed', async () => {
    await judged();
    await startBatch();
    const slots = new Slots();
    slots.open(1);
    const runner = new ScriptedRunner([passing]);
    const looked: boolean[] = [];
    const gate = {
      get isOpenAside() {
        looked.push(true);
        return false;
      },
    } as unknown as WorkGate;
    const consumer = new RejudgeConsumer(pipelineOn(runner), slots, gate);

    consumer.onApplicationBootstrap();
    await until(() => looked.length > 0, 'it looked');
    await consumer.beforeApplicationShutdown();

    expect(runner.plans).toEqual([]);
  });
});
