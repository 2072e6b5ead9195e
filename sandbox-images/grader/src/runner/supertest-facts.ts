import { NOTHING, noteComparison, type Comparison } from '../kit/facts/comparison.js';
import { findScope } from '../kit/scope.js';

/** What superagent knows of a request once it was answered. */
export interface SupertestRequest {
  readonly method: string;
  readonly url: string;
  readonly header: Readonly<Record<string, unknown>>;
  /** What was given to `send`. */
  readonly _data?: unknown;
}

export interface SupertestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text?: string;
  readonly body?: unknown;
}

/** Leaves in the test's trail what was sent and answered, and with the error what it compared. */
export function noteSupertest(
  request: SupertestRequest,
  response: SupertestResponse | undefined,
  error: Error | null,
): void {
  const scope = findScope();
  if (!scope) return;
  scope.exchanges.record({
    method: request.method,
    url: request.url,
    requestHeaders: toHeaders(request.header),
    requestBody: toBytes(request._data),
    response: response ? toLogged(response) : null,
  });
  const comparison = response && error && readComparison(error, response);
  if (comparison) noteComparison(error, { ...comparison, negated: false });
}

/** Supertest says in its messages alone which of its checks has failed. */
const STATUS = /^expected (?:one of )?"?([\d, ]+)"?(?: ".*")?, got \d+ "/;
const NO_HEADER = /^expected "([^"]+)" header field$/;
const HEADER = /^expected "([^"]+)" (?:of "(.*)"|matching (\/.*)), got "/s;

function readComparison(error: Error, response: SupertestResponse): Omit<Comparison, 'negated'> | null {
  const { message } = error;
  const status = STATUS.exec(message);
  if (status) {
    const wanted = (status[1] ?? '').split(', ').map(Number);
    const expected = wanted.length === 1 ? wanted[0] : wanted;
    return { what: 'status', place: '', expected, actual: response.status };
  }
  const missing = NO_HEADER.exec(message);
  if (missing) return { what: 'header', place: missing[1] ?? '', expected: 'some value', actual: NOTHING };
  const header = HEADER.exec(message);
  if (header) {
    const [, place = '', value, pattern] = header;
    const actual = response.headers[place.toLowerCase()];
    return { what: 'header', place, expected: value ?? pattern, actual };
  }
  return readBodies(error, response);
}

function readBodies(error: Error, { text }: SupertestResponse): Omit<Comparison, 'negated'> | null {
  if (!('expected' in error) || !('actual' in error)) return null;
  const { expected } = error;
  const isText = typeof expected === 'string' || expected instanceof RegExp;
  return { what: 'body', place: '', expected, actual: isText ? (text ?? '') : error.actual };
}

function toLogged(response: SupertestResponse) {
  const body = response.text === undefined && Buffer.isBuffer(response.body) ? response.body : response.text;
  return {
    status: response.status,
    headers: toHeaders(response.headers),
    body: toBytes(body) ?? Buffer.alloc(0),
  };
}

function toHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function toBytes(data: unknown): Uint8Array | null {
  if (data === undefined || data === null) return null;
  if (typeof data === 'string' || data instanceof Uint8Array) return Buffer.from(data);
  return Buffer.from(JSON.stringify(data));
}
