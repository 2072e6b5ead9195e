import { KitFailure } from '../failures.js';
import type { LoggedExchange } from '../exchange-log.js';
import { findScope } from '../scope.js';
import { BODY_LIMITS, parseJson } from './parse-json.js';
import type { RawResponse } from './send-request.js';

/** A plain-data answer of the subject. Bodies over 1 MiB, redirects, slow drips and floods fail the test, never the grader. */
export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; repeated headers joined by `, ` (`set-cookie` by newline). */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as UTF-8. */
  readonly text: string;
  /** The body as it came. */
  readonly bytes: Uint8Array;
  /** The body parsed; one that is not JSON fails the test with a message that shows its first bytes. */
  readonly json: unknown;
  readonly durationMs: number;
  /** What was asked, for messages. */
  readonly request: { readonly method: string; readonly path: string };
}

const exchangesOfResponses = new WeakMap<object, LoggedExchange>();

export interface AnsweredRequest {
  readonly method: string;
  readonly path: string;
  readonly raw: RawResponse;
  readonly durationMs: number;
  readonly exchange: LoggedExchange;
}

export function toHttpResponse({ method, path, raw, durationMs, exchange }: AnsweredRequest): HttpResponse {
  const text = Buffer.from(raw.body).toString('utf8');
  const response: HttpResponse = {
    status: raw.status,
    headers: raw.headers,
    text,
    bytes: raw.body,
    get json() {
      return readBody(text, `${method} ${path}`, exchange);
    },
    durationMs,
    request: { method, path },
  };
  exchangesOfResponses.set(response, exchange);
  return response;
}

/** Leaves a trace of where the value is from, and of what was looked at when it is none. */
function readBody(text: string, what: string, exchange: LoggedExchange): unknown {
  const scope = findScope();
  try {
    const value = readJson(text, what, 'a JSON body');
    scope?.origins.remember(value, { exchange });
    return value;
  } catch (error) {
    scope?.exchanges.blame(exchange);
    throw error;
  }
}

export function findExchange(response: object): LoggedExchange | undefined {
  return exchangesOfResponses.get(response);
}

export function isHttpResponse(value: unknown): value is HttpResponse {
  return typeof value === 'object' && value !== null && exchangesOfResponses.has(value);
}

/** @throws KitFailure when the text is not JSON, or more than anybody should compare */
export function readJson(text: string, what: string, wanted = 'JSON'): unknown {
  const parsed = parseJson(text, BODY_LIMITS);
  if (parsed.ok) return parsed.value;
  const start = text === '' ? 'it is empty' : `it begins ${JSON.stringify(text.slice(0, 200))}`;
  throw new KitFailure('assertion', `${what}: expected ${wanted}, but ${parsed.problem}; ${start}`);
}
