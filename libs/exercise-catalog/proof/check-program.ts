import { findDifferences } from './find-differences.js';
import { listFailed, type ObservedRun, type ProgramRuns } from './observed-run.js';
import { finding, type Finding } from './proof-problem.js';

/** Everything in which a program's runs differ from what its author promised, one sentence each. */
export function checkProgram({ program, runs }: ProgramRuns, starterFloor: number): Finding[] {
  const unjudged = runs.find((run) => run.outcome === 'system-error');
  if (unjudged !== undefined) return [finding(`could not be judged: ${unjudged.cause}`)];
  const differences = findDifferences(runs);
  const [first] = runs;
  if (first === undefined) return [finding('was not run')];
  switch (program.role) {
    case 'starter':
      return [...differences, ...checkStarter(runs, starterFloor)];
    case 'accepted':
      return [...differences, ...checkAccepted(runs.find(isShort) ?? first)];
    case 'rejected':
      // Where repeats differ, the differences say it all: comparing one of them would repeat it.
      return differences.length > 0 ? differences : checkRejected(first, runs, program.expectation);
  }
}

function checkStarter(runs: readonly ObservedRun[], floor: number): Finding[] {
  const best = Math.max(...runs.map((run) => run.score));
  if (best <= floor) return [];
  return [
    finding(`scores ${best}; the starterFloor in exercise.yaml is ${floor}`, { promise: 'starterFloor' }),
  ];
}

const isShort = (run: ObservedRun): boolean => run.outcome !== 'accepted' || run.score < 100;

function checkAccepted(run: ObservedRun): Finding[] {
  if (!isShort(run)) return [];
  const failures = run.tests
    .filter((test) => test.status === 'failed' && test.failure?.category !== 'not-run')
    .map(({ id, failure }) => finding(`fails “${id}”: ${failure?.message ?? 'no message'}`, { test: id }));
  return [
    finding(`is ${run.outcome} with score ${run.score}, not accepted with 100: ${run.cause}`),
    ...failures,
  ];
}

function checkRejected(
  run: ObservedRun,
  runs: readonly ObservedRun[],
  expectation: ProgramRuns['program']['expectation'],
): Finding[] {
  if (expectation === null) return [finding('has no expectation to be held against')];
  const failed = listFailed(run);
  const { outcome, fails, message } = expectation;
  const survived = fails.filter((id) => !failed.includes(id));
  const unlisted = failed.filter((id) => !fails.includes(id));
  return [
    ...(run.outcome === outcome
      ? []
      : [finding(`is ${run.outcome}, expected ${outcome}: ${run.cause}`, { promise: 'outcome' })]),
    ...survived.map((test) =>
      finding(`does not fail “${test}”, which its expect.yaml lists`, { test, promise: 'fails' }),
    ),
    ...unlisted.map((test) =>
      finding(`also fails “${test}”, which its expect.yaml does not list: ${reason(run, test)}`, {
        test,
        promise: 'fails',
      }),
    ),
    ...(message === undefined ? [] : checkReadable(runs, message)),
  ];
}

/** A learner runs a program once: what only some runs show, by the luck of where a log is cut, does not count. */
function checkReadable(runs: readonly ObservedRun[], wanted: string): Finding[] {
  const unread = runs.find((run) => !isReadable(run, wanted));
  if (unread === undefined) return [];
  const read = excerpt(unread.readable);
  return [
    finding(`shows the learner nothing that contains “${wanted}”; what can be read: ${read}`, {
      promise: 'message',
    }),
  ];
}

function reason(run: ObservedRun, id: string): string {
  return run.tests.find((test) => test.id === id)?.failure?.message ?? 'no message';
}

function isReadable(run: ObservedRun, wanted: string): boolean {
  return run.readable.some((text) => squeeze(text).includes(squeeze(wanted)));
}

/** Line breaks and capitals are not what a message is about. */
const squeeze = (text: string): string => text.replaceAll(/\s+/g, ' ').toLowerCase();

const EXCERPT_LENGTH = 400;

function excerpt(texts: readonly string[]): string {
  const all = [...new Set(texts)].map((text) => `“${text.replaceAll(/\s+/g, ' ')}”`).join(', ');
  return all.length > EXCERPT_LENGTH ? `${all.slice(0, EXCERPT_LENGTH)}…` : all || 'nothing';
}
