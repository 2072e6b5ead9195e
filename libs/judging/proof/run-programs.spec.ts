import { describe, expect, it } from '@jest/globals';
import { PlatformFault, type Verdict } from '#contracts';
import type { ProgramRuns } from '#exercise-catalog';
import { aManifest, anExercise, aResult, aSeed } from '#testing';
import { listPrograms } from './list-programs.js';
import { runPrograms, type ProgramJudge, type ProgramOrder, type RunPlan } from './run-programs.js';

const failure = { category: 'assertion', message: 'expected 201, got 200' } as const;
const aVerdict = (overrides: Partial<Verdict> = {}): Verdict => ({
  outcome: 'wrong-answer',
  score: 0,
  cause: 'No test passed.',
  nextStep: 'Read the first one.',
  limits: [],
  groups: [],
  tests: [aResult({ status: 'failed', failure })],
  usage: null,
  buildOutput: '',
  logTail: '',
  provenance: { exerciseVersion: 'v', seed: aSeed(), runnerVersion: '1', images: {} },
  ...overrides,
});

/** Answers from a script, and keeps what it was asked and how much of it at once. */
class FakeJudge implements ProgramJudge {
  readonly asked: ProgramOrder[] = [];
  most = 0;
  private running = 0;

  constructor(private readonly answer: (request: ProgramOrder, call: number) => Verdict) {}

  async run(request: ProgramOrder): Promise<Verdict> {
    const call = this.asked.push(request);
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    await new Promise((resolve) => setImmediate(resolve));
    this.running -= 1;
    return this.answer(request, call);
  }
}

const solution = (name: string, rejected: boolean) => ({
  runtime: 'node' as const,
  name,
  files: [{ path: 'main.js', content: name }],
  expectation: rejected ? { outcome: 'wrong-answer' as const, fails: [], because: 'It is wrong.' } : null,
});
const exercise = anExercise({ manifest: aManifest({ runtimes: ['node'] }) });
const programs = listPrograms(exercise, [solution('wrong', true), solution('right', false)]);
const plan = (overrides: Partial<RunPlan> = {}): RunPlan => ({
  exercise,
  programs,
  repeats: 2,
  concurrency: 2,
  signal: new AbortController().signal,
  whenUnjudged: 'note',
  ...overrides,
});

describe('runPrograms', () => {
  it('runs starters, accepted and rejected solutions, each as often as asked, shuffled and graded', async () => {
    const judge = new FakeJudge(() => aVerdict());
    const ended: ProgramRuns['program'][] = [];

    const observed = await runPrograms(judge, plan({ onRun: ({ program }) => ended.push(program) }));

    expect(observed.map(({ program, runs }) => [program.role, program.name, runs.length])).toEqual([
      ['starter', 'starter', 2],
      ['accepted', 'right', 2],
      ['rejected', 'wrong', 2],
    ]);
    expect(judge.asked.every((request) => request.shuffled === true && request.mode === 'graded')).toBe(true);
    expect(ended).toHaveLength(6);
  });

  it('runs as many at once as allowed, no more', async () => {
    const judge = new FakeJudge(() => aVerdict());

    await runPrograms(judge, plan({ concurrency: 3 }));

    expect(judge.most).toBe(3);
  });

  it('keeps as readable only what the feedback policy lets a learner read', async () => {
    const manifest = aManifest({
      runtimes: ['node'],
      feedback: 'hint',
      groups: [{ name: 'Basics', points: 1, hint: 'Think.' }],
    });

    const [starter] = await runPrograms(
      new FakeJudge(() => aVerdict()),
      plan({ exercise: { ...exercise, manifest } }),
    );

    expect(starter?.runs[0]?.readable).toEqual(['Think.', 'No test passed.', '', '']);
    expect(starter?.runs[0]?.tests[0]?.failure).toEqual(failure);
  });

  it('tries again after a fault of the platform', async () => {
    const judge = new FakeJudge((_, call) => {
      if (call === 1) throw new PlatformFault('service-not-ready', 'postgres did not answer');
      return aVerdict();
    });

    const [starter] = await runPrograms(judge, plan({ programs: programs.slice(0, 1), repeats: 1 }));

    expect(starter?.runs).toMatchObject([{ outcome: 'wrong-answer' }]);
    expect(judge.asked).toHaveLength(2);
  });

  it('tells a fault that stays as our own', async () => {
    const judge = new FakeJudge(() => {
      throw new PlatformFault('engine-unavailable', 'the engine is gone');
    });

    const [starter] = await runPrograms(judge, plan({ programs: programs.slice(0, 1), repeats: 1 }));

    expect(starter?.runs).toMatchObject([
      { outcome: 'system-error', cause: 'the engine is gone (engine-unavailable)' },
    ]);
  });

  it('throws a fault that stays where runs that were not judged are of no use', async () => {
    const judge = new FakeJudge(() => {
      throw new PlatformFault('engine-unavailable', 'the engine is gone');
    });

    await expect(runPrograms(judge, plan({ whenUnjudged: 'throw', concurrency: 1 }))).rejects.toMatchObject({
      code: 'engine-unavailable',
    });
    expect(judge.asked).toHaveLength(2);
  });

  it('tells the plan of a run and each of its tests', async () => {
    const told: string[] = [];
    const judge = new FakeJudge(({ onPlan, onResult }) => {
      onPlan?.([{ id: 'Basics › answers', group: 'Basics', title: 'answers' }]);
      onResult?.(aResult());
      return aVerdict();
    });

    await runPrograms(
      judge,
      plan({
        programs: programs.slice(0, 1),
        repeats: 1,
        onPlan: (tests) => told.push(...tests.map(({ id }) => id)),
        onTest: ({ name }, { status }) => told.push(`${name} ${status}`),
      }),
    );

    expect(told).toEqual(['Basics › answers', 'starter passed']);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const judge = new FakeJudge(() => {
      stop.abort();
      return aVerdict();
    });

    await expect(runPrograms(judge, plan({ signal: stop.signal, concurrency: 1 }))).rejects.toThrow();
    expect(judge.asked).toHaveLength(1);
  });
});
