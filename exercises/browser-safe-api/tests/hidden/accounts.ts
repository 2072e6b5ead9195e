import { random, rawConnection, step, subject, upstream, type HttpResponse } from '@touchstone/kit';

export type Headers = Readonly<Record<string, string>>;

/** What most tests look at of an answer. */
export interface Head {
  readonly status: number;
  readonly headers: Headers;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly bearer: Headers;
}

export const APP = 'https://app.radhof.example';
export const DESK = 'https://desk.radhof.example';
/** A neighbour of the front ends. */
export const FORUM = 'https://forum.radhof.example';
export const SESSION_COOKIE = '__Host-session';

export const listFrontEnds = (): string[] => [APP, DESK, upstream('preview').url];
export const aStranger = () => `https://${random.word(10)}.example`;
export const aName = () => random.sentence(2);
export const json = (value: unknown) => JSON.stringify(value);

/** Largest body that is taken, in bytes. */
export const MAX_BODY_BYTES = 16_384;

/** Long enough for a machine that has much to do: it decides nothing but when to give up. */
export const PATIENCE_MS = 5000;

export async function openAccount(): Promise<Account> {
  const name = aName();
  const answer = await subject.post('/accounts', { json: { name } });
  await step('POST /accounts', () => {
    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({ id: expect.any(String), token: expect.any(String) });
  });
  const { id, token } = answer.json as { id: string; token: string };
  return { id, name, bearer: { authorization: `Bearer ${token}` } };
}

/** Gives the header of a browser that is signed in, whatever its cookie is called. */
export async function signIn({ bearer }: Account): Promise<{ cookie: string }> {
  const answer = await subject.post('/session', { headers: bearer });
  await step('POST /session', () => expect(answer).toHaveStatus(204));
  return { cookie: (answer.headers['set-cookie'] ?? '').split(';')[0] ?? '' };
}

export const readAccount = (headers: Headers) => subject.get('/account', { headers });

/** As the account itself sees it, with its token. */
export async function expectName(when: string, { bearer }: Account, name: string): Promise<void> {
  const answer = await readAccount(bearer);
  await step(`the account ${when}`, () => expect(answer).toHaveJson({ name }));
}

export async function expectStatus(what: string, answer: HttpResponse, status: number): Promise<void> {
  await step(what, () => expect(answer).toHaveStatus(status));
}

export const listGrants = ({ headers }: Head) =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

/** Sends the head of a request and nothing else. Gives the head of the answer, which has to come all the same. */
export async function sendHead(what: string, method: string, path: string, headers: Headers): Promise<Head> {
  const connection = await rawConnection();
  await connection.write(toHead(method, path, headers));
  await step(`${what}, of which only the head is sent`, () => connection.until(hasHead, PATIENCE_MS));
  return readHead(connection.received);
}

export function toHead(method: string, path: string, headers: Headers): string {
  const lines = Object.entries({ host: 'api.radhof.example', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

export const hasHead = (received: string) => received.includes('\r\n\r\n');

/** Of all answers on a connection, in order. */
export const listStatuses = (received: string): number[] =>
  [...received.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => Number(status));

/** The head of the first answer. */
export function readHead(received: string): Head {
  const [, ...lines] = (received.split('\r\n\r\n')[0] ?? '').split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { status: listStatuses(received)[0] ?? 0, headers: Object.fromEntries(headers) };
}

/** The head of a request for a new account with a body that is announced to be so long. */
export const announce = (bytes: number, headers: Headers = {}): Headers => ({
  'content-type': 'application/json',
  'content-length': String(bytes),
  ...headers,
});
