import { runInScope, type Scope } from '../kit/scope.js';
import type { DescribeBlock, TestEntry } from './plan-tests.js';

export interface Binding {
  /** The scope of the running test. */
  readonly findTestScope: () => Scope | undefined;
  /** The scope of the beforeAll and afterAll hooks of a block. */
  readonly findBlockScope: (block: DescribeBlock) => Scope | undefined;
  /** Why nothing may run any more, or null. */
  readonly findReasonToStop: () => Error | null;
  readonly testTimeoutMs: number;
}

/** Makes every test and hook below `block` run in its scope, and none longer than a test may take. */
export function bindSuite(block: DescribeBlock, binding: Binding): void {
  for (const hook of block.hooks) {
    const isOfBlock = hook.type === 'beforeAll' || hook.type === 'afterAll';
    const findScope = isOfBlock ? () => binding.findBlockScope(block) : binding.findTestScope;
    hook.fn = bindFunction(hook.fn, findScope, binding);
    hook.timeout = capTimeout(hook.timeout, binding);
  }
  for (const child of block.children) {
    if (child.type === 'describeBlock') {
      bindSuite(child, binding);
    } else {
      child.fn = bindFunction(child.fn, binding.findTestScope, binding);
      child.timeout = capTimeout(child.timeout, binding);
    }
  }
}

function capTimeout(timeoutMs: number | null | undefined, { testTimeoutMs }: Binding): number {
  return Math.min(timeoutMs ?? testTimeoutMs, testTimeoutMs);
}

/** Keeps the number of parameters: circus passes `done` to functions that take one. */
function bindFunction<Fn extends TestEntry['fn']>(
  original: Fn,
  findScope: () => Scope | undefined,
  binding: Binding,
): Fn {
  const run = original as (this: unknown, ...args: unknown[]) => unknown;
  const call = (context: unknown, ...args: unknown[]): unknown => {
    const reason = binding.findReasonToStop();
    if (reason) throw reason;
    const scope = findScope();
    return scope ? runInScope(scope, () => run.apply(context, args)) : run.apply(context, args);
  };
  const withDone = function (this: unknown, done: unknown): unknown {
    return call(this, done);
  };
  const withoutDone = function (this: unknown): unknown {
    return call(this);
  };
  return (run.length > 0 ? withDone : withoutDone) as Fn;
}
