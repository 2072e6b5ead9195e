import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import {
  ExerciseSlug,
  PlatformFault,
  type CandidateId,
  type ProofEvent,
  type SubmissionFile,
  type UserId,
} from '#contracts';
import { loadExerciseFiles } from '#exercise-catalog';
import type { PodRunner } from '#judging';
import { LiveUpdates } from '#live-updates';
import { CandidateRepository, migrate, openDatabase, UserRepository } from '#persistence';
import {
  actAsPromised,
  createTestDatabase,
  exerciseFiles,
  FakePodRunner,
  someLimits,
  testRedisUrl,
  until,
  type PodScript,
} from '#testing';
import { Slots } from '../src/consumers/slots.js';
import { JudgeSettings } from '../src/judge-pipeline/judge-settings.js';
import { ProvePipeline } from '../src/prove-pipeline/prove-pipeline.service.js';

const slug = ExerciseSlug.parse('greeting');
const never = new AbortController().signal;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let dataSource: DataSource;
let candidates: CandidateRepository;
let live: LiveUpdates;
let author: UserId;
let slots: Slots;

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await createTestDatabase();
  dataSource = await openDatabase({ url: database.url });
  await migrate(dataSource);
  candidates = new CandidateRepository(dataSource);
  live = new LiveUpdates({ url: testRedisUrl(), prefix: `prove-test-${randomUUID()}` });
  const user = await new UserRepository(dataSource).insertUser({
    email: 'author@example.org',
    displayName: 'Author',
    passwordHash: 'none',
    role: 'instructor',
  });
  author = user.id;
});
beforeEach(() => {
  slots = new Slots();
  slots.open(1);
});
afterAll(async () => {
  live.close();
  await dataSource.destroy();
  await database.drop();
});

function load(files: readonly SubmissionFile[]) {
  const loaded = loadExerciseFiles(slug, files);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded;
}

const send = (files: SubmissionFile[]): Promise<CandidateId> =>
  candidates.insert({ slug, files, findings: [], exercise: load(files).exercise, createdBy: author });

type Twist = (script: PodScript, run: number) => PodScript;

/** A runner in which every program does as promised, but for the twist. */
const runnerOf = (files: SubmissionFile[], twist: Twist = (script) => script): FakePodRunner => {
  const act = actAsPromised(load(files).solutions);
  return new FakePodRunner((plan, run) => twist(act(plan), run));
};

function pipelineWith(
  runner: PodRunner,
  { maxTries = 3, repeats = 2, leaseMs = 60_000 } = {},
): ProvePipeline {
  const {
    outputBytes: _o,
    buildTimeoutMs: _b,
    startTimeoutMs: _s,
    testTimeoutMs: _t,
    ...caps
  } = someLimits();
  const settings = new JudgeSettings('worker-under-test', leaseMs, maxTries, caps, repeats);
  return new ProvePipeline(candidates, live, runner, settings, slots);
}

const broken = (script: PodScript): PodScript => ({
  ...script,
  ending: new PlatformFault('engine-unavailable', 'the Docker engine does not answer'),
});

describe('the prove pipeline', () => {
  it('takes a candidate whose programs do as promised down the whole road to proven', async () => {
    const files = exerciseFiles();
    const id = await send(files);
    const runner = runnerOf(files);

    await pipelineWith(runner).prove(id, never);

    const row = await candidates.findById(id);
    expect(row).toMatchObject({ state: 'proven', progress: null, faultCode: null });
    expect(row?.report).toMatchObject({ proven: true, repeats: 2, problems: [], unproven: [], flaky: [] });
    expect(row?.report?.matrix.rows.map(({ program, runs, outcome }) => [program, runs, outcome])).toEqual([
      ['node/starter', 2, 'wrong-answer'],
      ['python/starter', 2, 'wrong-answer'],
      ['node/accepted/plain-http', 2, 'accepted'],
      ['python/accepted/plain-http', 2, 'accepted'],
      ['node/rejected/accepts-anything', 2, 'partial'],
      ['node/rejected/ignores-the-name', 2, 'partial'],
      ['python/rejected/greets-in-text', 2, 'partial'],
    ]);
    expect(runner.plans).toHaveLength(14);
    expect(new Set(runner.plans.map(({ shuffleSeed }) => shuffleSeed)).size).toBe(14);
  });

  it('says what is missing for a proof, where it can be mended, and how often runs differ', async () => {
    const files = exerciseFiles();
    const id = await send(files);
    // The first run of `accepts-anything` tells of no test at all.
    const runner = runnerOf(files, (script, run) =>
      run === 9 ? actAsPromised([])({ ...runner.plans[0]!, files: [] }) : script,
    );

    await pipelineWith(runner).prove(id, never);

    const row = await candidates.findById(id);
    expect(row).toMatchObject({ state: 'unproven', provenAt: null });
    expect(row?.report?.flaky).toEqual(['node/rejected/accepts-anything']);
    expect(row?.report?.problems).toContainEqual(
      expect.objectContaining({
        program: null,
        test: 'Checks its input › answers 400 to an empty name',
        file: 'tests/hidden/greeting.test.ts',
        line: 23,
        column: 3,
      }),
    );
  });

  it('tells watchers the tests, each cell and each row as they come, and keeps them in the row', async () => {
    const files = exerciseFiles();
    const id = await send(files);
    const stop = new AbortController();
    const runner = runnerOf(files, (script, run) => (run === 2 ? broken(script) : script));
    const proof = pipelineWith(runner, { repeats: 1 }).prove(id, stop.signal);
    const seen: ProofEvent[] = [];

    for await (const update of live.proofs.watch(id, null, never)) {
      if (update === 'row-changed') continue;
      seen.push(update.event);
      if (update.event.type === 'run-ended' && update.event.row.role === 'rejected') break;
    }
    await proof;

    expect(seen[0]).toMatchObject({ type: 'proof-started', repeats: 1 });
    expect(seen.filter(({ type }) => type === 'tests')).toEqual([
      { type: 'tests', tests: expect.arrayContaining(['Greets › greets whoever asks, as JSON']) },
    ]);
    expect(seen).toContainEqual({
      type: 'cell',
      program: 'node/accepted/plain-http',
      test: 'Checks its input › answers 400 without a name',
      status: 'passed',
      expected: true,
    });
    expect(seen.at(-1)).toMatchObject({
      type: 'run-ended',
      row: { program: 'node/rejected/accepts-anything', runs: 1, expected: true },
    });
  });

  it('proves once when the job is delivered to two workers at a time and again later (P18)', async () => {
    const files = exerciseFiles();
    const id = await send(files);
    const runners = [runnerOf(files), runnerOf(files)];

    await Promise.all(runners.map((runner) => pipelineWith(runner, { repeats: 1 }).prove(id, never)));
    await pipelineWith(runners[0]!, { repeats: 1 }).prove(id, never);

    expect(runners[0]!.plans.length + runners[1]!.plans.length).toBe(7);
  });

  it('holds no fault of ours against the exercise, however long it lasts, and proves it when it is over', async () => {
    const files = exerciseFiles();
    const id = await send(files);
    let isBroken = true;
    const runner = runnerOf(files, (script) => (isBroken ? broken(script) : script));
    const pipeline = pipelineWith(runner, { maxTries: 1, repeats: 1 });

    await pipeline.prove(id, never);
    const waiting = await candidates.findById(id);
    isBroken = false;
    await dataSource.query('UPDATE exercise_candidates SET not_before = now() WHERE id = $1', [id]);
    await pipeline.prove(id, never);

    expect(waiting).toMatchObject({ state: 'queued', faultCode: 'engine-unavailable', report: null });
    expect(await candidates.findById(id)).toMatchObject({ state: 'proven', faultCode: null });
  });

  it('lets a submission have its slot, and runs the program that was cut short again', async () => {
    const files = exerciseFiles();
    const id = await send(files);
    const runner = runnerOf(files);
    let submission: Promise<() => void> | undefined;
    const interrupting: PodRunner = {
      run: (plan, observe, signal) => {
        if (runner.plans.length === 3) submission = slots.take();
        return runner.run(plan, observe, signal);
      },
    };

    const proof = pipelineWith(interrupting, { repeats: 1 }).prove(id, never);
    await until(() => runner.plans.length === 4, 'the fourth program is running', 10_000);
    const before = await candidates.findById(id);
    (await submission)?.();
    await proof;

    expect(before?.state).toBe('proving');
    expect(runner.plans).toHaveLength(8);
    expect(await candidates.findById(id)).toMatchObject({ state: 'proven' });
  });

  it('stops when a newer candidate takes its place, and writes nothing', async () => {
    const files = exerciseFiles();
    const id = await send(files);
    await slots.take();
    const proof = pipelineWith(runnerOf(files), { leaseMs: 300 }).prove(id, never);
    await until(async () => (await candidates.findById(id))?.state === 'proving', 'it is claimed', 10_000);

    await send(files);
    await proof;

    expect(await candidates.findById(id)).toMatchObject({ state: 'superseded', report: null });
  });

  it('is handed back at once, uncounted, when the worker stops', async () => {
    const files = exerciseFiles();
    const id = await send(files);
    await slots.take();
    const stop = new AbortController();
    const proof = pipelineWith(runnerOf(files)).prove(id, stop.signal);
    await until(async () => (await candidates.findById(id))?.state === 'proving', 'it is claimed', 10_000);

    stop.abort(new PlatformFault('shutdown', 'The worker stopped this proof.'));
    await proof;

    expect(await candidates.findById(id)).toMatchObject({ state: 'queued', faultCode: 'shutdown' });
    expect(await candidates.claim({ id, workerId: 'next', leaseMs: 60_000 })).toMatchObject({ tries: 1 });
  });

  it('leaves a candidate alone for a while whose workers keep dying (P20)', async () => {
    const files = exerciseFiles();
    const id = await send(files);
    for (let death = 0; death < 3; death += 1) {
      await candidates.claim({ id, workerId: 'dies', leaseMs: -1 });
    }
    const runner = runnerOf(files);

    await pipelineWith(runner, { maxTries: 2 }).prove(id, never);

    expect(runner.plans).toHaveLength(0);
    expect(await candidates.findById(id)).toMatchObject({ state: 'queued', faultCode: 'worker-lost' });
  });
});
