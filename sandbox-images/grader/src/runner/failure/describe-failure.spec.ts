import { describe, expect, it } from '@jest/globals';
import { expect as kitExpect } from 'expect';
import { KitFailure, SuiteMistake } from '../../kit/failures.js';
import { SubjectError } from '../../kit/module/subject-error.js';
import { Scope } from '../../kit/scope.js';
import { step } from '../../kit/step.js';
import { describeFailure, type FailedTest } from './describe-failure.js';

const asIs = (text: string) => text;

function aFailedTest(errors: unknown[], more: Partial<FailedTest> = {}): FailedTest {
  const scope = new Scope('a test', '0123456789abcdef');
  return { errors, crashes: [], instances: 1, scope, timeoutMs: 5000, clean: asIs, redact: asIs, ...more };
}

function thrownBy(fail: () => void): unknown {
  try {
    fail();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('describeFailure', () => {
  it.each([
    ['a matcher', thrownBy(() => kitExpect(200).toBe(201)), 'assertion', 'expected 201, got 200'],
    [
      'supertest',
      new Error('expected 201 "Created", got 200 "OK"'),
      'assertion',
      'expected 201 "Created", got 200 "OK"',
    ],
    [
      'what circus made of node:assert',
      { message: 'Expected value to be:\n  1' },
      'assertion',
      'Expected value to be:\n  1',
    ],
    ['the HTTP client', new KitFailure('timeout', 'GET /: no answer'), 'timeout', 'GET /: no answer'],
    [
      'a broken connection',
      Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
      'connection',
      'read ECONNRESET',
    ],
    ['learner code', new SubjectError('ParseError', 'bad'), 'error', 'Your code threw ParseError: bad'],
    ['a wrong suite', new SuiteMistake('use x'), 'error', 'The test itself has a mistake: use x'],
    ['a bug in a suite', new TypeError('x is not a function'), 'error', 'TypeError: x is not a function'],
    ['a string', 'no', 'error', 'The test threw no'],
  ])('describes a failure of %s', (_, error, category, message) => {
    expect(describeFailure(aFailedTest([error]))).toMatchObject({ category, message });
  });

  it('adds what was compared, sent and called', () => {
    const failed = aFailedTest([thrownBy(() => kitExpect(200).toBe(201))]);
    failed.scope.exchanges.record({
      method: 'GET',
      url: 'http://127.0.0.1:8080/',
      requestHeaders: {},
      requestBody: null,
      response: null,
    });
    failed.scope.calls.record({ what: 'parse()', args: [1], answer: null });

    expect(describeFailure(failed)).toMatchObject({
      check: { what: 'value', expected: '201', actual: '200' },
      exchange: { request: { method: 'GET' } },
      call: { call: 'parse(1)' },
    });
  });

  it('has no facts of a test that did not run', () => {
    const failed = aFailedTest([new KitFailure('not-run', 'Not run, because …')]);
    failed.scope.calls.record({ what: 'parse()', args: [1], answer: null });

    expect(describeFailure(failed)).toEqual({ category: 'not-run', message: 'Not run, because …' });
  });

  it('leads with the step', async () => {
    const error = await step('create a todo', () => kitExpect(200).toBe(201)).catch(
      (thrown: unknown) => thrown,
    );

    expect(describeFailure(aFailedTest([error])).message).toBe('create a todo: expected 201, got 200');
  });

  it('says where a test that took too long was', () => {
    const failed = aFailedTest(['Exceeded timeout of 5000 ms for a test.\nAdd a timeout value']);
    failed.scope.openSteps.push('pay');
    failed.scope.exchanges.record({
      method: 'POST',
      url: 'http://127.0.0.1:8080/pay',
      requestHeaders: {},
      requestBody: null,
      response: null,
    });

    expect(describeFailure(failed)).toMatchObject({
      category: 'timeout',
      message:
        'The test did not finish within 5000 ms. It was at: pay. It waited for the answer to POST http://127.0.0.1:8080/pay.',
      exchange: { response: null },
    });
  });

  it('puts a crash before what followed from it', () => {
    const error = new KitFailure('connection', 'GET /: closed');

    expect(
      describeFailure(aFailedTest([error], { crashes: [{ instance: 0, exitCode: 3, oomKilled: false }] })),
    ).toEqual({
      category: 'crashed',
      message: 'Your program ended during this test (exit code 3).\nGET /: closed',
    });
  });

  it('fails a test whose assertions held while an instance crashed', () => {
    const failed = aFailedTest([], {
      crashes: [{ instance: 1, exitCode: null, oomKilled: true }],
      instances: 2,
    });

    expect(describeFailure(failed)).toEqual({
      category: 'crashed',
      message:
        'Instance 1 of your program ended during this test (it used more memory than allowed and was killed).',
    });
  });

  it('drops stack lines and caps the message', () => {
    const error = new Error(`${'a'.repeat(10_000)}`);
    expect(describeFailure(aFailedTest([error])).message).toHaveLength(4096);

    const withStack = { message: 'no\n    at Object.<anonymous> (/opt/touchstone/runner/main.js:1:1)' };
    expect(describeFailure(aFailedTest([withStack])).message).toBe('no');
  });
});
