import { subject, type HttpResponse } from '@touchstone/kit';

export type Headers = Readonly<Record<string, string>>;

export interface CachedAnswer {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
  /** Who answered: the cache alone, the cache after the origin's 304, or the origin in full. */
  readonly from: 'cache' | 'cache, after asking' | 'origin';
}

interface Stored {
  readonly status: number;
  readonly text: string;
  headers: Headers;
  readonly request: Headers;
  since: number;
}

/**
 * A cache as RFC 9111 has it, with a clock of its own: shared like a CDN, or one reader's browser. Of freshness it knows `max-age` and
 * `s-maxage`; what says nothing is kept for ten seconds.
 */
export class Cache {
  #now = 0;
  readonly #stored = new Map<string, Stored[]>();

  readonly #kind: 'shared' | 'private';

  constructor(kind: 'shared' | 'private') {
    this.#kind = kind;
  }

  wait(seconds: number): void {
    this.#now += seconds;
  }

  async get(path: string, request: Headers = {}): Promise<CachedAnswer> {
    const found = this.#stored.get(path)?.find((one) => fits(one, request));
    if (found && this.#isFresh(found)) return toAnswer(found, 'cache');
    const tag = found?.headers.etag;
    const condition: Headers = tag === undefined ? {} : { 'if-none-match': tag };
    const response = await subject.get(path, { headers: { ...request, ...condition } });
    if (found && response.status === 304) {
      found.headers = { ...found.headers, ...response.headers };
      found.since = this.#now;
      return toAnswer(found, 'cache, after asking');
    }
    this.#keep(path, request, response);
    return toAnswer(response, 'origin');
  }

  #keep(path: string, request: Headers, { status, text, headers }: HttpResponse): void {
    const others = (this.#stored.get(path) ?? []).filter((one) => !fits(one, request));
    this.#stored.set(path, others);
    if (!this.#mayKeep(request, status, headers)) return;
    others.unshift({ status, text, headers, request, since: this.#now });
  }

  #mayKeep(request: Headers, status: number, headers: Headers): boolean {
    const control = directivesOf(headers);
    if (control.has('no-store') || ![200, 404].includes(status)) return false;
    if (this.#kind === 'private') return true;
    if (control.has('private')) return false;
    const isLetIn = ['public', 's-maxage', 'must-revalidate'].some((name) => control.has(name));
    return request.authorization === undefined || isLetIn;
  }

  #isFresh({ headers, since }: Stored): boolean {
    const control = directivesOf(headers);
    if (control.has('no-cache')) return false;
    const shared = this.#kind === 'shared' ? control.get('s-maxage') : undefined;
    const seconds = Number(
      shared ?? control.get('max-age') ?? (control.size === 0 && !('expires' in headers) ? 10 : 0),
    );
    return this.#now - since < seconds;
  }
}

/** `no-cache` → '', `max-age=60` → '60'. */
export function directivesOf(headers: Headers): ReadonlyMap<string, string> {
  const parts = (headers['cache-control'] ?? '').toLowerCase().split(',');
  const pairs = parts.map((part) => part.trim().split('=', 2)).filter(([name]) => name !== '');
  return new Map(pairs.map(([name = '', value = '']) => [name, value.replaceAll('"', '')]));
}

/** Names in `Vary`, in lower case. */
export function variesBy(headers: Headers): string[] {
  return (headers.vary ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function fits({ headers, request: earlier }: Stored, request: Headers): boolean {
  return variesBy(headers).every((name) => name !== '*' && earlier[name] === request[name]);
}

function toAnswer(
  { status, text }: { status: number; text: string },
  from: CachedAnswer['from'],
): CachedAnswer {
  return {
    status,
    text,
    from,
    get json() {
      return JSON.parse(text) as unknown;
    },
  };
}
