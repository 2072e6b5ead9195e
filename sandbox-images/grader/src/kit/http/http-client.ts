import type { LoggedExchange } from '../exchange-log.js';
import { SuiteMistake } from '../failures.js';
import { getScope } from '../scope.js';
import { toHttpResponse, type HttpResponse } from './http-response.js';
import { sendRequest } from './send-request.js';

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON with its content type. */
  readonly json?: unknown;
  /** Sent as it is; give the content type in `headers`. */
  readonly body?: string | Uint8Array;
  /** From the first byte sent to the last byte received. Default 3000. */
  readonly timeoutMs?: number;
}

/**
 * HTTP against one base URL. Every call is one connection, no redirect is followed, nothing is decompressed, every wait
 * has a deadline. A request that gets no valid answer fails the test with a message that says what happened.
 */
export interface HttpClient {
  readonly url: string;
  get(path: string, options?: RequestOptions): Promise<HttpResponse>;
  post(path: string, options?: RequestOptions): Promise<HttpResponse>;
  put(path: string, options?: RequestOptions): Promise<HttpResponse>;
  patch(path: string, options?: RequestOptions): Promise<HttpResponse>;
  delete(path: string, options?: RequestOptions): Promise<HttpResponse>;
  request(method: string, path: string, options?: RequestOptions): Promise<HttpResponse>;
}

const DEFAULT_TIMEOUT_MS = 3000;

/** @param findPort asked at each call, because the port is known only once the session is open */
export function httpClient(findPort: () => number): HttpClient {
  const request = async (method: string, path: string, options: RequestOptions = {}) =>
    send({ method, path, options, port: findPort() });
  return {
    get url() {
      return `http://127.0.0.1:${findPort()}`;
    },
    get: (path, options) => request('GET', path, options),
    post: (path, options) => request('POST', path, options),
    put: (path, options) => request('PUT', path, options),
    patch: (path, options) => request('PATCH', path, options),
    delete: (path, options) => request('DELETE', path, options),
    request,
  };
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly options: RequestOptions;
  readonly port: number;
}

async function send({ method, path, options, port }: Call): Promise<HttpResponse> {
  if (!path.startsWith('/'))
    throw new SuiteMistake(`The path of a request begins with "/", but "${path}" does not.`);
  const scope = getScope(`subject.${method.toLowerCase()}`);
  const { headers, body } = encodeBody(options);
  const exchange: LoggedExchange = {
    method,
    url: `http://127.0.0.1:${port}${path}`,
    requestHeaders: headers,
    requestBody: body,
    response: null,
  };
  scope.exchanges.record(exchange);

  const startedAt = performance.now();
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const { signal, received } = scope;
  const raw = await sendRequest({ port, method, path, headers, body, timeoutMs, signal, received });
  exchange.response = raw;
  return toHttpResponse({ method, path, raw, durationMs: performance.now() - startedAt, exchange });
}

function encodeBody({ headers = {}, json, body }: RequestOptions): {
  headers: Record<string, string>;
  body: Uint8Array | null;
} {
  if (json !== undefined) {
    return {
      headers: { 'content-type': 'application/json', ...lowerCaseNames(headers) },
      body: Buffer.from(JSON.stringify(json)),
    };
  }
  if (body === undefined) return { headers: lowerCaseNames(headers), body: null };
  return { headers: lowerCaseNames(headers), body: typeof body === 'string' ? Buffer.from(body) : body };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
