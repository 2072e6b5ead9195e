import { listFailed, type ObservedRun, type ProgramRuns } from './observed-run.js';

/** Everything in which a program's runs differ from what its author promised, one sentence each. */
export function checkProgram({ program, runs }: ProgramRuns, starterFloor: number): string[] {
  const unjudged = runs.find((run) => run.outcome === 'system-error');
  if (unjudged !== undefined) return [`could not be judged: ${unjudged.cause}`];
  const differences = findDifferences(runs);
  const [first] = runs;
  if (first === undefined) return ['was not run'];
  switch (program.role) {
    case 'starter':
      return [...differences, ...checkStarter(runs, starterFloor)];
    case 'accepted':
      return [...differences, ...checkAccepted(runs.find(isShort) ?? first)];
    case 'rejected':
      // Where repeats differ, the differences say it all: comparing one of them would repeat it.
      return differences.length > 0 ? differences : checkRejected(first, program.expectation);
  }
}

function checkStarter(runs: readonly ObservedRun[], floor: number): string[] {
  const best = Math.max(...runs.map((run) => run.score));
  return best <= floor ? [] : [`scores ${best}; the starterFloor in exercise.yaml is ${floor}`];
}

const isShort = (run: ObservedRun): boolean => run.outcome !== 'accepted' || run.score < 100;

function checkAccepted(run: ObservedRun): string[] {
  if (!isShort(run)) return [];
  const failures = run.tests
    .filter((test) => test.status === 'failed' && test.failure?.category !== 'not-run')
    .map((test) => `fails “${test.id}”: ${test.failure?.message ?? 'no message'}`);
  return [`is ${run.outcome} with score ${run.score}, not accepted with 100: ${run.cause}`, ...failures];
}

function checkRejected(run: ObservedRun, expectation: ProgramRuns['program']['expectation']): string[] {
  if (expectation === null) return ['has no expectation to be held against'];
  const failed = listFailed(run);
  const { outcome, fails, message } = expectation;
  const problems = run.outcome === outcome ? [] : [`is ${run.outcome}, expected ${outcome}: ${run.cause}`];
  const survived = fails.filter((id) => !failed.includes(id));
  const unlisted = failed.filter((id) => !fails.includes(id));
  return [
    ...problems,
    ...survived.map((id) => `does not fail “${id}”, which its expect.yaml lists`),
    ...unlisted.map((id) => `also fails “${id}”, which its expect.yaml does not list: ${reason(run, id)}`),
    ...(message === undefined || isReadable(run, message)
      ? []
      : [`shows the learner nothing that contains “${message}”; what can be read: ${excerpt(run.readable)}`]),
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

/** In what repeats of the same program differ: a verdict that depends on luck proves nothing. */
function findDifferences(runs: readonly ObservedRun[]): string[] {
  const outcomes = [...new Set(runs.map((run) => run.outcome))];
  const differs =
    outcomes.length > 1
      ? [`came to different outcomes: ${outcomes.map((one) => tally(runs, one)).join(', ')}`]
      : [];
  return [...differs, ...findFlickering(runs)];
}

function tally(runs: readonly ObservedRun[], outcome: ObservedRun['outcome']): string {
  return `${outcome} ${runs.filter((run) => run.outcome === outcome).length}×`;
}

function findFlickering(runs: readonly ObservedRun[]): string[] {
  const ids = [...new Set(runs.flatMap((run) => run.tests.map((test) => test.id)))];
  return ids.flatMap((id) => {
    const found = runs.map((run) => run.tests.find((test) => test.id === id));
    if (found.includes(undefined)) return [`has the test “${id}” only in some runs: titles must not change`];
    const passed = found.filter((test) => test?.status === 'passed').length;
    if (passed === 0 || passed === runs.length) return [];
    const failure = found.find((test) => test?.status === 'failed')?.failure?.message ?? 'no message';
    return [`passes “${id}” in ${passed} of ${runs.length} runs only: ${failure}`];
  });
}
