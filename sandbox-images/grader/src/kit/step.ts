import { findScope } from './scope.js';

const stepsOfErrors = new WeakMap<object, string[]>();

/**
 * Names what is being checked, so that a failure reads `<name>: expected …, got …`. Steps nest. Returns what `work` returns.
 */
export async function step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const open = findScope()?.openSteps ?? [];
  open.push(name);
  try {
    return await work();
  } catch (error) {
    noteStep(error, name);
    throw error;
  } finally {
    open.splice(open.lastIndexOf(name), 1);
  }
}

/** Names of the steps an error came through, outermost first. */
export function listSteps(error: unknown): readonly string[] {
  return (typeof error === 'object' && error !== null && stepsOfErrors.get(error)) || [];
}

function noteStep(error: unknown, name: string): void {
  if (typeof error !== 'object' || error === null) return;
  stepsOfErrors.set(error, [name, ...listSteps(error)]);
}
