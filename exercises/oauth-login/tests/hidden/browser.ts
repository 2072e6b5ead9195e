import { random, step, subject, type HttpResponse } from '@touchstone/kit';
import type { Approval, Person, Provider, Wishes } from './provider.ts';

export const DESK = 'https://desk.example';

/** Three requests to the provider may each last three seconds; the rest is for a busy machine. */
const PATIENCE_MS = 14_000;

export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Lower-case names; without a value ''. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** On the way to the provider. */
export interface Departure {
  readonly url: URL;
  readonly params: Record<string, string>;
}

export interface Visit {
  readonly departure: Departure;
  readonly approval: Approval;
  readonly person: Person;
  /** Value of the cookie. */
  readonly sid: string;
  readonly location: string;
}

/** Keeps cookies as a browser does, as far as the statement has it. */
export class Browser {
  readonly #cookies = new Map<string, SetCookie>();
  /** All that it ever got: heads and bodies. */
  readonly received: string[] = [];

  get(path: string, { isFromProvider = false, headers = {} }: Ways = {}): Promise<HttpResponse> {
    return this.#send('GET', path, isFromProvider, headers);
  }

  post(path: string): Promise<HttpResponse> {
    return this.#send('POST', path, false, {});
  }

  /** Somebody plants a cookie. */
  plant(name: string, value: string): void {
    this.#cookies.set(name, { name, value, attributes: new Map([['path', '/']]) });
  }

  valueOf(name: string): string | null {
    return this.#cookies.get(name)?.value ?? null;
  }

  /** Another browser with the same cookies. */
  copy(): Browser {
    const other = new Browser();
    for (const [name, cookie] of this.#cookies) other.#cookies.set(name, cookie);
    return other;
  }

  async #send(
    method: string,
    path: string,
    isFromProvider: boolean,
    extra: Record<string, string>,
  ): Promise<HttpResponse> {
    const pairs = [...this.#cookies.values()]
      .filter((cookie) => fitsPath(cookie, path) && !(isFromProvider && isStrict(cookie)))
      .map(({ name, value }) => `${name}=${value}`);
    const headers = { ...extra, ...(pairs.length > 0 ? { cookie: pairs.join('; ') } : {}) };
    const answer = await subject.request(method, path, { headers, timeoutMs: PATIENCE_MS });
    for (const cookie of readCookies(answer)) {
      if (isDeletion(cookie)) this.#cookies.delete(cookie.name);
      else this.#cookies.set(cookie.name, cookie);
    }
    this.received.push(JSON.stringify(answer.headers), answer.text);
    return answer;
  }
}

interface Ways {
  readonly isFromProvider?: boolean;
  readonly headers?: Record<string, string>;
}

export function readCookies(answer: HttpResponse): SetCookie[] {
  const lines = (answer.headers['set-cookie'] ?? '').split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
    const attributes = rest.map((part): [string, string] => {
      const [name, value] = splitOnce(part);
      return [name.toLowerCase(), value];
    });
    const [name, value] = splitOnce(pair);
    return { name, value, attributes: new Map(attributes) };
  });
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('=');
  return at === -1 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

export function isDeletion({ attributes }: SetCookie): boolean {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  return Date.parse(attributes.get('expires') ?? '') < Date.now();
}

const isStrict = ({ attributes }: SetCookie) => attributes.get('samesite')?.toLowerCase() === 'strict';

function fitsPath({ attributes }: SetCookie, path: string): boolean {
  const own = attributes.get('path') ?? '/';
  const asked = path.split('?')[0] ?? path;
  return own === '/' || asked === own || asked.startsWith(own.endsWith('/') ? own : `${own}/`);
}

/** The address that an answer redirects to; fails the test where it does not. */
export async function readLocation(what: string, answer: HttpResponse): Promise<string> {
  await step(`${what}: the status of the redirect, 302 or 303`, () =>
    expect(answer).toHaveStatus(answer.status === 303 ? 303 : 302),
  );
  const { location } = answer.headers;
  await step(`${what}: the header Location`, () => expect(location).toEqual(expect.any(String)));
  return location ?? '';
}

/** GET /login where that has to work. */
export async function leave(
  browser: Browser,
  provider: Provider,
  returnTo?: string,
  headers: Record<string, string> = {},
): Promise<Departure> {
  const query = returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`;
  const location = await readLocation('GET /login', await browser.get(`/login${query}`, { headers }));
  const url = URL.canParse(location) ? new URL(location) : new URL(`${DESK}/`);
  await step('where GET /login redirects to, without its query', () =>
    expect(`${url.origin}${url.pathname}`).toBe(
      String(provider.document.authorization_endpoint).split('?')[0],
    ),
  );
  return { url, params: Object.fromEntries(url.searchParams) };
}

/** The browser follows the provider's redirect to the callback. */
export function arrive(browser: Browser, query: Record<string, string>): Promise<HttpResponse> {
  return browser.get(`/callback?${new URLSearchParams(query).toString()}`, { isFromProvider: true });
}

/** A person agrees, and the browser comes back where that has to work. */
export async function arriveWell(
  browser: Browser,
  provider: Provider,
  departure: Departure,
  wishes: Wishes = {},
  what = 'the callback',
): Promise<Visit> {
  const approval = provider.approve(departure, wishes);
  const { person } = approval;
  const answer = await arrive(browser, approval.query);
  await step(`what the provider refused during ${what}`, () => expect(provider.refusals).toEqual([]));
  const location = await readLocation(what, answer);
  const sid = browser.valueOf('sid') ?? '';
  await step(`the value of the cookie “sid” after ${what}`, () => expect(sid).not.toBe(''));
  await expectLoggedIn(`after ${what}`, browser, person);
  return { departure, approval, person, sid, location };
}

export interface LoginWishes extends Wishes {
  readonly returnTo?: string;
}

/** A whole login. */
export async function logIn(
  browser: Browser,
  provider: Provider,
  { returnTo, ...wishes }: LoginWishes = {},
): Promise<Visit> {
  return arriveWell(browser, provider, await leave(browser, provider, returnTo), wishes);
}

export async function expectRefused(
  what: string,
  answer: HttpResponse,
  status: number,
  error: string,
): Promise<void> {
  await step(`the answer to ${what}`, () => {
    expect(answer).toHaveStatus(status);
    expect(answer).toHaveJson({ error });
  });
}

export async function expectLoggedIn(what: string, browser: Browser, person: Person): Promise<void> {
  const answer = await browser.get('/me');
  await step(`GET /me ${what}`, () => {
    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ ...person });
  });
}

export async function expectLoggedOut(what: string, browser: Browser): Promise<void> {
  const answer = await browser.get('/me');
  await step(`GET /me ${what}`, () => expect(answer).toHaveStatus(401));
}

/** A browser that has nothing but this cookie. */
export function browserWith(sid: string): Browser {
  const browser = new Browser();
  browser.plant('sid', sid);
  return browser;
}

export const aPath = () => `/tickets/${random.integer(1, 99_999)}?tab=${random.word()}`;
