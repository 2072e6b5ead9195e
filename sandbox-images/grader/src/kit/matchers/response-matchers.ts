import { expect, type MatcherContext } from 'expect';
import { ANY, NOTHING, type Comparison } from '../facts/comparison.js';
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
  /** Found by the runner in the `matcherResult` of the error. */
  readonly comparison: Comparison;
  message(): string;
}

/** One matcher's finding, in words and as values. */
interface Finding {
  readonly response: HttpResponse;
  readonly pass: boolean;
  readonly wanted: string;
  readonly got: string;
  readonly compared: Omit<Comparison, 'negated'>;
}

const BODY_SHOWN = 200;

expect.extend({
  toHaveStatus(this: MatcherContext, received: unknown, status: number): Result {
    const response = getResponse('toHaveStatus', received);
    return judge(this, {
      response,
      pass: response.status === status,
      wanted: `status ${status}`,
      got: `${response.status} with ${describeBody(response)}`,
      compared: { what: 'status', place: '', expected: status, actual: response.status },
    });
  },

  toHaveJson(this: MatcherContext, received: unknown, expected: unknown): Result {
    const response = getResponse('toHaveJson', received);
    const { json } = response;
    const difference = findDifference(expected, json, (one, other) => this.equals(one, other));
    if (!difference) {
      const wanted = `other JSON than ${this.utils.stringify(expected)}`;
      const compared = { what: 'body', place: '', expected, actual: json } as const;
      return judge(this, { response, pass: true, wanted, got: 'exactly that', compared });
    }
    const place = difference.path === '' ? 'JSON' : `${difference.path} of the JSON body to be`;
    return judge(this, {
      response,
      pass: false,
      wanted: `${place} ${this.utils.stringify(difference.expected)}`,
      got: `${this.utils.stringify(difference.received)} in ${describeBody(response)}`,
      compared: {
        what: 'body',
        place: difference.path,
        expected: difference.expected,
        actual: difference.received === undefined ? NOTHING : difference.received,
      },
    });
  },

  toHaveHeader(this: MatcherContext, received: unknown, name: string, value?: string | RegExp): Result {
    const response = getResponse('toHaveHeader', received);
    const lowerCaseName = name.toLowerCase();
    const got = Object.hasOwn(response.headers, lowerCaseName) ? response.headers[lowerCaseName] : undefined;
    const wanted =
      value === undefined ? `the header ${name}` : `the header ${name} to be ${this.utils.stringify(value)}`;
    return judge(this, {
      response,
      pass: matchesHeader(got, value),
      wanted,
      got: got === undefined ? 'no such header' : this.utils.stringify(got),
      compared: { what: 'header', place: name, expected: value ?? ANY, actual: got ?? NOTHING },
    });
  },
});

function matchesHeader(got: string | undefined, wanted: string | RegExp | undefined): boolean {
  if (got === undefined || wanted === undefined) return got !== undefined;
  return typeof wanted === 'string' ? got === wanted : wanted.test(got);
}

function judge({ isNot }: MatcherContext, { response, pass, wanted, got, compared }: Finding): Result {
  const negated = isNot ?? false;
  const exchange = pass === negated ? findExchange(response) : undefined;
  if (exchange) findScope()?.exchanges.blame(exchange);
  const { method, path } = response.request;
  return {
    pass,
    comparison: { ...compared, negated },
    message: () => `${method} ${path}: expected ${negated ? 'not ' : ''}${wanted}, got ${got}`,
  };
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
