import { describe, expect, it } from '@jest/globals';
import { aManifest, aResult } from '#testing';
import type { RejectedExpectation } from '../manifest.js';
import type { ObservedRun, ProgramRuns } from './observed-run.js';
import { proveExercise } from './prove-exercise.js';

const IDS = ['Basics › echoes', 'Basics › keeps case'];

/** A run in which exactly these tests fail. */
function aRun(failing: readonly string[], overrides: Partial<ObservedRun> = {}): ObservedRun {
  const tests = IDS.map((id) => {
    const [group = '', title = ''] = id.split(' › ');
    const failure = { category: 'assertion', message: `${title}: expected a, got b` } as const;
    return failing.includes(id)
      ? aResult({ id, group, title, status: 'failed', failure })
      : aResult({ id, group, title, status: 'passed', durationMs: 20 });
  });
  const accepted = failing.length === 0;
  return {
    outcome: accepted ? 'accepted' : failing.length < IDS.length ? 'partial' : 'wrong-answer',
    score: accepted ? 100 : 50,
    tests,
    readable: tests.flatMap((test) => test.failure?.message ?? []),
    cause: 'Tests failed.',
    usage: { wallMs: 900, cpuMs: 100, peakMemoryBytes: 64 * 1024 * 1024 },
    ...overrides,
  };
}

function aProgram(name: string, runs: ObservedRun[], expectation: RejectedExpectation | null): ProgramRuns {
  return {
    program: { runtime: 'node', role: expectation === null ? 'accepted' : 'rejected', name, expectation },
    runs,
  };
}

const starter = (run: ObservedRun): ProgramRuns => ({
  program: { runtime: 'node', role: 'starter', name: 'starter', expectation: null },
  runs: [run],
});
const accepted = (...runs: ObservedRun[]) => aProgram('plain', runs, null);
const rejected = (
  name: string,
  fails: string[],
  runs: ObservedRun[],
  more: Partial<RejectedExpectation> = {},
) =>
  aProgram(name, runs, {
    outcome: fails.length === IDS.length ? 'wrong-answer' : 'partial',
    fails,
    because: 'A mistake that learners make.',
    ...more,
  });

const [ECHOES = '', CASE = ''] = IDS;
const mute = rejected('mute', IDS, [aRun(IDS)]);
const prove = (
  programs: ProgramRuns[],
  { whole = true, ...manifest }: { whole?: boolean; starterFloor?: number } = {},
) => proveExercise({ manifest: aManifest(manifest), programs, whole });

describe('proveExercise', () => {
  it('proves an exercise whose programs come to what was promised', () => {
    const proof = prove([
      starter(aRun(IDS, { score: 0 })),
      accepted(aRun([]), aRun([])),
      mute,
      rejected('shouts', [CASE], [aRun([CASE])], { message: 'EXPECTED a,\n got b' }),
    ]);

    expect(proof).toMatchObject({ proven: true, problems: [], unproven: [], incomplete: false });
    expect(proof.matrix).toEqual({
      tests: IDS,
      rows: [
        {
          program: 'node/starter',
          role: 'starter',
          outcome: 'wrong-answer',
          score: 0,
          expected: true,
          cells: [
            { mark: 'failed', expected: true },
            { mark: 'failed', expected: true },
          ],
        },
        {
          program: 'node/accepted/plain',
          role: 'accepted',
          outcome: 'accepted',
          score: 100,
          expected: true,
          cells: [
            { mark: 'passed', expected: true },
            { mark: 'passed', expected: true },
          ],
        },
        {
          program: 'node/rejected/mute',
          role: 'rejected',
          outcome: 'wrong-answer',
          score: 50,
          expected: true,
          cells: [
            { mark: 'failed', expected: true },
            { mark: 'failed', expected: true },
          ],
        },
        {
          program: 'node/rejected/shouts',
          role: 'rejected',
          outcome: 'partial',
          score: 50,
          expected: true,
          cells: [
            { mark: 'passed', expected: true },
            { mark: 'failed', expected: true },
          ],
        },
      ],
    });
  });

  it.each([
    [
      'a starter above its floor',
      [starter(aRun([CASE])), mute],
      'node/starter',
      'scores 50; the starterFloor in exercise.yaml is 0',
    ],
    [
      'an accepted solution that fails',
      [accepted(aRun([CASE])), mute],
      'node/accepted/plain',
      'fails “Basics › keeps case”: keeps case: expected a, got b',
    ],
    [
      'an accepted solution short of full marks',
      [accepted(aRun([], { score: 99.9 })), mute],
      'node/accepted/plain',
      'is accepted with score 99.9, not accepted with 100',
    ],
    [
      'another outcome',
      [mute, rejected('x', [CASE], [aRun([CASE], { outcome: 'time-limit' })])],
      'node/rejected/x',
      'is time-limit, expected partial: Tests failed.',
    ],
    [
      'a test that was to fail and did not',
      [mute, rejected('x', [ECHOES, CASE], [aRun([CASE])], { outcome: 'partial' })],
      'node/rejected/x',
      'does not fail “Basics › echoes”, which its expect.yaml lists',
    ],
    [
      'a test that failed unasked',
      [mute, rejected('x', [ECHOES], [aRun(IDS, { outcome: 'partial' })])],
      'node/rejected/x',
      'also fails “Basics › keeps case”, which its expect.yaml does not list: keeps case: expected a, got b',
    ],
    [
      'a message that the learner cannot read',
      [mute, rejected('x', [CASE], [aRun([CASE], { readable: ['Try again.'] })], { message: 'got b' })],
      'node/rejected/x',
      'shows the learner nothing that contains “got b”; what can be read: “Try again.”',
    ],
    [
      'a message that the learner can read in some runs only',
      [
        mute,
        rejected('x', [CASE], [aRun([CASE]), aRun([CASE], { readable: ['Try again.'] })], {
          message: 'got b',
        }),
      ],
      'node/rejected/x',
      'shows the learner nothing that contains “got b”; what can be read: “Try again.”',
    ],
    [
      'a test that no rejected solution fails',
      [rejected('x', [CASE], [aRun([CASE])])],
      null,
      '“Basics › echoes” fails no rejected solution: write one that it catches',
    ],
    [
      'outcomes that change',
      [mute, rejected('x', [CASE], [aRun([CASE]), aRun([CASE], { outcome: 'crashed' }), aRun([CASE])])],
      'node/rejected/x',
      'came to different outcomes: partial 2×, crashed 1×',
    ],
    [
      'a test that flickers',
      [mute, accepted(aRun([]), aRun([CASE], { outcome: 'accepted' }))],
      'node/accepted/plain',
      'passes “Basics › keeps case” in 1 of 2 runs only: keeps case: expected a, got b',
    ],
    [
      'a title that changes',
      [mute, accepted(aRun([]), aRun([], { tests: aRun([]).tests.slice(1) }))],
      'node/accepted/plain',
      'has the test “Basics › echoes” only in some runs: titles must not change',
    ],
  ])('does not prove an exercise with %s', (_, programs, program, message) => {
    const proof = prove(programs);

    expect(proof.proven).toBe(false);
    expect(proof.problems).toContainEqual(
      expect.objectContaining({ program, message: expect.stringContaining(message) }),
    );
  });

  it('lets a starter reach its floor', () => {
    expect(prove([starter(aRun([CASE])), mute], { starterFloor: 50 }).proven).toBe(true);
  });

  it('takes no kill from a solution whose verdict changes', () => {
    const proof = prove([rejected('mute', IDS, [aRun(IDS), aRun([CASE])])]);

    expect(proof.unproven).toEqual([ECHOES]);
  });

  it('does not count tests that never ran, neither as failed nor as kills', () => {
    const failure = { category: 'not-run', message: 'The run ended first.' } as const;
    const tests = aRun([]).tests.map((test) => ({ ...test, status: 'failed' as const, failure }));
    const unbuilt = rejected('slip', [], [aRun([], { outcome: 'build-failed', score: 0, tests })], {
      outcome: 'build-failed',
    });

    const proof = prove([unbuilt]);

    expect(proof.problems.map((problem) => problem.program)).toEqual([null, null]);
    expect(proof.matrix.rows[0]?.cells).toEqual([
      { mark: 'not-run', expected: true },
      { mark: 'not-run', expected: true },
    ]);
  });

  it('asks no kills of a part of the solutions', () => {
    expect(prove([accepted(aRun([]))], { whole: false })).toMatchObject({ proven: true, unproven: [] });
  });

  it('says so when the platform could not judge, and blames nothing else', () => {
    const failed = aRun([], { outcome: 'system-error', tests: [], cause: 'the engine was lost' });

    const proof = prove([accepted(failed), mute]);

    expect(proof).toMatchObject({ proven: false, incomplete: true });
    expect(proof.problems).toMatchObject([
      { program: 'node/accepted/plain', message: 'could not be judged: the engine was lost' },
    ]);
  });

  it('measures the head-room of accepted solutions only', () => {
    const slow = aRun([], { tests: aRun([]).tests.map((test) => ({ ...test, durationMs: 3000 })) });

    const { headRoom } = prove([
      accepted(aRun([]), slow),
      rejected('mute', IDS, [aRun(IDS, { usage: { wallMs: 1e6, cpuMs: 1, peakMemoryBytes: 1 } })]),
    ]);

    expect(headRoom).toEqual([
      {
        limit: 'test time',
        used: 3000,
        allowed: 5000,
        unit: 'ms',
        share: 0.6,
        by: 'node/accepted/plain in “Basics › echoes”',
      },
      { limit: 'wall time', used: 900, allowed: 60000, unit: 'ms', share: 0.015, by: 'node/accepted/plain' },
      { limit: 'memory', used: 64, allowed: 256, unit: 'MiB', share: 0.25, by: 'node/accepted/plain' },
    ]);
  });

  it('names the programs whose runs differ, and blames none of them for a fault of ours', () => {
    const lost = aRun([], { outcome: 'system-error', tests: [] });

    const proof = prove([mute, accepted(aRun([]), lost), rejected('x', [CASE], [aRun([CASE]), aRun([])])]);

    expect(proof.flaky).toEqual(['node/rejected/x']);
  });

  it('marks what differs between runs as unstable', () => {
    const proof = prove([mute, rejected('x', [CASE], [aRun([CASE]), aRun([])])]);

    expect(proof.matrix.rows[1]).toMatchObject({
      outcome: 'partial / accepted',
      expected: false,
      cells: [
        { mark: 'passed', expected: true },
        { mark: 'unstable', expected: false },
      ],
    });
  });
});
