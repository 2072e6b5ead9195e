import type { TestResult, Verdict } from '#contracts';
import { aResult } from '#testing';

export function aFailedTest(overrides: Partial<TestResult> = {}): TestResult {
  return aResult({
    title: 'refuses what is empty',
    status: 'failed',
    failure: {
      category: 'assertion',
      message: 'expected 400, received 500',
      check: { what: 'status', place: '', expected: '400', actual: '500' },
      exchange: {
        request: { method: 'POST', url: 'http://127.0.0.1:8080/echo', headers: {}, body: '' },
        response: { status: 500, headers: {}, body: 'oops' },
      },
    },
    log: { text: 'TypeError: text is undefined\n', cut: false },
    ...overrides,
  });
}

export function aVerdict(overrides: Partial<Verdict> = {}): Verdict {
  return {
    outcome: 'accepted',
    score: 100,
    cause: 'Every test passed.',
    nextStep: 'Try the next exercise.',
    limits: [],
    groups: [{ name: 'Basics', points: 10, earned: 10, passed: 1, total: 1 }],
    tests: [aResult()],
    usage: { wallMs: 900, cpuMs: 200, peakMemoryBytes: 40 * 1024 * 1024 },
    buildOutput: '',
    logTail: '',
    provenance: {
      exerciseVersion: 'a'.repeat(64),
      seed: '0123456789abcdef',
      runnerVersion: '1.0.0',
      images: {},
    },
    ...overrides,
  };
}

export const aPartialVerdict = (overrides: Partial<Verdict> = {}): Verdict =>
  aVerdict({
    outcome: 'partial',
    score: 50,
    cause: '1 of 2 tests failed.',
    tests: [aResult(), aFailedTest()],
    ...overrides,
  });
