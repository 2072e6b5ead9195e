import { SubmissionDetail, VisibleTest } from '#contracts';
import type { JudgedDetail } from '../src/exports/report-submission.js';

export const aVisibleTest = (overrides: Partial<VisibleTest> = {}): VisibleTest =>
  VisibleTest.parse({
    group: 'Basics',
    title: 'answers',
    status: 'passed',
    category: null,
    message: null,
    exchange: null,
    ...overrides,
  });

/** A submission with its verdict, as its reader sees it. */
export function aJudgedDetail(verdict: Partial<JudgedDetail['verdict']> = {}): JudgedDetail {
  return SubmissionDetail.parse({
    id: 'f2f1c5a4-7d5e-4a53-8c0c-0d8a1a1f7a10',
    exercise: 'echo-service',
    runtime: 'node',
    mode: 'graded',
    status: 'judged',
    outcome: 'partial',
    score: 50,
    createdAt: '2026-03-01T10:00:00.000Z',
    judgedAt: '2026-03-01T10:00:05.000Z',
    exerciseVersion: 'a'.repeat(64),
    attempt: 1,
    queuePosition: null,
    verdict: {
      outcome: 'partial',
      score: 50,
      cause: '1 of 2 tests failed.',
      nextStep: 'Read what it expected.',
      limits: [],
      groups: [{ name: 'Basics', points: 10, earned: 5, passed: 1, total: 2 }],
      tests: [aVisibleTest()],
      passed: 1,
      total: 2,
      usage: { wallMs: 900, cpuMs: 200, peakMemoryBytes: 1 },
      logWithheld: false,
      buildOutput: '',
      logTail: '',
      seed: '0123456789abcdef',
      ...verdict,
    },
  }) as JudgedDetail;
}
