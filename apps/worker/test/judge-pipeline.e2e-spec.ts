import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { PlatformFault, type LiveEvent, type SubmissionId, type UserId } from '#contracts';
import type { PodRunner } from '#judging';
import { LiveUpdates } from '#live-updates';
import { openSubmissionTraces, registerWorkerMetrics } from '#observability';
import {
  ExerciseRepository,
  migrate,
  openDatabase,
  SubmissionRepository,
  UserRepository,
} from '#persistence';
import { anExercise, aSeed, createTestDatabase, testRedisUrl } from '#testing';
import { AttemptJudge } from '../src/judge-pipeline/attempt-judge.service.js';
import { JudgePipeline } from '../src/judge-pipeline/judge-pipeline.service.js';
import {
  breaking,
  endless,
  passing,
  ScriptedRunner,
  someJudgeSettings,
  someQuarantine,
  type Act,
} from './scripted-runner.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let dataSource: DataSource;
let submissions: SubmissionRepository;
let live: LiveUpdates;
let userId: UserId;
const metrics = registerWorkerMetrics();
const spans = new InMemorySpanExporter();
const traces = await openSubmissionTraces({ url: null, service: 'worker' }, spans);

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await createTestDatabase();
  dataSource = await openDatabase({ url: database.url });
  await migrate(dataSource);
  submissions = new SubmissionRepository(dataSource);
  live = new LiveUpdates({ url: testRedisUrl(), prefix: `worker-test-${randomUUID()}` });
  await new ExerciseRepository(dataSource).publish(anExercise());
  const user = await new UserRepository(dataSource).insertUser({
    email: 'learner@example.org',
    displayName: 'Learner',
    passwordHash: 'none',
    role: 'learner',
  });
  userId = user.id;
});

afterAll(async () => {
  await traces.onApplicationShutdown();
  live.close();
  await dataSource.destroy();
  await database.drop();
});

async function submit(mode: 'graded' | 'public' = 'graded'): Promise<SubmissionId> {
  const { submission } = await submissions.insert({
    userId,
    exerciseId: anExercise().manifest.id,
    exerciseSlug: anExercise().slug,
    exerciseVersion: anExercise().version,
    runtime: 'node',
    mode,
    files: [{ path: 'main.js', content: '// ok' }],
    seed: aSeed(),
    idempotencyKey: null,
    requestHash: randomUUID(),
    limits: { submissionsPerMinute: 10_000, concurrentPerUser: 10_000 },
    attemptTerms: [],
  });
  return submission.id;
}

/** Lets a worker take the submission and be silent from then on. */
async function loseWorker(id: SubmissionId, workerId: string): Promise<void> {
  await dataSource.query(
    `INSERT INTO workers (id, host, slots, running, running_aside, gate_open, mode, images, swept, orphans_removed, seen_at)
      VALUES ($1, 'judge-1', 1, 1, 0, true, 'normal', '[]', 0, 0, now() - interval '10 minutes')`,
    [workerId],
  );
  await submissions.claim({ id, workerId, leaseMs: 60_000 });
  await dataSource.query(`UPDATE submissions SET lease_until = now() - interval '1 second' WHERE id = $1`, [
    id,
  ]);
}

function pipelineWith(
  runner: PodRunner,
  settings: { leaseMs?: number; maxTries?: number } = {},
  quarantine = someQuarantine(),
): JudgePipeline {
  const judgeSettings = someJudgeSettings(settings);
  const exercises = new ExerciseRepository(dataSource);
  const attempts = new AttemptJudge(exercises, runner, judgeSettings, metrics, traces, quarantine);
  return new JudgePipeline(submissions, live, attempts, judgeSettings);
}

async function until(check: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!check()) {
    if (Date.now() > deadline) throw new Error('it did not happen within 5 s');
    await new Promise((tick) => setTimeout(tick, 5));
  }
}

const never = new AbortController().signal;
const makeDue = (id: SubmissionId) =>
  dataSource.query('UPDATE submissions SET not_before = now() WHERE id = $1', [id]);

describe('the judge pipeline', () => {
  it('takes a submission down the whole road to a scored verdict', async () => {
    const id = await submit();
    const runner = new ScriptedRunner([passing]);

    await pipelineWith(runner).judge(id, never);

    const row = await submissions.findById(id);
    expect(row).toMatchObject({ status: 'judged', outcome: 'accepted', score: 100, attempt: 1 });
    expect(row?.verdict?.groups).toEqual([
      { name: 'Basics', points: 10, allOrNothing: false, earned: 10, passed: 1, total: 1 },
    ]);
    expect(runner.plans[0]).toMatchObject({ taskId: id, suite: anExercise().hiddenSuite, seed: aSeed() });
  });

  it('traces the road by the submission’s id: its wait, its phases, its verdict, and a fault of ours', async () => {
    spans.reset();
    const [id, faulty] = [await submit(), await submit()];
    await pipelineWith(new ScriptedRunner([passing])).judge(id, never);
    await pipelineWith(new ScriptedRunner([breaking])).judge(faulty, never);
    await traces.flush();

    const of = (one: SubmissionId) =>
      spans.getFinishedSpans().filter((span) => span.spanContext().traceId === one.replaceAll('-', ''));
    expect(of(id).map(({ name }) => name)).toEqual([
      'queued',
      'preparing',
      'building',
      'testing',
      'recording',
      'attempt',
    ]);
    expect(of(id).at(-1)?.attributes).toMatchObject({
      'touchstone.submission': id,
      'touchstone.runtime': 'node',
      'touchstone.outcome': 'accepted',
      'touchstone.score': 100,
    });
    expect(of(faulty).at(-1)?.attributes).toMatchObject({ 'touchstone.fault': expect.any(String) });
  });

  it('counts the verdict, the phases, and what our faults voided', async () => {
    const [id, faulty] = [await submit(), await submit()];
    await pipelineWith(new ScriptedRunner([passing])).judge(id, never);
    await pipelineWith(new ScriptedRunner([breaking])).judge(faulty, never);

    const page = await metrics.render();

    expect(page).toMatch(
      new RegExp(
        `touchstone_verdicts_total\\{exercise="${anExercise().slug}",version="\\w{12}",outcome="accepted"\\} [1-9]`,
      ),
    );
    for (const phase of ['queued', 'preparing', 'building', 'testing', 'total'])
      expect(page).toMatch(new RegExp(`touchstone_phase_duration_seconds_count\\{phase="${phase}"\\} [1-9]`));
    expect(page).toMatch(/touchstone_system_errors_total\{code="engine-unavailable"\} [1-9]/);
  });

  it('asks for quarantine when three runs in a row fail by its engine, and not when a verdict was between', async () => {
    const reasons: string[] = [];
    const runner = new ScriptedRunner([breaking, breaking, passing, breaking, breaking, breaking]);
    const pipeline = pipelineWith(
      runner,
      {},
      someQuarantine((why) => reasons.push(why)),
    );

    for (let n = 0; n < 5; n++) await pipeline.judge(await submit(), never);
    const before = [...reasons];
    await pipeline.judge(await submit(), never);

    expect(before).toEqual([]);
    expect(reasons).toEqual([expect.stringContaining('3 runs in a row failed on this worker')]);
  });

  it('runs the public suite unscored in public mode', async () => {
    const id = await submit('public');
    const runner = new ScriptedRunner([passing]);

    await pipelineWith(runner).judge(id, never);

    expect(runner.plans[0]?.suite).toEqual(anExercise().publicSuite);
    expect(await submissions.findById(id)).toMatchObject({ outcome: 'accepted', score: null });
  });

  it('judges once when the job is delivered to two workers at a time and again later (P18)', async () => {
    const id = await submit();
    const runners = [new ScriptedRunner([passing]), new ScriptedRunner([passing])];

    await Promise.all(runners.map((runner) => pipelineWith(runner).judge(id, never)));
    await pipelineWith(runners[0]!).judge(id, never);

    expect(runners[0]!.plans.length + runners[1]!.plans.length).toBe(1);
    expect(await dataSource.query('SELECT 1 FROM verdicts WHERE submission_id = $1', [id])).toHaveLength(1);
  });

  it('queues the submission again after a platform fault, and judges it when it is due', async () => {
    const id = await submit();
    const pipeline = pipelineWith(new ScriptedRunner([breaking, passing]));

    await pipeline.judge(id, never);
    const between = await submissions.findById(id);
    await pipeline.judge(id, never);
    const notYet = await submissions.findById(id);
    await makeDue(id);
    await pipeline.judge(id, never);

    expect(between).toMatchObject({ status: 'queued', outcome: null, faultCode: 'engine-unavailable' });
    expect(notYet).toMatchObject({ status: 'queued', attempt: 1 });
    expect(await submissions.findById(id)).toMatchObject({ outcome: 'accepted', score: 100, attempt: 2 });
  });

  it('parks the submission as system-error, unscored, after the last attempt (P20)', async () => {
    const id = await submit();
    const pipeline = pipelineWith(new ScriptedRunner([breaking]), { maxTries: 2 });

    for (let attempt = 0; attempt < 2; attempt++) {
      await pipeline.judge(id, never);
      await makeDue(id);
    }

    const row = await submissions.findById(id);
    expect(row).toMatchObject({ status: 'judged', outcome: 'system-error', score: null });
    expect((await submissions.bestScores(userId)).get(anExercise().manifest.id)).not.toBe(0);
  });

  it('waits for an image that is still being built beyond the usual number of tries', async () => {
    const id = await submit();
    const building: Act = () => Promise.reject(new PlatformFault('image-missing', 'not built yet'));
    const pipeline = pipelineWith(new ScriptedRunner([building, building, building, passing]), {
      maxTries: 2,
    });

    for (let attempt = 0; attempt < 4; attempt++) {
      await pipeline.judge(id, never);
      await makeDue(id);
    }

    expect(await submissions.findById(id)).toMatchObject({ outcome: 'accepted', score: 100, attempt: 4 });
  });

  it('parks a submission whose workers keep dying without running it again (P20)', async () => {
    const id = await submit();
    for (let death = 0; death < 2; death++) {
      await submissions.claim({ id, workerId: 'dies', leaseMs: 1 });
      await new Promise((tick) => setTimeout(tick, 5));
    }
    const runner = new ScriptedRunner([passing]);

    await pipelineWith(runner, { maxTries: 2 }).judge(id, never);

    expect(runner.plans).toHaveLength(0);
    expect(await submissions.findById(id)).toMatchObject({ outcome: 'system-error', score: null });
  });

  it('parks a submission that killed two workers, with the cause, and judges it again once it is sent round', async () => {
    const id = await submit();
    for (const workerId of [`first-${id}`, `second-${id}`]) await loseWorker(id, workerId);
    const runner = new ScriptedRunner([passing]);
    const pipeline = pipelineWith(runner);

    await pipeline.judge(id, never);
    const parked = await submissions.findById(id);
    const runsBefore = runner.plans.length;
    await submissions.requeueUnscored(id);
    await pipeline.judge(id, never);

    expect(runsBefore).toBe(0);
    expect(parked).toMatchObject({ outcome: 'system-error', score: null, faultCode: 'worker-lost' });
    expect(parked?.faultMessage).toContain('2 workers died while they judged this submission');
    expect(await submissions.findById(id)).toMatchObject({ outcome: 'accepted', score: 100 });
  });

  it('judges what was lost twice to workers that only stalled', async () => {
    const id = await submit();
    for (const workerId of [`first-${id}`, `second-${id}`]) await loseWorker(id, workerId);
    await dataSource.query('UPDATE workers SET seen_at = now() WHERE id = $1', [`first-${id}`]);

    await pipelineWith(new ScriptedRunner([passing])).judge(id, never);

    expect(await submissions.findById(id)).toMatchObject({ outcome: 'accepted', attempt: 3 });
  });

  it('gives up silently when another attempt has taken over (P19)', async () => {
    const id = await submit();
    const runner = new ScriptedRunner([endless]);
    const run = pipelineWith(runner, { leaseMs: 300 }).judge(id, never);
    await until(() => runner.plans.length === 1);
    await dataSource.query('UPDATE submissions SET attempt = attempt + 1 WHERE id = $1', [id]);

    await run;

    expect(await submissions.findById(id)).toMatchObject({ status: 'preparing', outcome: null, attempt: 2 });
  });

  it('hands a run back to the queue at once, uncounted, when the worker stops', async () => {
    const id = await submit();
    const stop = new AbortController();
    const stopping: Act = (_observe, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () =>
          reject(new PlatformFault('shutdown', 'The worker stopped this run.')),
        ),
      );
    const run = pipelineWith(new ScriptedRunner([stopping])).judge(id, stop.signal);
    setTimeout(() => stop.abort(), 50);

    await run;

    expect(await submissions.findById(id)).toMatchObject({
      status: 'queued',
      tries: 0,
      faultCode: 'shutdown',
    });
  });

  it('tells watchers every step in order, and that the row changed', async () => {
    const id = await submit();
    await pipelineWith(new ScriptedRunner([passing])).judge(id, never);

    const types = (await readEvents(id)).map((event) =>
      event.type === 'status' ? event.status : event.type,
    );

    expect(types).toEqual(['preparing', 'building', 'plan', 'testing', 'test']);
  });

  it.each([
    ['graded', { points: 10, allOrNothing: false }, { earned: 10 }],
    ['public', {}, {}],
  ] as const)(
    'tells watchers of a %s run what its groups are worth, and have earned',
    async (mode, worth, so) => {
      const id = await submit(mode);
      await pipelineWith(new ScriptedRunner([passing])).judge(id, never);

      const events = await readEvents(id);

      expect(events.find(({ type }) => type === 'plan')).toEqual({
        type: 'plan',
        total: 1,
        groups: [{ name: 'Basics', total: 1, ...worth }],
      });
      expect(events.find(({ type }) => type === 'test')).toEqual({
        type: 'test',
        index: 0,
        group: 'Basics',
        title: 'answers',
        status: 'passed',
        ...so,
      });
    },
  );
});

/** Everything that was told of a submission so far. */
async function readEvents(id: SubmissionId): Promise<LiveEvent[]> {
  const abort = new AbortController();
  const events: LiveEvent[] = [];
  for await (const update of live.watch(id, null, abort.signal)) {
    if (update === 'row-changed') break;
    events.push(update.event);
  }
  abort.abort();
  return events;
}
