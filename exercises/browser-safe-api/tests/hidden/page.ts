import { subject, type HttpResponse } from '@touchstone/kit';
import type { Head, Headers } from './accounts.ts';

export interface Sent {
  readonly headers?: Headers;
  readonly json?: unknown;
  readonly body?: string;
}

export interface Visit {
  /** What keeps the script from the answer, or from sending the request at all; otherwise `nothing`. */
  readonly blocked: string;
  /** Null when the preflight failed, and the request was not sent. */
  readonly answer: HttpResponse | null;
}

const SAFELISTED_METHODS = ['GET', 'HEAD', 'POST'];
const SAFELISTED_TYPES = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'];

/** A page of an origin, in a browser that keeps the Fetch standard: what its script gets of the API, with credentials. */
export class Page {
  readonly #origin: string;
  readonly #cookie: Headers;

  /** @param cookie what the browser holds for the API */
  constructor(origin: string, cookie: Headers = {}) {
    this.#origin = origin;
    this.#cookie = cookie;
  }

  async fetch(method: string, path: string, { headers = {}, json, body }: Sent = {}): Promise<Visit> {
    const all = json === undefined ? headers : { 'content-type': 'application/json', ...headers };
    const unsafe = Object.entries(all).filter(([name, value]) => !isSafelisted(name, value));
    const names = unsafe.map(([name]) => name.toLowerCase()).sort();
    if (!SAFELISTED_METHODS.includes(method) || names.length > 0) {
      const refused = this.#findRefusal(await this.preflight(method, path, names), method, names);
      if (refused) return { blocked: `the preflight: ${refused}`, answer: null };
    }
    const answer = await subject.request(method, path, {
      headers: { ...all, ...this.#cookie, origin: this.#origin },
      ...(json === undefined ? {} : { json }),
      ...(body === undefined ? {} : { body }),
    });
    return { blocked: this.#checkCors(answer) ?? 'nothing', answer };
  }

  /** What a browser asks before it sends anything unusual: without cookies, without Authorization. */
  async preflight(method: string, path: string, names: readonly string[]): Promise<HttpResponse> {
    return subject.request('OPTIONS', path, {
      headers: {
        origin: this.#origin,
        'access-control-request-method': method,
        ...(names.length > 0 ? { 'access-control-request-headers': names.join(',') } : {}),
      },
    });
  }

  #findRefusal(answer: HttpResponse, method: string, names: readonly string[]): string | null {
    if (answer.status < 200 || answer.status > 299) return `its status is ${answer.status}`;
    const refused = this.#checkCors(answer);
    if (refused) return refused;
    // With credentials a star is a method, or a header, that is called “*”.
    if (!SAFELISTED_METHODS.includes(method) && !readList(answer, 'methods').includes(method))
      return `${method} is not in Access-Control-Allow-Methods`;
    const allowed = readList(answer, 'headers').map((name) => name.toLowerCase());
    const missing = names.filter((name) => !allowed.includes(name));
    return missing.length > 0 ? `${missing.join(', ')} is not in Access-Control-Allow-Headers` : null;
  }

  #checkCors({ headers }: Head): string | null {
    const origin = headers['access-control-allow-origin'];
    if (origin !== this.#origin)
      return `Access-Control-Allow-Origin ${origin === undefined ? 'is missing' : `is ${JSON.stringify(origin)}`}`;
    return headers['access-control-allow-credentials'] === 'true'
      ? null
      : 'Access-Control-Allow-Credentials is not “true”';
  }
}

function isSafelisted(name: string, value: string): boolean {
  const type = value.split(';')[0]?.trim().toLowerCase() ?? '';
  return name.toLowerCase() === 'content-type' && SAFELISTED_TYPES.includes(type);
}

/** The names in `Access-Control-Allow-Methods` or `-Headers`. */
export function readList({ headers }: Head, what: 'methods' | 'headers'): string[] {
  return (headers[`access-control-allow-${what}`] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
