import type { FailureCategory, TestFailure } from '#contracts';
import { toHttpExchange } from '../../kit/exchange-log.js';
import { toModuleCall } from '../../kit/facts/logged-call.js';
import { KitFailure, SuiteMistake } from '../../kit/failures.js';
import { SubjectError } from '../../kit/module/subject-error.js';
import type { Crash } from '../../kit/pod-state.js';
import type { Scope } from '../../kit/scope.js';
import { SqlError } from '../../kit/sql/sql-error.js';
import { listSteps } from '../../kit/step.js';
import { describeExit } from '../../kit/subject/readiness.js';
import { MAX_CALL_LENGTH, MAX_MESSAGE_LENGTH, MAX_VALUE_LENGTH } from '../grader-protocol.js';
import { describeCheck } from './describe-check.js';
import { capText } from '../../kit/facts/cap-text.js';
import { toSentence } from './matcher-message.js';

export interface FailedTest {
  /** What was thrown, first things first. Empty when only a crash failed the test. */
  readonly errors: readonly unknown[];
  readonly crashes: readonly Crash[];
  readonly instances: number;
  readonly scope: Scope;
  readonly timeoutMs: number;
  /** Makes a message safe to print, and takes out what only the pod may know. */
  readonly clean: (text: string) => string;
  /** Takes out what only the pod may know. */
  readonly redact: (text: string) => string;
}

/** What the learner reads of a failed test. */
export function describeFailure(failed: FailedTest): TestFailure {
  const { category, message } = describe(failed);
  return {
    category,
    // Cut twice: a difference of two large values has megabytes, and cleaning is for what is shown (threat H10).
    message: capText(failed.clean(message.slice(0, MAX_MESSAGE_LENGTH * 8)), MAX_MESSAGE_LENGTH),
    ...(category === 'not-run' ? {} : gatherFacts(failed)),
  };
}

/** What was compared, sent and called. The check comes first: it says which exchange or call it looked at. */
function gatherFacts({ errors, scope, redact }: FailedTest): Omit<TestFailure, 'category' | 'message'> {
  const check = describeCheck(errors[0], scope, redact);
  const { exchanges, calls } = scope;
  return {
    ...(check ? { check } : {}),
    ...(exchanges.shown ? { exchange: toHttpExchange(exchanges.shown, redact) } : {}),
    ...(calls.shown ? { call: toModuleCall(calls.shown, CALL_CAPS, redact) } : {}),
  };
}

const CALL_CAPS = { call: MAX_CALL_LENGTH, value: MAX_VALUE_LENGTH };

interface Description {
  readonly category: FailureCategory;
  readonly message: string;
}

function describe(failed: FailedTest): Description {
  const [error] = failed.errors;
  const description =
    failed.errors.length === 0 ? null : withSteps(describeError(error, failed), listSteps(error));
  const [crash] = failed.crashes;
  if (!crash) return description ?? { category: 'error', message: 'The test failed without an error.' };

  const who = failed.instances > 1 ? `Instance ${crash.instance} of your program` : 'Your program';
  const sentence = `${who} ended during this test (${describeExit(crash)}).`;
  return { category: 'crashed', message: description ? `${sentence}\n${description.message}` : sentence };
}

function describeError(error: unknown, failed: FailedTest): Description {
  if (isCircusTimeout(error)) return describeTimeout(failed);
  if (error instanceof KitFailure) return { category: error.category, message: error.message };
  if (error instanceof SuiteMistake)
    return { category: 'error', message: `The test itself has a mistake: ${error.message}` };
  if (error instanceof SubjectError)
    return { category: 'error', message: `Your code threw ${error.name}: ${error.message}` };
  if (error instanceof SqlError) return { category: 'error', message: error.message };
  if (!(error instanceof Error) && !hasMessage(error))
    return { category: 'error', message: `The test threw ${String(error)}` };
  if (isAssertion(error)) return { category: 'assertion', message: toSentence(withoutStack(error.message)) };
  // supertest's timeouts also have the code ECONNABORTED.
  if ('timeout' in error) return { category: 'timeout', message: withoutStack(error.message) };
  if (isConnectionProblem(error)) return { category: 'connection', message: withoutStack(error.message) };
  const name = error instanceof Error && error.name !== 'Error' ? `${error.name}: ` : '';
  return { category: 'error', message: name + withoutStack(error.message) };
}

function describeTimeout({ scope, timeoutMs }: FailedTest): Description {
  const step = scope.openSteps.at(-1);
  const unanswered = scope.exchanges.unanswered;
  const during = step === undefined ? '' : ` It was at: ${step}.`;
  const waiting = unanswered ? ` It waited for the answer to ${unanswered.method} ${unanswered.url}.` : '';
  return {
    category: 'timeout',
    message: `The test did not finish within ${timeoutMs} ms.${during}${waiting}`,
  };
}

function withSteps(description: Description, steps: readonly string[]): Description {
  if (steps.length === 0) return description;
  return { ...description, message: `${steps.join(' › ')}: ${description.message}` };
}

/** jest-circus rejects a test or hook that takes too long with this text and no error object. */
function isCircusTimeout(error: unknown): boolean {
  return typeof error === 'string' && error.startsWith('Exceeded timeout of ');
}

function hasMessage(error: unknown): error is { message: string } {
  return (
    typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
  );
}

/** Jest's matchers carry `matcherResult`; node:assert carries both sides; supertest begins so; circus rewrites the rest. */
function isAssertion(error: object): boolean {
  if (!(error instanceof Error) || 'matcherResult' in error) return true;
  return ('expected' in error && 'actual' in error) || error.message.startsWith('expected ');
}

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
  'ECONNABORTED',
]);

function isConnectionProblem(error: object): boolean {
  return 'code' in error && CONNECTION_CODES.has(String(error.code));
}

function withoutStack(message: string): string {
  return message
    .split('\n')
    .filter((line) => !/^ {2,}at /.test(line))
    .join('\n')
    .trim();
}
