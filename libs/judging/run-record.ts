import type { GraderFrame, PlannedTest, TestLog, TestResult } from '#contracts';
import type { PodObservation } from './pod-runner.js';

type Frame = Extract<PodObservation, { type: 'frame' }>['frame'];
type TestEnd = Extract<GraderFrame, { type: 'test-end' }>;

interface EndedTest {
  readonly end: TestEnd;
  /** What the worker saw the program write meanwhile. The grader has no say in it. */
  readonly log: TestLog | undefined;
}

/**
 * What the grader said, held against its own plan. A pass needs positive proof: every planned test reported
 * exactly once. A report for an unknown test, or a second one for the same test, makes the record `inconsistent`.
 */
export class RunRecord {
  private planned: readonly PlannedTest[] | null = null;
  private readonly ends = new Map<string, EndedTest>();
  private consistent = true;
  private sawDone = false;
  notReadyMessage: string | null = null;

  /** Takes the next frame. Returns the result it adds, or null when it adds none. */
  add(frame: Frame, log?: TestLog): { index: number; result: TestResult } | null {
    switch (frame.type) {
      case 'plan':
        this.takePlan(frame.tests);
        return null;
      case 'test-end':
        return this.takeEnd({ end: frame, log });
      case 'done':
        if (this.sawDone || frame.passed + frame.failed !== this.ends.size) this.consistent = false;
        this.sawDone = true;
        return null;
      case 'subject-not-ready':
        this.notReadyMessage = frame.message;
        return null;
      case 'subject-ready':
      case 'test-start':
        return null;
    }
  }

  get plannedCount(): number {
    return this.planned?.length ?? 0;
  }

  /** True when every planned test was reported exactly once, nothing else was, and the grader said it was done. */
  get complete(): boolean {
    return this.consistent && this.sawDone && this.planned !== null && this.ends.size === this.planned.length;
  }

  get inconsistent(): boolean {
    return !this.consistent;
  }

  /** Every planned test in plan order; one that never ended is failed as `not-run`. */
  results(): TestResult[] {
    return (this.planned ?? []).map((test) => {
      const ended = this.ends.get(test.id);
      return ended === undefined ? notRun(test) : toResult(test, ended);
    });
  }

  private takePlan(tests: readonly PlannedTest[]): void {
    const unique = new Set(tests.map((test) => test.id)).size === tests.length;
    if (this.planned !== null || !unique || tests.length === 0) this.consistent = false;
    this.planned ??= tests;
  }

  private takeEnd(ended: EndedTest): { index: number; result: TestResult } | null {
    const { end } = ended;
    const index = this.planned?.findIndex((test) => test.id === end.id) ?? -1;
    const test = this.planned?.[index];
    if (test === undefined || this.ends.has(end.id) || this.sawDone) {
      this.consistent = false;
      return null;
    }
    this.ends.set(end.id, ended);
    return { index, result: toResult(test, ended) };
  }
}

function toResult(test: PlannedTest, { end, log }: EndedTest): TestResult {
  const { status, durationMs } = end;
  if (status === 'passed') return { ...test, status, durationMs };
  const failure = end.failure ?? unexplained;
  return { ...test, status, durationMs, failure, ...(log === undefined ? {} : { log }) };
}

const unexplained = { category: 'error', message: 'The test failed without saying why.' } as const;

function notRun(test: PlannedTest): TestResult {
  return {
    ...test,
    status: 'failed',
    durationMs: 0,
    failure: { category: 'not-run', message: 'The run ended before this test could start.' },
  };
}
