import type { LimitUse, Outcome, TestResult } from '#contracts';
import type { PodLimits, PodReport } from './pod-runner.js';
import type { RunRecord } from './run-record.js';
import { tellOutcome } from './tell-outcome.js';

export interface Decision {
  readonly outcome: Outcome;
  readonly cause: string;
  readonly nextStep: string;
  readonly limits: readonly LimitUse[];
  readonly tests: readonly TestResult[];
}

/**
 * Decides what a finished run came to. Everything here is the learner's: platform faults never get this far.
 * The order of the checks is the rule of docs/ARCHITECTURE.md: what ended the program explains the tests that failed.
 */
export function decideOutcome(limits: PodLimits, record: RunRecord, report: PodReport): Decision {
  const tests = findResults(record, report);
  const outcome = nameOutcome(record, report, tests);
  const passed = tests.filter((test) => test.status === 'passed').length;
  return {
    outcome,
    tests,
    ...tellOutcome(outcome, { limits, report, tests, passed, notReady: record.notReadyMessage }),
  };
}

/**
 * SECURITY: invariant 1: reports that contradict the plan prove nothing, so none of them counts. G03: neither does a pass
 * that may have been reached with what answered in the place of a service.
 */
function findResults(record: RunRecord, { stop }: PodReport): readonly TestResult[] {
  const results = record.results();
  if (record.inconsistent) return disown(results, 'The test run contradicted itself, so no result counts.');
  if (stop !== 'service-lost' || results.some(({ status }) => status === 'failed')) return results;
  return disown(results, 'A service ended during the test run, so no result counts.');
}

function disown(tests: readonly TestResult[], message: string): TestResult[] {
  return tests.map((test) => ({ ...test, status: 'failed', failure: { category: 'error', message } }));
}

function nameOutcome(record: RunRecord, report: PodReport, tests: readonly TestResult[]): Outcome {
  const { observed } = report;
  switch (report.stop) {
    case 'build-failed':
    case 'build-timeout':
      return 'build-failed';
    case 'output-limit':
      return 'output-limit';
    case 'socket-limit':
      return 'memory-limit';
    case 'subject-not-ready':
      return nameFailedStart(report);
    case 'wall-timeout':
      return observed.oomKilled ? 'memory-limit' : 'time-limit';
    case 'service-lost':
    case 'grader-lost':
      // SECURITY: C14: after learner code started, a grader that dies is the learner's failure, counted once.
      return observed.oomKilled ? 'memory-limit' : 'wrong-answer';
    case 'done':
      return nameFinished(record, report, tests);
  }
}

function nameFailedStart({ observed }: PodReport): Outcome {
  if (observed.oomKilled) return 'memory-limit';
  if (observed.diskFull) return 'disk-limit';
  return observed.processLimitHits > 0 ? 'process-limit' : 'start-failed';
}

function nameFinished(record: RunRecord, report: PodReport, tests: readonly TestResult[]): Outcome {
  const { observed } = report;
  const failed = tests.filter((test) => test.status === 'failed');
  // SECURITY: D07: a child that was killed for memory counts even when its parent lived on and every test passed.
  if (observed.oomKilled) return 'memory-limit';
  // SECURITY: C01, invariant 1: a pass is positive proof for every planned test, never the absence of failures.
  if (failed.length === 0) return record.complete ? 'accepted' : 'wrong-answer';
  if (observed.diskFull) return 'disk-limit';
  if (observed.processLimitHits > 0) return 'process-limit';
  if (failed.every((test) => test.failure?.category === 'timeout')) return 'time-limit';
  if (report.exits.length > 0) return 'crashed';
  return failed.length < tests.length ? 'partial' : 'wrong-answer';
}
