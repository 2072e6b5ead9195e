import { describe, expect, it, jest } from '@jest/globals';
import { eventually } from './eventually.js';
import { SuiteMistake, TestIsOver } from './failures.js';
import { load } from './load.js';
import { getScope, runInScope, Scope } from './scope.js';
import { sleep } from './sleep.js';
import { listSteps, step } from './step.js';

const aScope = () => new Scope('a test', '0123456789abcdef');

describe('a scope', () => {
  it('follows the code of its test across awaits', async () => {
    const scope = aScope();

    const seen = await runInScope(scope, async () => {
      await Promise.resolve();
      return getScope('anything');
    });

    expect(seen).toBe(scope);
  });

  it('undoes in reverse order when it ends, each thing once, whatever fails', async () => {
    const scope = aScope();
    const undone: string[] = [];
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    scope.undoAtEnd('first', async () => void undone.push('first'));
    scope.undoAtEnd('second', () => Promise.reject(new Error('cannot')));
    scope.undoAtEnd('third', async () => void undone.push('third'));
    scope.undoAtEnd('first', async () => void undone.push('first, again'));
    scope.forget('third');

    await scope.end();
    await scope.end();

    expect(undone).toEqual(['first, again']);
    expect(log).toHaveBeenCalledTimes(1);
    log.mockRestore();
  });

  it('refuses the kit to code that outlives its test', async () => {
    const scope = aScope();
    const waiting = runInScope(scope, () => sleep(60_000));

    await scope.end();

    await expect(waiting).rejects.toThrow(TestIsOver);
    await expect(runInScope(scope, () => sleep(1))).rejects.toThrow(TestIsOver);
  });

  it('tells an author who uses the kit outside a test', async () => {
    await expect(sleep(1)).rejects.toThrow(SuiteMistake);
  });
});

describe('eventually', () => {
  it('repeats a check until it holds and returns its value', async () => {
    let tries = 0;
    const check = () => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
      return tries;
    };

    expect(await runInScope(aScope(), () => eventually(check))).toBe(3);
  });

  it('throws the last error when the deadline passes', async () => {
    const never = () => Promise.reject(new Error('still not'));

    await expect(runInScope(aScope(), () => eventually(never, 120))).rejects.toThrow('still not');
  });

  it('ends with its test', async () => {
    const scope = aScope();
    const waiting = runInScope(scope, () => eventually(() => Promise.reject(new Error('no')), 60_000));

    await scope.end();

    await expect(waiting).rejects.toThrow(TestIsOver);
  });
});

describe('step', () => {
  it('notes the steps an error came through, outermost first', async () => {
    const error = new Error('no');

    await expect(step('outer', () => step('inner', () => Promise.reject(error)))).rejects.toBe(error);

    expect(listSteps(error)).toEqual(['outer', 'inner']);
  });

  it('returns what its work returns', async () => {
    expect(await step('add', () => 1 + 1)).toBe(2);
  });

  it('is open in its scope while it runs', async () => {
    const scope = aScope();

    await runInScope(scope, () => step('look', () => expect(scope.openSteps).toEqual(['look'])));

    expect(scope.openSteps).toEqual([]);
  });
});

describe('load', () => {
  it('keeps results in order, splits errors from values and holds the concurrency', async () => {
    let running = 0;
    let most = 0;

    const report = await load(10, 3, async (index) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      if (index % 5 === 0) throw new Error(`no ${index}`);
      return index;
    });

    expect(most).toBe(3);
    expect(report.values).toEqual([1, 2, 3, 4, 6, 7, 8, 9]);
    expect(report.errors.map((error) => error.message)).toEqual(['no 0', 'no 5']);
    expect(report.results).toHaveLength(10);
  });
});
