import { describe, expect, it } from '@jest/globals';
import { aReport, someLimits } from '#testing';
import { decideOutcome } from './decide-outcome.js';
import { RunRecord } from './run-record.js';
import type { PodReport } from './pod-runner.js';

const test = (title: string) => ({ id: `Basics › ${title}`, group: 'Basics', title });
const passed = (title: string) =>
  ({ type: 'test-end', id: test(title).id, status: 'passed', durationMs: 3 }) as const;
const failed = (title: string, category: 'assertion' | 'timeout' | 'crashed' = 'assertion') =>
  ({
    type: 'test-end',
    id: test(title).id,
    status: 'failed',
    durationMs: 3,
    failure: { category, message: 'expected status 201, got 200' },
  }) as const;
const done = (count: { passed: number; failed: number }) => ({ type: 'done', ...count }) as const;

type Frames = Parameters<RunRecord['add']>[0][];

function decide(frames: Frames, report: Parameters<typeof aReport>[0] = {}) {
  const record = new RunRecord();
  record.add({ type: 'plan', tests: [test('one'), test('two')] });
  for (const frame of frames) record.add(frame);
  return decideOutcome(someLimits(), record, aReport(report));
}

const bothPass: Frames = [passed('one'), passed('two'), done({ passed: 2, failed: 0 })];
const onePasses: Frames = [passed('one'), failed('two'), done({ passed: 1, failed: 1 })];
const nonePasses: Frames = [failed('one'), failed('two'), done({ passed: 0, failed: 2 })];

describe('positive proof (C01, C02, C14)', () => {
  it('accepts when every planned test is reported once and passed', () => {
    expect(decide(bothPass).outcome).toBe('accepted');
  });

  it.each<[string, Frames]>([
    ['a test is missing', [passed('one'), done({ passed: 1, failed: 0 })]],
    ['nothing is reported', [done({ passed: 0, failed: 0 })]],
    [
      'a test is reported twice',
      [passed('one'), passed('one'), passed('two'), done({ passed: 2, failed: 0 })],
    ],
    [
      'an unknown test is reported',
      [...bothPass.slice(0, 2), passed('three'), done({ passed: 3, failed: 0 })],
    ],
    ['the count of done is wrong', [passed('one'), passed('two'), done({ passed: 1, failed: 0 })]],
    ['done is missing', [passed('one'), passed('two')]],
    ['done comes twice', [...bothPass, done({ passed: 2, failed: 0 })]],
    ['a result follows done', [passed('one'), done({ passed: 1, failed: 0 }), passed('two')]],
    ['a second plan comes', [{ type: 'plan', tests: [test('one')] }, ...bothPass]],
    ['a test is reported failed and then passed', [failed('one'), ...bothPass]],
    [
      'a test is reported passed and then failed',
      [...bothPass.slice(0, 2), failed('two'), done({ passed: 2, failed: 1 })],
    ],
    ['every test is reported under one id', [passed('one'), passed('one'), done({ passed: 2, failed: 0 })]],
    ['an id differs in its case', [passed('one'), passed('TWO'), done({ passed: 2, failed: 0 })]],
    ['done says that all passed and no test was reported', [done({ passed: 2, failed: 0 })]],
    ['the learner was ready and nothing else was said', [{ type: 'subject-ready', afterMs: 1 }]],
  ])('does not accept when %s', (_what, frames) => {
    expect(decide(frames).outcome).not.toBe('accepted');
  });

  it('counts no result at all when the reports contradict the plan', () => {
    const decision = decide([passed('one'), passed('one'), passed('two'), done({ passed: 2, failed: 0 })]);

    expect(decision.tests.map((entry) => entry.status)).toEqual(['failed', 'failed']);
  });

  it('does not accept an empty plan', () => {
    const record = new RunRecord();
    record.add({ type: 'plan', tests: [] });
    record.add({ type: 'done', passed: 0, failed: 0 });

    expect(decideOutcome(someLimits(), record, aReport()).outcome).toBe('wrong-answer');
  });

  it.each<PodReport['stop']>([
    'build-failed',
    'build-timeout',
    'subject-not-ready',
    'wall-timeout',
    'output-limit',
    'grader-lost',
    'service-lost',
  ])('does not accept after the run stopped with %s, whatever was reported', (stop) => {
    expect(decide(bothPass, { stop }).outcome).not.toBe('accepted');
  });
});

describe('a grader that died after learner code started (C14)', () => {
  it.each<[string, Frames]>([
    ['before the first test', []],
    ['during a test', [passed('one'), { type: 'test-start', id: test('two').id }]],
    ['between the last test and its last word', [passed('one'), passed('two')]],
    ['after it had said that all passed', bothPass],
  ])("is the learner's failure %s, and an outcome of its own kind", (_when, frames) => {
    const { outcome, cause } = decide(frames, { stop: 'grader-lost' });

    expect(outcome).toBe('wrong-answer');
    expect(cause).toContain('broke off');
  });

  it.each<PodReport['stop']>(['grader-lost', 'wall-timeout', 'subject-not-ready', 'done'])(
    "is the memory limit when the learner's program was killed for memory (stop: %s)",
    (stop) => {
      expect(decide(bothPass, { stop, observed: { oomKilled: true } }).outcome).toBe('memory-limit');
    },
  );
});

describe('a service that ended by itself (G03)', () => {
  it('leaves no pass that it may not have answered for', () => {
    const { outcome, cause, tests } = decide(bothPass, { stop: 'service-lost' });

    expect(outcome).toBe('wrong-answer');
    expect(cause).toContain('ended while');
    expect(tests.map(({ status }) => status)).toEqual(['failed', 'failed']);
  });

  it('leaves what passed beside a test that failed or did not run', () => {
    const { tests } = decide([passed('one')], { stop: 'service-lost' });

    expect(tests.map(({ status }) => status)).toEqual(['passed', 'failed']);
  });
});

describe('naming what happened', () => {
  it('calls some passed tests partial and none wrong-answer', () => {
    expect(decide(onePasses).outcome).toBe('partial');
    expect(decide(nonePasses).outcome).toBe('wrong-answer');
  });

  it('lists a test that never ended as not-run', () => {
    const decision = decide([passed('one')], { stop: 'wall-timeout' });

    expect(decision.outcome).toBe('time-limit');
    expect(decision.tests[1]?.failure?.category).toBe('not-run');
  });

  it('names the memory limit even when every test passed', () => {
    expect(decide(bothPass, { observed: { oomKilled: true } }).outcome).toBe('memory-limit');
  });

  it.each([
    ['disk-limit', { diskFull: true, peakDiskBytes: 32 * 1024 * 1024 }],
    ['process-limit', { processLimitHits: 4, peakProcesses: 64 }],
  ] as const)('names %s when it was hit and a test failed', (outcome, observed) => {
    expect(decide(onePasses, { observed }).outcome).toBe(outcome);
    expect(decide(bothPass, { observed }).outcome).toBe('accepted');
  });

  it('names the time limit when every failed test is a timeout', () => {
    const frames: Frames = [passed('one'), failed('two', 'timeout'), done({ passed: 1, failed: 1 })];

    expect(decide(frames).outcome).toBe('time-limit');
  });

  it('names a crash when an exit nobody asked for made tests fail', () => {
    const exits = [{ instance: 0, exitCode: 1, oomKilled: false, duringTest: 'Basics › two' }];
    const frames: Frames = [passed('one'), failed('two', 'crashed'), done({ passed: 1, failed: 1 })];

    const decision = decide(frames, { exits });

    expect(decision.outcome).toBe('crashed');
    expect(decision.cause).toContain('exit code 1');
  });

  it('tells why the program did not start: its exit code, or how long it was waited for', () => {
    const exits = [{ instance: 0, exitCode: 7, oomKilled: false, duringTest: null }];

    expect(decide([], { stop: 'subject-not-ready', exits }).cause).toContain('exit code 7');
    expect(decide([], { stop: 'subject-not-ready', observed: { startMs: 10_020 } }).limits).toEqual([
      { limit: 'start-time', allowed: 10_000, used: 10_020, unit: 'ms' },
    ]);
  });

  it('gives every limit with allowed and used', () => {
    expect(decide(onePasses, { stop: 'output-limit', observed: { outputBytes: 2_000_000 } }).limits).toEqual([
      { limit: 'output', allowed: 1024 * 1024, used: 2_000_000, unit: 'bytes' },
    ]);
  });
});
