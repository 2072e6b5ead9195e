import type { TestResult } from '#contracts';
import type { Solution } from '#exercise-catalog';
import type { PodPlan } from '#judging';
import { aResult } from './builders.js';
import { aPodScript, type PodScript } from './fake-pod-runner.js';

/**
 * What a pod would show of an exercise's own programs if each did as its author promised: starters fail every test,
 * accepted solutions pass all, rejected ones fail what their expect.yaml lists.
 */
export function actAsPromised(solutions: readonly Solution[]): (plan: PodPlan) => PodScript {
  const tests = [...new Set(solutions.flatMap(({ expectation }) => expectation?.fails ?? []))].sort();
  return (plan) => {
    const solution = solutions.find((one) => one.runtime === plan.runtime && isSame(one, plan));
    const failing = solution === undefined ? tests : (solution.expectation?.fails ?? []);
    const message = solution?.expectation?.message ?? 'expected something else';
    return aPodScript(tests.map((id) => toResult(id, failing.includes(id), message)));
  };
}

function isSame({ files }: Solution, plan: PodPlan): boolean {
  return JSON.stringify(files) === JSON.stringify(plan.files);
}

function toResult(id: string, fails: boolean, message: string): TestResult {
  const [group = '', title = ''] = id.split(' › ');
  return fails
    ? aResult({ group, title, status: 'failed', failure: { category: 'assertion', message } })
    : aResult({ group, title });
}
