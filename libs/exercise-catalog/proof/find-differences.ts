import type { ObservedRun } from './observed-run.js';
import { finding, type Finding } from './proof-problem.js';

/** In what repeats of the same program differ: a verdict that depends on luck proves nothing. */
export function findDifferences(runs: readonly ObservedRun[]): Finding[] {
  const outcomes = [...new Set(runs.map((run) => run.outcome))];
  const differs =
    outcomes.length > 1
      ? [finding(`came to different outcomes: ${outcomes.map((one) => tally(runs, one)).join(', ')}`)]
      : [];
  return [...differs, ...findFlickering(runs)];
}

function tally(runs: readonly ObservedRun[], outcome: ObservedRun['outcome']): string {
  return `${outcome} ${runs.filter((run) => run.outcome === outcome).length}×`;
}

function findFlickering(runs: readonly ObservedRun[]): Finding[] {
  const ids = [...new Set(runs.flatMap((run) => run.tests.map((test) => test.id)))];
  return ids.flatMap((id) => {
    const found = runs.map((run) => run.tests.find((test) => test.id === id));
    if (found.includes(undefined)) {
      return [finding(`has the test “${id}” only in some runs: titles must not change`, { test: id })];
    }
    const passed = found.filter((test) => test?.status === 'passed').length;
    if (passed === 0 || passed === runs.length) return [];
    const failure = found.find((test) => test?.status === 'failed')?.failure?.message ?? 'no message';
    return [finding(`passes “${id}” in ${passed} of ${runs.length} runs only: ${failure}`, { test: id })];
  });
}
