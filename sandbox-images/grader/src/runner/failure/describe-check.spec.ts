import { describe, expect, it } from '@jest/globals';
import { expect as kitExpect } from 'expect';
import { FailedCheck } from '#contracts';
import type { LoggedExchange } from '../../kit/exchange-log.js';
import { toHttpResponse } from '../../kit/http/http-response.js';
import '../../kit/matchers/list-matchers.js';
import '../../kit/matchers/response-matchers.js';
import { runInScope, Scope } from '../../kit/scope.js';
import { describeCheck } from './describe-check.js';

function anExchange(path = '/todos'): LoggedExchange {
  const url = `http://127.0.0.1:8080${path}`;
  return { method: 'GET', url, requestHeaders: {}, requestBody: null, response: null };
}

interface Answered {
  readonly scope: Scope;
  readonly exchange: LoggedExchange;
  readonly response: ReturnType<typeof toHttpResponse>;
}

/** A test that was answered, and then asked for something else. */
function answered(body: unknown, headers: Record<string, string> = {}): Answered {
  const scope = new Scope('a test', '0123456789abcdef');
  const exchange = anExchange();
  const raw = { status: 200, headers, body: Buffer.from(JSON.stringify(body)) };
  scope.exchanges.record(exchange);
  scope.exchanges.record(anExchange('/later'));
  const response = toHttpResponse({ method: 'GET', path: '/todos', raw, durationMs: 1, exchange });
  return { scope, exchange, response };
}

function checkOf(scope: Scope, fail: () => void): FailedCheck | null {
  try {
    runInScope(scope, fail);
  } catch (error) {
    return describeCheck(error, scope, (text) => text.replaceAll('hush', '•••'));
  }
  throw new Error('the check did not fail');
}

describe('describeCheck', () => {
  it('tells both statuses', () => {
    const { scope, response } = answered({});

    expect(checkOf(scope, () => kitExpect(response).toHaveStatus(201))).toEqual({
      what: 'status',
      place: '',
      expected: '201',
      actual: '200',
    });
  });

  it.each<[string, (response: unknown) => void, Partial<FailedCheck>]>([
    ['of a value', (r) => kitExpect(r).toHaveHeader('ETag', '"2"'), { expected: '"2"', actual: '"1"' }],
    ['of a pattern', (r) => kitExpect(r).toHaveHeader('ETag', /^W/), { expected: '/^W/', actual: '"1"' }],
    [
      'that is missing',
      (r) => kitExpect(r).toHaveHeader('Location'),
      { expected: 'any value', actual: null },
    ],
    [
      'that is there',
      (r) => kitExpect(r).not.toHaveHeader('ETag'),
      { expected: 'any value', actual: '"1"', negated: true },
    ],
  ])('tells a header %s', (_, fail, told) => {
    const { scope, response } = answered({}, { etag: '"1"' });

    expect(checkOf(scope, () => fail(response))).toMatchObject({ what: 'header', ...told });
  });

  it('tells the first place of a JSON body that differs', () => {
    const { scope, response } = answered({ items: [{ title: 'milk' }] });

    expect(checkOf(scope, () => kitExpect(response).toHaveJson({ items: [{ title: 'bread' }] }))).toEqual({
      what: 'body',
      place: 'items[0].title',
      expected: '"bread"',
      actual: '"milk"',
    });
    expect(checkOf(scope, () => kitExpect(response).toHaveJson({ total: 1 }))).toMatchObject({
      place: 'total',
      actual: null,
    });
  });

  it('knows the body that a value is from, and shows that exchange', () => {
    const { scope, exchange, response } = answered({ items: [{ id: 1 }] });
    const { items } = response.json as { items: { id: number }[] };
    runInScope(scope, () => undefined);

    const outside = checkOf(scope, () => kitExpect(items).toEqual([{ id: 2 }]));
    expect(outside).toMatchObject({ what: 'value', place: '' });

    const inside = checkOf(scope, () => {
      const own = (response.json as { items: { id: number }[] }).items;
      kitExpect(own).toEqual([{ id: 2 }]);
    });
    expect(inside).toEqual({
      what: 'body',
      place: 'items',
      expected: '[\n  {\n    "id": 2\n  }\n]',
      actual: '[\n  {\n    "id": 1\n  }\n]',
    });
    expect(scope.exchanges.shown).toBe(exchange);
  });

  it('counts a list in its place', () => {
    const { scope, response } = answered({ items: [1, 2] });

    const check = checkOf(scope, () =>
      kitExpect((response.json as { items: number[] }).items).toHaveLength(3),
    );

    expect(check).toEqual({ what: 'body', place: 'items.length', expected: '3', actual: '2' });
  });

  it('knows the call that a value is from', () => {
    const scope = new Scope('a test', '0123456789abcdef');
    const returned = { a: '1' };
    const call = { what: 'parse()', args: ['a=1'], answer: { returned } };
    scope.calls.record(call);
    scope.origins.remember(returned, { call });
    scope.calls.record({ what: 'parse()', args: [''], answer: null });

    expect(checkOf(scope, () => kitExpect(returned).toEqual({ a: '2' }))).toMatchObject({
      what: 'result',
      place: '',
    });
    expect(scope.calls.shown).toBe(call);
  });

  it.each<[string, () => void, Partial<FailedCheck>]>([
    ['toBe', () => kitExpect(200).toBe(201), { expected: '201', actual: '200' }],
    ['not.toBe', () => kitExpect(200).not.toBe(200), { expected: '200', actual: '200', negated: true }],
    ['toBeGreaterThan', () => kitExpect(3).toBeGreaterThan(5), { expected: '> 5', actual: '3' }],
    ['toContain', () => kitExpect([1]).toContain(3), { expected: '3', actual: '[1]' }],
    [
      'toMatchObject',
      () => kitExpect({ a: 1, b: 2, c: 3 }).toMatchObject({ a: 1, b: 5 }),
      { expected: 'Object {\n  "a": 1,\n  "b": 5,\n}', actual: 'Object {\n  "a": 1,\n  "b": 2,\n}' },
    ],
  ])('tells what %s compared, as a value', (_, fail, told) => {
    const scope = new Scope('a test', '0123456789abcdef');

    expect(checkOf(scope, fail)).toEqual({ what: 'value', place: '', ...told });
  });

  it.each<[string, unknown]>([
    ['a text', 'Exceeded timeout'],
    ['an error of the program', new TypeError('x is not a function')],
    ['a matcher with one side', thrownBy(() => kitExpect(undefined).toBeDefined())],
    ['a message that only looks like one', new Error('Expected: 1\nReceived: 2')],
  ])('finds nothing to compare in %s', (_, error) => {
    const scope = new Scope('a test', '0123456789abcdef');

    expect(describeCheck(error, scope, (text) => text)).toBeNull();
  });

  it('keeps hostile values within the contract, escaped and without secrets (H10, I11)', () => {
    const scope = new Scope('a test', '0123456789abcdef');
    const hostile = { a: '\u202e\u001b[2J'.repeat(100_000), [`k${'y'.repeat(5000)}`]: 'hush' };

    const check = checkOf(scope, () => kitExpect(hostile).toEqual({ a: 'hush' }));

    expect(FailedCheck.safeParse(check).success).toBe(true);
    expect(check?.actual).toContain('\\u202e\\u001b[2J');
    expect(JSON.stringify(check)).not.toContain('hush');
  });
});

function thrownBy(fail: () => void): unknown {
  try {
    fail();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
