import { expect, type MatcherContext } from 'expect';
import { SuiteMistake } from '../failures.js';
import { findExchange, isHttpResponse, type HttpResponse } from '../http/http-response.js';
import { findScope } from '../scope.js';
import { findDifference } from './find-difference.js';

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> {
    /** The response has this status. The failure shows what was asked and the body that came. */
    toHaveStatus(status: number): R;
    /**
     * The body is JSON that has at least these properties; lists have the same length. Values may be asymmetric
     * matchers such as `expect.any(String)`. The failure names the first property that differs.
     */
    toHaveJson(expected: unknown): R;
    /** The response has this header; with `value`, with this value or one that matches it. */
    toHaveHeader(name: string, value?: string | RegExp): R;
  }
}

interface Result {
  readonly pass: boolean;
  message(): string;
}

const BODY_SHOWN = 200;

expect.extend({
  toHaveStatus(this: MatcherContext, received: unknown, status: number): Result {
    const response = getResponse('toHaveStatus', received);
    const pass = response.status === status;
    return judge(
      this,
      response,
      pass,
      `status ${status}`,
      `${response.status} with ${describeBody(response)}`,
    );
  },

  toHaveJson(this: MatcherContext, received: unknown, expected: unknown): Result {
    const response = getResponse('toHaveJson', received);
    const difference = findDifference(expected, response.json, (one, other) => this.equals(one, other));
    if (!difference)
      return judge(this, response, true, `other JSON than ${this.utils.stringify(expected)}`, 'exactly that');
    const place = difference.path === '' ? 'JSON' : `${difference.path} of the JSON body to be`;
    const got = `${this.utils.stringify(difference.received)} in ${describeBody(response)}`;
    return judge(this, response, false, `${place} ${this.utils.stringify(difference.expected)}`, got);
  },

  toHaveHeader(this: MatcherContext, received: unknown, name: string, value?: string | RegExp): Result {
    const response = getResponse('toHaveHeader', received);
    const lowerCaseName = name.toLowerCase();
    const got = Object.hasOwn(response.headers, lowerCaseName) ? response.headers[lowerCaseName] : undefined;
    const wanted =
      value === undefined ? `the header ${name}` : `the header ${name} to be ${this.utils.stringify(value)}`;
    return judge(
      this,
      response,
      matchesHeader(got, value),
      wanted,
      got === undefined ? 'no such header' : this.utils.stringify(got),
    );
  },
});

function matchesHeader(got: string | undefined, wanted: string | RegExp | undefined): boolean {
  if (got === undefined || wanted === undefined) return got !== undefined;
  return typeof wanted === 'string' ? got === wanted : wanted.test(got);
}

function judge(
  { isNot }: MatcherContext,
  response: HttpResponse,
  pass: boolean,
  wanted: string,
  got: string,
): Result {
  const failed = pass === (isNot ?? false);
  const exchange = failed ? findExchange(response) : undefined;
  if (exchange) findScope()?.exchanges.blame(exchange);
  const { method, path } = response.request;
  return { pass, message: () => `${method} ${path}: expected ${isNot ? 'not ' : ''}${wanted}, got ${got}` };
}

function getResponse(matcher: string, received: unknown): HttpResponse {
  if (isHttpResponse(received)) return received;
  throw new SuiteMistake(
    `expect(…).${matcher} takes a response of the kit: await it first, e.g. expect(await subject.get('/')).${matcher}(…)`,
  );
}

function describeBody({ text }: HttpResponse): string {
  if (text === '') return 'an empty body';
  return `body ${text.length > BODY_SHOWN ? `${text.slice(0, BODY_SHOWN)}…` : text}`;
}
