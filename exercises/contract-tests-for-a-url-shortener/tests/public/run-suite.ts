import { sleep, SubjectError, subjectModule } from '@touchstone/kit';
import type { LinkService } from './link-service.ts';
import { MOST_REQUESTS, serve } from './serve.ts';

export const CONSUMERS = ['mailer', 'edge', 'dashboard'] as const;
export type Consumer = (typeof CONSUMERS)[number];

const RUN_DEADLINE_MS = 8000;
const MOST_SHOWN = 5;
const MOST_LETTERS = 300;

export interface Run {
  /** The consumers that the learner's suite says cannot live with this release. */
  readonly broken: readonly Consumer[];
  /** Why the run says nothing of the release. */
  readonly problem: string | null;
  /** Which of the learner's tests failed, with their messages. */
  readonly failures: readonly string[];
  /** Nothing can be asked of the learner's program any more. */
  readonly isLast: boolean;
}

/** Runs the learner's suite once, on one release. Never rejects: whatever goes wrong is the problem. */
export async function runSuite(service: LinkService): Promise<Run> {
  const serving = await serve(service);
  try {
    const run = await Promise.race([callSuite(serving.url), tooLong()]);
    return serving.count() > MOST_REQUESTS ? withoutWord(`sent more than ${MOST_REQUESTS} requests`) : run;
  } finally {
    await serving.close();
  }
}

async function callSuite(url: string): Promise<Run> {
  try {
    return judge(await subjectModule.call('runTests', url));
  } catch (error) {
    if (error instanceof SubjectError) return withoutWord(`threw ${error.name}: ${error.message}`);
    return { ...withoutWord((error as Error).message), isLast: true };
  }
}

async function tooLong(): Promise<Run> {
  await sleep(RUN_DEADLINE_MS);
  return { ...withoutWord(`did not return within ${RUN_DEADLINE_MS / 1000} s`), isLast: true };
}

export function withoutWord(sentence: string): Run {
  const problem = `runTests: ${sentence}`.slice(0, MOST_LETTERS);
  return { broken: [], problem, failures: [], isLast: false };
}

export function isGreen({ broken, problem }: Run): boolean {
  return problem === null && broken.length === 0;
}

function judge(report: unknown): Run {
  const broken: Consumer[] = [];
  const failures: string[] = [];
  for (const consumer of CONSUMERS) {
    const part = (report as Record<string, unknown> | null | undefined)?.[consumer];
    const { passed, failed } = (part ?? {}) as { passed?: unknown; failed?: unknown };
    if (!isList(passed, isText) || !isList(failed, isFailure))
      return withoutWord(
        `did not return { passed: string[], failed: { name, message }[] } under “${consumer}”`,
      );
    if (passed.length + failed.length === 0) return withoutWord(`reported no test under “${consumer}”`);
    if (failed.length > 0) broken.push(consumer);
    for (const { name, message } of failed)
      failures.push(`${consumer}: ${name}: ${message}`.slice(0, MOST_LETTERS));
  }
  return { broken, problem: null, failures: failures.slice(0, MOST_SHOWN), isLast: false };
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
