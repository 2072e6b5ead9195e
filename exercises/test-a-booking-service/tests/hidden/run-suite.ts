import { sleep, SubjectError, subjectModule } from '@touchstone/kit';
import type { BookingService } from './booking-service.ts';
import { MOST_REQUESTS, serve } from './serve.ts';

const RUN_DEADLINE_MS = 8000;
const MOST_SHOWN = 5;
const MOST_LETTERS = 300;

export interface Run {
  readonly verdict: 'green' | 'red' | 'neither';
  /** Why it is neither green nor red. */
  readonly problem: string | null;
  /** Which of the learner's tests failed, with their messages. */
  readonly failures: readonly string[];
  /** Nothing can be asked of the learner's program any more. */
  readonly isLast: boolean;
}

/** Runs the learner's suite once, on one service. Never rejects: whatever goes wrong is the verdict. */
export async function runSuite(service: BookingService): Promise<Run> {
  const serving = await serve(service);
  try {
    const run = await Promise.race([callSuite(serving.url), tooLong()]);
    return serving.count() > MOST_REQUESTS ? neither(`sent more than ${MOST_REQUESTS} requests`) : run;
  } finally {
    await serving.close();
  }
}

async function callSuite(url: string): Promise<Run> {
  try {
    return judge(await subjectModule.call('runTests', url));
  } catch (error) {
    if (error instanceof SubjectError) return neither(`threw ${error.name}: ${error.message}`);
    return { ...neither((error as Error).message), isLast: true };
  }
}

async function tooLong(): Promise<Run> {
  await sleep(RUN_DEADLINE_MS);
  return { ...neither(`did not return within ${RUN_DEADLINE_MS / 1000} s`), isLast: true };
}

export function neither(sentence: string): Run {
  const problem = `runTests: ${sentence}`.slice(0, MOST_LETTERS);
  return { verdict: 'neither', problem, failures: [], isLast: false };
}

function judge(report: unknown): Run {
  const { passed, failed } = (report ?? {}) as { passed?: unknown; failed?: unknown };
  if (!isList(passed, isText) || !isList(failed, isFailure))
    return neither('did not return { passed: string[], failed: { name, message }[] }');
  if (passed.length + failed.length === 0) return neither('reported no test at all');
  const failures = failed.map(({ name, message }) => `${name}: ${message}`.slice(0, MOST_LETTERS));
  return {
    verdict: failed.length === 0 ? 'green' : 'red',
    problem: null,
    failures: failures.slice(0, MOST_SHOWN),
    isLast: false,
  };
}

interface Failure {
  readonly name: string;
  readonly message: string;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isFailure = (value: unknown): value is Failure =>
  isText((value as Failure | null)?.name) && isText((value as Failure | null)?.message);
const isList = <T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] =>
  Array.isArray(value) && value.every(isItem);
