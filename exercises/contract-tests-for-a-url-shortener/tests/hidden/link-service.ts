import { TO_THE_LETTER, type Freedom } from './freedom.ts';

/** A link, as the service keeps it. */
export interface Link {
  /** The first link that was made is 1. */
  readonly number: number;
  readonly slug: string;
  readonly url: string;
  readonly clicks: number;
  readonly createdAtMs: number;
  /** Null: never. */
  readonly expiresAtMs: number | null;
  readonly isDeleted: boolean;
}

export interface ServiceRequest {
  readonly method: string;
  readonly path: string;
  /** What follows the question mark. */
  readonly query: string;
  readonly idempotencyKey: string | null;
  /** `http://<host>`, as the client has it. */
  readonly origin: string;
  readonly body: string;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

export class Refused extends Error {
  readonly status: number;
  /** The properties of the body that are wrong. */
  readonly fields: readonly string[];

  constructor(status: number, fields: readonly string[] = []) {
    super(`refused with ${status}`);
    this.status = status;
    this.fields = fields;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

interface Used {
  readonly body: string;
  readonly slug: string;
}

interface Page {
  readonly links: readonly Link[];
  /** Where the next page begins; null after the last one. */
  readonly next: string | null;
}

const MOST_LETTERS_OF_A_URL = 2000;
const MOST_LINKS_ON_A_PAGE = 50;

/** The URL shortener of the statement, clause by clause. It keeps everything in memory. */
export class LinkService {
  /** In the order in which they were made. */
  protected readonly links = new Map<string, Link>();
  protected readonly keys = new Map<string, Used>();
  readonly #cursors = new Map<string, number>();
  #made = 0;
  protected nowMs = Date.parse('2027-03-01T09:00:00Z');
  readonly freedom: Freedom;

  constructor(freedom: Freedom = TO_THE_LETTER) {
    this.freedom = freedom;
  }

  answer(request: ServiceRequest): ServiceAnswer {
    try {
      return this.route(request);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.refuse(error, request);
    }
  }

  protected refuse({ status, fields }: Refused, { path }: ServiceRequest): ServiceAnswer {
    if (this.freedom.isBare && path.startsWith('/go/')) return { status };
    const title = this.freedom.toSentence(status);
    const errors = this.freedom.order(fields).map((field) => this.freedom.dress({ field, detail: title }));
    const problem = { type: 'about:blank', title, status, ...(errors.length > 0 ? { errors } : {}) };
    return this.tell(status, problem, 'application/problem+json');
  }

  protected route(request: ServiceRequest): ServiceAnswer {
    const { method, path, query, body } = request;
    const [, collection = '', slug, ...rest] = path.split('/');
    const route = [method, collection, slug && ':slug', ...rest].filter(Boolean).join(' ');
    const own = slug ?? '';
    switch (route) {
      case 'PUT clock':
        return this.setClock(readFields(body));
      case 'POST links':
        return this.create(request);
      case 'GET links':
        return this.list(new URLSearchParams(query));
      case 'GET links :slug':
        return this.tell(200, this.show(this.read(own)));
      case 'DELETE links :slug':
        return this.remove(own);
      case 'GET go :slug':
        return this.follow(this.getLink(own), query);
      case 'HEAD go :slug':
        return this.peek(this.getLink(own), query);
      default:
        throw new Refused(404);
    }
  }

  protected setClock({ now }: Fields): ServiceAnswer {
    const ms = toMs(now);
    if (ms === null) throw new Refused(400);
    this.nowMs = ms;
    return { status: 204 };
  }

  protected create({ idempotencyKey: key, origin, body }: ServiceRequest): ServiceAnswer {
    const used = key === null ? undefined : this.keys.get(key);
    if (used && !this.isForgiven(used, body)) return this.repeat(used, body, origin);
    const link = this.keep(readFields(body));
    if (key !== null && !used) this.keys.set(key, { body, slug: link.slug });
    return this.tellCreated(201, link, origin);
  }

  protected isForgiven(used: Used, body: string): boolean {
    return this.freedom.forgivesKeys && used.body !== body && haveOneUrl(used.body, body);
  }

  protected repeat(used: Used, body: string, origin: string): ServiceAnswer {
    if (used.body !== body) throw new Refused(422);
    return this.tellCreated(this.freedom.repeatStatus, this.getLink(used.slug), origin);
  }

  protected tellCreated(status: number, link: Link, origin: string): ServiceAnswer {
    const { headers, json } = this.tell(status, this.showCreated(link));
    const location = `${this.freedom.isAbsolute ? origin : ''}/links/${link.slug}`;
    return { status, headers: { ...headers, location }, json };
  }

  /** @throws Refused */
  protected keep(fields: Fields): Link {
    const wrong = this.findWrong(fields);
    if (wrong.length > 0) throw new Refused(400, wrong);
    const { url, alias, expiresAt } = this.tidy(fields) as {
      url: string;
      alias?: string;
      expiresAt?: string;
    };
    if (alias !== undefined && this.isTaken(alias)) throw new Refused(409);
    const slug = alias ?? this.#findSlug();
    this.#made += 1;
    const link: Link = {
      number: this.#made,
      slug,
      url,
      clicks: 0,
      createdAtMs: this.nowMs,
      expiresAtMs: toMs(expiresAt),
      isDeleted: false,
    };
    this.links.set(slug, link);
    return link;
  }

  protected tidy(fields: Fields): Fields {
    return fields;
  }

  /** The properties that break M4, in no order that means anything. */
  protected findWrong({ url, alias, expiresAt }: Fields): string[] {
    const wrong: string[] = [];
    if (!this.isUrl(url)) wrong.push('url');
    if (alias !== undefined && !this.isAlias(alias)) wrong.push('alias');
    if (expiresAt !== undefined && !((toMs(expiresAt) ?? 0) > this.nowMs)) wrong.push('expiresAt');
    return wrong;
  }

  protected isUrl(url: unknown): boolean {
    return typeof url === 'string' && url.length <= MOST_LETTERS_OF_A_URL && /^https?:\/\/[!-~]+$/.test(url);
  }

  protected isAlias(alias: unknown): boolean {
    return typeof alias === 'string' && /^[a-z0-9-]{3,30}$/.test(alias);
  }

  protected isTaken(alias: string): boolean {
    return this.links.has(alias);
  }

  protected follow(link: Link, query: string): ServiceAnswer {
    if (this.isGone(link)) return this.tellGone(link);
    this.count(link);
    return this.redirect(link, query);
  }

  protected peek(link: Link, query: string): ServiceAnswer {
    return this.isGone(link) ? this.tellGone(link) : this.redirect(link, query);
  }

  protected count(link: Link): void {
    this.links.set(link.slug, { ...link, clicks: link.clicks + 1 });
  }

  protected redirect({ url }: Link, _query: string): ServiceAnswer {
    return {
      status: this.freedom.redirectStatus,
      headers: { location: url, 'cache-control': this.freedom.cacheControl },
    };
  }

  protected isGone(link: Link): boolean {
    return link.isDeleted || (link.expiresAtMs !== null && this.nowMs >= link.expiresAtMs);
  }

  /** @throws Refused */
  protected tellGone(_link: Link): ServiceAnswer {
    throw new Refused(410);
  }

  protected read(slug: string): Link {
    const link = this.getLink(slug);
    if (link.isDeleted) throw new Refused(404);
    return link;
  }

  protected remove(slug: string): ServiceAnswer {
    this.links.set(slug, { ...this.read(slug), isDeleted: true });
    return { status: 204 };
  }

  protected list(query: URLSearchParams): ServiceAnswer {
    const { links, next } = this.page(this.readLimit(query.get('limit') ?? '20'), query.get('cursor'));
    return this.tell(200, { links: links.map((link) => this.showListed(link)), next });
  }

  protected readLimit(text: string): number {
    const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (limit < 1 || limit > MOST_LINKS_ON_A_PAGE) throw new Refused(400);
    return limit;
  }

  /** The cursor is the number of the last link before the page: what is made or deleted meanwhile moves nothing. */
  protected page(limit: number, cursor: string | null): Page {
    const before = cursor === null ? Infinity : this.readCursor(cursor);
    const rest = this.newestFirst().filter(({ number }) => number < before);
    const links = rest.slice(0, this.freedom.toPageSize(limit));
    const last = links.at(-1);
    const isEnd = !last || this.isEnd(rest.length - links.length, limit);
    return { links, next: isEnd ? null : this.toCursor(last.number) };
  }

  protected isEnd(left: number, _limit: number): boolean {
    return left === 0 && !this.freedom.endsEmpty;
  }

  protected newestFirst(): Link[] {
    return [...this.links.values()]
      .filter(({ isDeleted }) => !isDeleted)
      .sort((one, other) => other.number - one.number);
  }

  protected toCursor(number: number): string {
    const cursor = this.freedom.toCursor(number);
    this.#cursors.set(cursor, number);
    return cursor;
  }

  protected readCursor(cursor: string): number {
    const number = this.#cursors.get(cursor);
    if (number === undefined && this.freedom.forgivesCursors) return Infinity;
    if (number === undefined) throw new Refused(400);
    return number;
  }

  protected showCreated({ slug, url, clicks, createdAtMs, expiresAtMs }: Link): object {
    const read = { slug, url, expiresAt: this.#toTime(expiresAtMs) };
    return this.freedom.isBare ? read : { ...read, clicks, createdAt: this.#toTime(createdAtMs) };
  }

  protected show({ slug, url, clicks, createdAtMs, expiresAtMs }: Link): object {
    const times = { createdAt: this.#toTime(createdAtMs), expiresAt: this.#toTime(expiresAtMs) };
    return { slug, url, clicks, ...times };
  }

  protected showListed(link: Link): object {
    return this.freedom.dress(this.show(link));
  }

  protected getLink(slug: string): Link {
    const link = this.links.get(slug);
    if (!link) throw new Refused(404);
    return link;
  }

  protected tell(status: number, value: object, mediaType = 'application/json') {
    const headers = { 'content-type': mediaType + this.freedom.mediaParameter };
    return { status, headers, json: this.freedom.dress(value) };
  }

  #toTime(ms: number | null): string | null {
    return ms === null ? null : this.freedom.toTime(ms);
  }

  #findSlug(): string {
    for (let count = this.#made + 1; ; count += 1) {
      const slug = this.freedom.toSlug(count);
      if (!this.links.has(slug)) return slug;
    }
  }
}

/** Of `2027-03-01T09:00:00Z`, also with a fraction; null when it is no such text or the calendar does not have it. */
function toMs(time: unknown): number | null {
  if (typeof time !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(time)) return null;
  const ms = Date.parse(time);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(time.slice(0, 19)) ? ms : null;
}

function haveOneUrl(one: string, other: string): boolean {
  return readFields(one).url === readFields(other).url;
}

function readFields(body: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Refused(400);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused(400);
  return value as Fields;
}
