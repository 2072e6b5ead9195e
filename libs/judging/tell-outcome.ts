import type { LimitUse, Outcome, TestResult } from '#contracts';
import type { PodLimits, PodReport } from './pod-runner.js';

interface OutcomeFacts {
  readonly limits: PodLimits;
  readonly report: PodReport;
  readonly tests: readonly TestResult[];
  readonly passed: number;
  readonly notReady: string | null;
}

interface Telling {
  readonly cause: string;
  readonly nextStep: string;
  readonly limits: readonly LimitUse[];
}

const MIB = 1024 * 1024;

/** Says in the learner's words what ended the run, which limit it met with allowed and used, and what to do next. */
export function tellOutcome(outcome: Outcome, facts: OutcomeFacts): Telling {
  switch (outcome) {
    case 'accepted':
      return plain(`All ${facts.tests.length} tests passed.`, 'On to the next exercise.');
    case 'partial':
      return plain(
        `${facts.passed} of ${facts.tests.length} tests passed.`,
        'Read the first failed test: it says what was done, what was expected and what came.',
      );
    case 'wrong-answer':
      return tellWrongAnswer(facts);
    case 'build-failed':
      return tellBuild(facts);
    case 'start-failed':
      return tellStart(facts);
    case 'crashed':
      return tellCrash(facts);
    case 'time-limit':
      return tellTime(facts);
    case 'memory-limit':
      return tellMemory(facts);
    case 'output-limit':
      return tellOutput(facts);
    case 'process-limit':
      return tellProcesses(facts);
    case 'disk-limit':
      return tellDisk(facts);
    case 'system-error':
      return plain('Touchstone could not judge this submission.', 'This was our fault and cost you nothing.');
  }
}

const plain = (cause: string, nextStep: string): Telling => ({ cause, nextStep, limits: [] });

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

function tellWrongAnswer({ report, tests }: OutcomeFacts): Telling {
  if (report.stop === 'grader-lost') {
    return plain(
      'The test run broke off while your program was being tested.',
      'Answers that are endless, enormous or not valid HTTP end a run: check what your program sends.',
    );
  }
  if (report.stop === 'service-lost') {
    return plain(
      'A service that your program uses ended while it was being tested.',
      'Look for what ends it: one value that is larger than its memory is enough.',
    );
  }
  return plain(
    `None of the ${tests.length} tests passed.`,
    'Run the public tests first, then read the first failed test here.',
  );
}

function tellBuild({ limits, report }: OutcomeFacts): Telling {
  if (report.stop !== 'build-timeout') {
    return plain(
      'Your code did not build: the build output says why.',
      'Mend the first error of the build output, then submit again.',
    );
  }
  return {
    cause: `The build took longer than ${seconds(limits.buildTimeoutMs)}.`,
    nextStep: 'Make the sources smaller: nothing is downloaded or generated during a build here.',
    limits: [
      { limit: 'build-time', allowed: limits.buildTimeoutMs, used: report.observed.buildMs, unit: 'ms' },
    ],
  };
}

function tellStart({ limits, report, notReady }: OutcomeFacts): Telling {
  const exit = report.exits.at(0);
  if (exit !== undefined) {
    return plain(
      `Your program ended with exit code ${exit.exitCode ?? 'unknown'} before it answered.`,
      exit.exitCode === 0
        ? 'It came to its end by itself: keep it running, listening at the port in the environment variable PORT.'
        : 'Read the last lines of its log below: they say why it stopped.',
    );
  }
  return {
    cause: notReady ?? `Your program did not answer within ${seconds(limits.startTimeoutMs)}.`,
    nextStep: 'Listen on 127.0.0.1 (or all addresses) at the port in the environment variable PORT.',
    limits: [
      {
        limit: 'start-time',
        allowed: limits.startTimeoutMs,
        used: Math.max(report.observed.startMs, 0),
        unit: 'ms',
      },
    ],
  };
}

function tellCrash({ report, passed, tests }: OutcomeFacts): Telling {
  const exit = report.exits.at(0);
  return plain(
    `Your program ended by itself with exit code ${exit?.exitCode ?? 'unknown'} while it was being tested; ` +
      `${passed} of ${tests.length} tests passed.`,
    'Read the last lines of its log below, and catch errors per request so that one bad request cannot end the program.',
  );
}

function tellTime({ limits, report, tests }: OutcomeFacts): Telling {
  if (report.stop === 'wall-timeout') {
    return {
      cause: `The tests took longer than ${seconds(limits.wallTimeoutMs)} in all.`,
      nextStep: 'Something is slow or never ends: look at the last test that was running.',
      limits: [{ limit: 'time', allowed: limits.wallTimeoutMs, used: report.observed.testMs, unit: 'ms' }],
    };
  }
  const slowest = Math.max(
    ...tests.filter((test) => test.status === 'failed').map((test) => test.durationMs),
  );
  return {
    cause: 'Your program did not answer in time: every failed test ran out of time.',
    nextStep:
      'Look for a loop that never ends, a promise that never settles, a response that is never ended, or a query that goes round in circles.',
    limits: [{ limit: 'time', allowed: limits.testTimeoutMs, used: slowest, unit: 'ms' }],
  };
}

function tellMemory({ limits, report }: OutcomeFacts): Telling {
  if (report.stop === 'socket-limit') {
    return plain(
      'Your program held thousands of network sockets at once; their buffers need too much memory, so it was stopped.',
      'Close each connection when it is done with, accept the ones that wait, and keep a small pool instead of one per request.',
    );
  }
  const allowed = limits.memoryMib * MIB;
  return {
    cause: `Your program needed more than ${limits.memoryMib} MiB of memory and was stopped.`,
    nextStep: 'Look for what grows: an unbounded list, cache or buffer, or a whole body read at once.',
    limits: [{ limit: 'memory', allowed, used: Math.max(report.usage.peakMemoryBytes, 0), unit: 'bytes' }],
  };
}

function tellOutput({ limits, report }: OutcomeFacts): Telling {
  return {
    cause: `Your program wrote more than ${Math.round(limits.outputBytes / 1024)} KiB to its output and was stopped.`,
    nextStep: 'Log less: a line per request is plenty.',
    limits: [
      { limit: 'output', allowed: limits.outputBytes, used: report.observed.outputBytes, unit: 'bytes' },
    ],
  };
}

function tellProcesses({ limits, report }: OutcomeFacts): Telling {
  return {
    cause: `Your program tried to run more than ${limits.processes} processes and threads at once.`,
    nextStep: 'Bound your workers, and wait for child processes to end.',
    limits: [
      { limit: 'processes', allowed: limits.processes, used: report.observed.peakProcesses, unit: 'count' },
    ],
  };
}

function tellDisk({ limits, report }: OutcomeFacts): Telling {
  return {
    cause: `Your program filled its disk of ${limits.diskMib} MiB.`,
    nextStep: 'Keep state in the services you are given; the disk is small and thrown away.',
    limits: [
      { limit: 'disk', allowed: limits.diskMib * MIB, used: report.observed.peakDiskBytes, unit: 'bytes' },
    ],
  };
}
