import { describe, expect, it } from '@jest/globals';
import { expect as kitExpect } from 'expect';
import type { LoggedExchange } from '../exchange-log.js';
import { SuiteMistake } from '../failures.js';
import { toHttpResponse, type HttpResponse } from '../http/http-response.js';
import { runInScope, Scope } from '../scope.js';
import './response-matchers.js';

const exchange: LoggedExchange = {
  method: 'POST',
  url: '',
  requestHeaders: {},
  requestBody: null,
  response: null,
};

function aResponse(status: number, body: string, headers: Record<string, string> = {}): HttpResponse {
  const raw = { status, headers, body: Buffer.from(body) };
  return toHttpResponse({ method: 'POST', path: '/todos', raw, durationMs: 1, exchange });
}

function messageOf(fail: () => void): string {
  try {
    fail();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the matcher did not fail');
}

describe('toHaveStatus', () => {
  it('passes and fails by status, and shows what was asked and what came', () => {
    const response = aResponse(200, '{"id":1}');

    kitExpect(response).toHaveStatus(200);
    kitExpect(response).not.toHaveStatus(500);
    expect(messageOf(() => kitExpect(response).toHaveStatus(201))).toBe(
      'POST /todos: expected status 201, got 200 with body {"id":1}',
    );
    expect(messageOf(() => kitExpect(response).not.toHaveStatus(200))).toBe(
      'POST /todos: expected not status 200, got 200 with body {"id":1}',
    );
  });

  it('shows the beginning of a long body', () => {
    expect(
      messageOf(() => kitExpect(aResponse(500, 'x'.repeat(10_000))).toHaveStatus(200)).length,
    ).toBeLessThan(300);
  });

  it('makes the exchange it looked at the one to show', () => {
    const scope = new Scope('a test', '0123456789abcdef');
    scope.exchanges.record({ ...exchange, method: 'GET' });

    runInScope(scope, () => messageOf(() => kitExpect(aResponse(200, '')).toHaveStatus(201)));

    expect(scope.exchanges.shown).toBe(exchange);
  });

  it('tells an author who forgot to await', () => {
    expect(() => kitExpect(Promise.resolve()).toHaveStatus(200)).toThrow(SuiteMistake);
  });
});

describe('toHaveJson', () => {
  const response = aResponse(200, '{"id":7,"title":"milk","tags":["a","b"]}');

  it('passes when the body has at least what is expected', () => {
    kitExpect(response).toHaveJson({ id: kitExpect.any(Number), tags: ['a', 'b'] });
    kitExpect(response).not.toHaveJson({ id: 8 });
  });

  it('names the first property that differs', () => {
    expect(messageOf(() => kitExpect(response).toHaveJson({ title: 'bread' }))).toBe(
      'POST /todos: expected title of the JSON body to be "bread", got "milk" in body {"id":7,"title":"milk","tags":["a","b"]}',
    );
    expect(messageOf(() => kitExpect(response).toHaveJson({ tags: ['a', 'c'] }))).toContain(
      'tags[1] of the JSON body to be "c", got "b"',
    );
  });

  it('says when the body is not JSON', () => {
    expect(messageOf(() => kitExpect(aResponse(500, '<html>')).toHaveJson({}))).toBe(
      'POST /todos: expected a JSON body, but it is not JSON; it begins "<html>"',
    );
    expect(messageOf(() => kitExpect(aResponse(204, '')).toHaveJson({}))).toBe(
      'POST /todos: expected a JSON body, but it is not JSON; it is empty',
    );
  });
});

describe('toHaveHeader', () => {
  const response = aResponse(200, '', { etag: '"1"' });

  it('passes and fails by presence, value and pattern', () => {
    kitExpect(response).toHaveHeader('ETag');
    kitExpect(response).toHaveHeader('ETag', '"1"');
    kitExpect(response).toHaveHeader('etag', /^"\d"$/);
    kitExpect(response).not.toHaveHeader('location');
    expect(messageOf(() => kitExpect(response).toHaveHeader('ETag', '"2"'))).toBe(
      'POST /todos: expected the header ETag to be "\\"2\\"", got "\\"1\\""',
    );
    expect(messageOf(() => kitExpect(response).toHaveHeader('Location'))).toBe(
      'POST /todos: expected the header Location, got no such header',
    );
  });

  it('does not find what every object inherits', () => {
    kitExpect(response).not.toHaveHeader('constructor');
  });
});
