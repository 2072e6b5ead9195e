import { describe, expect, it } from '@jest/globals';
import { FeedbackPolicy, type Verdict } from '#contracts';
import { aManifest, anExercise, aResult } from '#testing';
import { NO_COHORTS } from './decide-release.js';
import { measureLatency } from './measure-latency.js';
import { showTest, showVerdict } from './show-verdict.js';

const failure = { category: 'assertion', message: 'expected 201, got 200' } as const;
const secret = aResult({ title: 'keeps the id', status: 'failed', failure });
const facts = {
  check: { what: 'body', place: 'id', expected: '7', actual: '8' },
  exchange: {
    request: { method: 'GET', url: 'http://127.0.0.1:8080/7', headers: {}, body: null },
    response: { status: 200, headers: {}, body: '{"id":8}' },
  },
  call: { call: 'parse("7")', outcome: 'returned', value: '8' },
} as const;
const detailed = aResult({
  status: 'failed',
  failure: { ...failure, ...facts },
  log: { text: 'input: 7', cut: false },
});
const exerciseWith = (feedback: FeedbackPolicy) =>
  anExercise({
    manifest: aManifest({ feedback, groups: [{ name: 'Basics', points: 1, hint: 'Think of ids.' }] }),
  });
const learner = { mode: 'graded', staff: false, passed: false, release: NO_COHORTS } as const;

describe('showTest', () => {
  it.each([
    ['none', null, null, null],
    ['category', null, 'assertion', null],
    ['hint', 'keeps the id', 'assertion', 'Think of ids.'],
    ['message', 'keeps the id', 'assertion', 'expected 201, got 200'],
    ['after-pass', null, null, null],
    ['after-due', null, null, null],
  ] as const)('shows a learner under policy %s only what it allows', (policy, title, category, message) => {
    expect(showTest(secret, exerciseWith(policy), learner)).toEqual({
      group: 'Basics',
      status: 'failed',
      title,
      category,
      message,
      check: null,
      exchange: null,
      call: null,
      log: null,
    });
  });

  it.each(FeedbackPolicy.options.filter((policy) => policy !== 'message'))(
    'shows nothing of what a test expected, sent, called or saw in the log under policy %s (B08, B09)',
    (policy) => {
      const shown = showTest(detailed, exerciseWith(policy), learner);

      expect(shown).toMatchObject({ check: null, exchange: null, call: null, log: null });
      expect(JSON.stringify(shown)).not.toMatch(/[78]/);
    },
  );

  it('shows what a test expected, sent, called and saw in the log where the policy is to show messages', () => {
    expect(showTest(detailed, exerciseWith('message'), learner)).toMatchObject({
      ...facts,
      log: { text: 'input: 7', cut: false },
    });
  });

  it('withholds the log of a test when another group hides its inputs (B07)', () => {
    const groups = [
      { name: 'Basics', points: 1 },
      { name: 'Sealed', points: 1, feedback: 'none' },
    ];
    const exercise = anExercise({ manifest: aManifest({ feedback: 'message', groups }) });

    expect(showTest(detailed, exercise, learner)).toMatchObject({ ...facts, log: null });
    expect(showTest(detailed, exercise, { ...learner, staff: true }).log?.text).toBe('input: 7');
  });

  it('opens after-pass once the learner has passed', () => {
    expect(showTest(secret, exerciseWith('after-pass'), { ...learner, passed: true }).message).toBe(
      failure.message,
    );
  });

  it.each(FeedbackPolicy.options)('shows staff and public runs everything under policy %s', (policy) => {
    expect(showTest(secret, exerciseWith(policy), { ...learner, staff: true }).message).toBe(failure.message);
    expect(showTest(secret, exerciseWith(policy), { ...learner, mode: 'public' }).message).toBe(
      failure.message,
    );
  });

  it('lets a group override the policy of the exercise', () => {
    const manifest = aManifest({
      feedback: 'message',
      groups: [{ name: 'Basics', points: 1, feedback: 'none' }],
    });

    expect(showTest(secret, anExercise({ manifest }), learner).title).toBeNull();
  });
});

const aVerdict = (overrides: Partial<Verdict> = {}): Verdict => ({
  outcome: 'wrong-answer',
  score: 0,
  cause: 'It failed.',
  nextStep: 'Mend it.',
  limits: [{ limit: 'output', allowed: 16_000, used: 16_123, unit: 'bytes' }],
  groups: [],
  tests: [secret],
  usage: { wallMs: 1234, cpuMs: 567, peakMemoryBytes: 40 * 1024 * 1024 + 77 },
  buildOutput: 'a warning',
  logTail: 'input: 12345',
  provenance: { exerciseVersion: 'a'.repeat(64), seed: 's', runnerVersion: '1', images: {} },
  ...overrides,
});
const notRun = aResult({ status: 'failed', failure: { category: 'not-run', message: 'The run ended.' } });
const OPEN = { logWithheld: false, buildOutput: 'a warning', logTail: 'input: 12345' };
const WITHHELD = { logWithheld: true, buildOutput: '', logTail: '' };

describe('showVerdict', () => {
  it.each([
    ['none', WITHHELD],
    ['category', WITHHELD],
    ['hint', WITHHELD],
    ['message', OPEN],
    ['after-pass', WITHHELD],
    ['after-due', WITHHELD],
  ] as const)('shows the log of a graded run under policy %s as far as it allows (B07)', (policy, log) => {
    expect(showVerdict(aVerdict(), exerciseWith(policy), learner)).toMatchObject(log);
  });

  it.each(['none', 'category', 'after-due'] as const)(
    'sends a learner to no failed test that tells nothing, under policy %s',
    (policy) => {
      const tellStep = (verdict: Verdict) => showVerdict(verdict, exerciseWith(policy), learner).nextStep;

      expect(tellStep(aVerdict({ outcome: 'partial' }))).toMatch(/^What its tests ask is not shown to you/);
      expect(tellStep(aVerdict({ outcome: 'crashed' }))).toBe('Mend it.');
      expect(tellStep(aVerdict({ tests: [secret, notRun] }))).toBe('Mend it.');
    },
  );

  it.each(['hint', 'message'] as const)(
    'sends a learner to a test that tells something, under policy %s',
    (policy) => {
      expect(showVerdict(aVerdict(), exerciseWith(policy), learner).nextStep).toBe('Mend it.');
    },
  );

  it('withholds the log when a single group hides its inputs (B07)', () => {
    const groups = [
      { name: 'Basics', points: 1 },
      { name: 'Sealed', points: 1, feedback: 'none' },
    ];
    const exercise = anExercise({ manifest: aManifest({ feedback: 'message', groups }) });

    expect(showVerdict(aVerdict(), exercise, learner)).toMatchObject(WITHHELD);
  });

  it('opens the log of after-pass to who has passed, and any log to staff and of public runs', () => {
    expect(showVerdict(aVerdict(), exerciseWith('after-pass'), { ...learner, passed: true })).toMatchObject(
      OPEN,
    );
    expect(showVerdict(aVerdict(), exerciseWith('none'), { ...learner, staff: true })).toMatchObject(OPEN);
    expect(showVerdict(aVerdict(), exerciseWith('none'), { ...learner, mode: 'public' })).toMatchObject(OPEN);
  });

  it('keeps everything but counts while a cohort withholds, whatever the policy, and from the learner alone', () => {
    const exam = { ...learner, passed: true, release: { due: false, withheld: true } };
    const verdict = aVerdict({ tests: [aResult({ status: 'failed', failure })] });

    const shown = showVerdict(verdict, exerciseWith('message'), exam);

    expect(shown).toMatchObject({ ...WITHHELD, passed: 0, total: 1 });
    expect(shown.tests[0]).toMatchObject({ status: 'failed', title: null, category: null, message: null });
    expect(shown.withheld).toEqual([{ group: 'Basics', shows: 'none', opens: 'after-due' }]);
    expect(showVerdict(verdict, exerciseWith('message'), { ...exam, staff: true })).toMatchObject(OPEN);
    expect(showVerdict(verdict, exerciseWith('message'), { ...exam, mode: 'public' })).toMatchObject(OPEN);
  });

  it.each([
    ['due, though not passed', { due: true, passed: false }, OPEN],
    ['not due, though passed', { due: false, passed: true }, WITHHELD],
    ['never due, and passed', { due: null, passed: true }, OPEN],
    ['never due, and not passed', { due: null, passed: false }, WITHHELD],
  ] as const)('shows under after-due what is %s', (_, { due, passed }, log) => {
    const viewing = { ...learner, passed, release: { due, withheld: false } };

    expect(showVerdict(aVerdict(), exerciseWith('after-due'), viewing)).toMatchObject(log);
  });

  it.each(['build-failed', 'start-failed'] as const)(
    'shows why a run ended as %s: no test had asked',
    (outcome) => {
      const verdict = aVerdict({ outcome, tests: [notRun] });

      expect(showVerdict(verdict, exerciseWith('none'), learner)).toMatchObject(OPEN);
    },
  );

  it('withholds the log of a start that failed once a test had run', () => {
    const verdict = aVerdict({ outcome: 'start-failed', tests: [secret, notRun] });

    expect(showVerdict(verdict, exerciseWith('none'), learner)).toMatchObject(WITHHELD);
  });

  it.each([
    ['none', { shows: 'none', opens: null }],
    ['category', { shows: 'category', opens: null }],
    ['hint', { shows: 'hint', opens: null }],
    ['after-pass', { shows: 'none', opens: 'after-pass' }],
    ['after-due', { shows: 'none', opens: 'after-due' }],
  ] as const)('says what a group shows under policy %s, and when it opens', (policy, told) => {
    const shown = showVerdict(aVerdict(), exerciseWith(policy), learner);

    expect(shown.withheld).toEqual([{ group: 'Basics', ...told }]);
  });

  it('withholds nothing from who may see everything', () => {
    const passed = showVerdict(aVerdict(), exerciseWith('after-pass'), { ...learner, passed: true });

    expect(passed.withheld).toEqual([]);
    expect(showVerdict(aVerdict(), exerciseWith('message'), learner).withheld).toEqual([]);
    expect(showVerdict(aVerdict(), exerciseWith('none'), { ...learner, staff: true }).withheld).toEqual([]);
  });

  it('rounds what was used where inputs are hidden, so that it carries none (B09)', () => {
    const { usage, latencyMs, limits } = showVerdict(aVerdict(), exerciseWith('none'), learner);

    expect(usage).toEqual({ wallMs: 1200, cpuMs: 600, peakMemoryBytes: 40 * 1024 * 1024 });
    expect(latencyMs).toBeNull();
    expect(limits).toMatchObject([{ allowed: 16_000, used: 16_000 }]);
    expect(showVerdict(aVerdict(), exerciseWith('message'), learner)).toMatchObject({
      usage: aVerdict().usage,
      latencyMs: measureLatency(aVerdict().tests),
      limits: aVerdict().limits,
    });
  });
});
