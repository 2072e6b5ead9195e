import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { SubmissionId } from '#contracts';
import { ApiWorld, forgetAttempts, PASSWORD, type Account } from './api-world.js';
import { sampleOf, type OpenApiDocument } from './sample-of-schema.js';

const logged: string[] = [];
const listen = (message: unknown) => void logged.push(String(message));
// Started while the tests are listed: each operation of its own document is one of them.
const world = await ApiWorld.start({
  logger: { log: () => undefined, warn: () => undefined, debug: () => undefined, error: listen },
});
const OPERATIONS = listOperations((await world.http.get('/api/openapi.json')).body as OpenApiDocument);

let staff: Account;
let id: SubmissionId;
beforeAll(async () => {
  await world.publish();
  // An administrator: nothing may break for those who reach all of it either.
  staff = await world.account('admin');
  id = await world.submit(staff);
});
/** Else a limit would answer in the place of what is looked at. */
beforeEach(() => forgetAttempts(world));
afterAll(() => world.close());

const QUERIES = [
  "' OR '1'='1",
  "'; DROP TABLE users; --",
  "' UNION SELECT password_hash FROM users --",
  '1; SELECT pg_sleep(5)',
  "1' AND (SELECT 1 FROM pg_sleep(5)) --",
  "$1'); DELETE FROM submissions; --",
  "\"; COPY users TO PROGRAM 'id' --",
  '%27%20OR%201=1',
  '\\',
  '%',
  '_',
  '/**/OR/**/1=1',
  "E'\\x27'",
];
const UNSTORABLE = ['a\0b', '\0', '\ud800', 'a\udfffb', '\ufffe', '\u{10ffff}'];
const ODD = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  'NaN',
  'true',
  '[]',
  '{}',
  '-1',
  '1e309',
  '9'.repeat(400),
  '../../etc/passwd',
  '<img src=x onerror=alert(1)>',
  '${7*7}{{7*7}}',
  '\u202e\u001b[2J',
  '\r\nSet-Cookie: a=b',
];
const TEXTS = [...QUERIES, ...UNSTORABLE, ...ODD];
const VALUES: unknown[] = [
  ...TEXTS,
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  [],
  {},
  [[]],
  ['a'],
  { a: { b: [] } },
  { toString: 1 },
];

interface Operation {
  readonly method: string;
  readonly path: string;
  /** A value for each parameter in the path but those that every call fills in. */
  readonly params: Record<string, string>;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  /** undefined where no JSON is taken. */
  readonly body: Record<string, unknown> | undefined;
}

/** Everything there is to call, with a sample of every parameter and field. */
function listOperations(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { parameters = [], requestBody }]) => {
      const samples = (place: string) =>
        Object.fromEntries(
          parameters
            .filter((one) => one.in === place)
            .map(({ name, schema }) => [name, String(sampleOf(schema ?? {}, document))]),
        );
      const json = requestBody?.content['application/json']?.schema;
      const body = json && (sampleOf(json, document) as Record<string, unknown>);
      return {
        method,
        path,
        params: samples('path'),
        query: samples('query'),
        headers: samples('header'),
        body,
      };
    }),
  );
}

const named = OPERATIONS.map(
  (operation) => [`${operation.method.toUpperCase()} ${operation.path}`, operation] as const,
);

/** Sends it with other parts; the answer's status. A stream that opens is not read. */
async function send(
  example: Operation,
  change: Partial<Operation> & { readonly fill?: string } = {},
): Promise<number> {
  const { method, path, params, query, headers, body } = { ...example, ...change };
  const own: Record<string, string> = { ...params, slug: 'echo-service', id };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => change.fill ?? own[name] ?? 'x');
  const text = new URLSearchParams(query).toString();
  const abort = new AbortController();
  const answer = await fetch(`${world.url}${filled}${text === '' ? '' : `?${text}`}`, {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: { authorization: staff.bearer, 'content-type': 'application/json', ...headers },
    ...(body === undefined || method === 'get' ? {} : { body: JSON.stringify(body) }),
    signal: abort.signal,
  });
  abort.abort();
  return answer.status;
}

const isFine = (status: number) => status >= 200 && status < 500;

describe('the operations', () => {
  it('are those of the whole interface', () => {
    const names = named.map(([name]) => name);

    expect(names).toEqual(
      expect.arrayContaining([
        'POST /api/v1/exercises/{slug}/submissions',
        'PATCH /api/v1/cohorts/{id}',
        'GET /api/v1/submissions/{id}/events',
      ]),
    );
    expect(OPERATIONS.filter(({ body }) => body !== undefined).length).toBeGreaterThan(20);
  });
});

type Attempt = readonly [what: unknown, status: Promise<number>];

async function listFailures(attempts: readonly Attempt[]) {
  const wrong: unknown[] = [];
  for (const [what, status] of attempts) if (!isFine(await status)) wrong.push([what, await status]);
  return { wrong, logged: logged.splice(0) };
}
const NONE = { wrong: [], logged: [] };

describe('a hostile', () => {
  it.each(named.filter(([name]) => name.includes('{')))(
    'address breaks nothing: %s (P08, P09)',
    async (_, example) => {
      const texts = TEXTS.filter((text) => Buffer.from(text).toString() === text).map(encodeURIComponent);
      const fills = [...texts, '%00', '%ED%A0%80', '%', '%2e%2e'].filter(Boolean);

      expect(await listFailures(fills.map((fill) => [fill, send(example, { fill })]))).toEqual(NONE);
    },
  );

  it.each(named)('query breaks nothing: %s (P08, P09, P16)', async (_, example) => {
    const { query } = example;
    const attempts = [...Object.keys(query), 'sort', '__proto__', 'constructor[prototype]'].flatMap((name) =>
      TEXTS.map((text): Attempt => [`${name}=${text}`, send(example, { query: { ...query, [name]: text } })]),
    );

    expect(await listFailures(attempts)).toEqual(NONE);
  });

  it.each(named)('header breaks nothing: %s (P08, P09)', async (_, example) => {
    const texts = [...QUERIES, ...ODD, '\xff\xfe'].filter((text) => /^[\x20-\x7e\x80-\xff]*$/.test(text));
    const names = [...Object.keys(example.headers), 'authorization', 'accept', 'user-agent', 'x-request-id'];
    const attempts = names.flatMap((name) =>
      texts.map((text): Attempt => [`${name}: ${text}`, send(example, { headers: { [name]: text } })]),
    );

    expect(await listFailures(attempts)).toEqual(NONE);
  });

  it.each(named.filter(([, { body }]) => body !== undefined))(
    'body breaks nothing: %s (P07, P08, P09, P30)',
    async (_, example) => {
      const { body = {} } = example;
      const fields = Object.keys(body).flatMap((name) => VALUES.map((value) => ({ ...body, [name]: value })));
      const files = VALUES.flatMap((value) => [
        { ...body, files: [{ path: value, content: 'x' }] },
        { ...body, files: [{ path: 'main.ts', content: value }] },
        { ...body, files: [value] },
      ]);
      const bodies = [...fields, ...('files' in body ? files : [])];

      const attempts = bodies.map((changed): Attempt => [changed, send(example, { body: changed })]);

      expect(await listFailures(attempts)).toEqual(NONE);
    },
  );
});

describe('a key that nobody asked for', () => {
  const keys = [
    'role',
    'score',
    'status',
    'userId',
    'id',
    'admin',
    'outcome',
    'version',
    'seed',
    'verdict',
    'attempt',
  ];

  it.each(named.filter(([, { body }]) => body !== undefined))(
    'is refused by %s (P07)',
    async (_, example) => {
      const strange = keys.filter((key) => !(key in (example.body as object)));
      for (const key of strange)
        expect([key, await send(example, { body: { ...example.body, [key]: 'admin' } })]).toEqual([key, 400]);
    },
  );
});

describe('after all of that', () => {
  it('every table is there, nobody has become staff, and no prototype holds anything (P08, P30)', async () => {
    const tables = await world.app
      .get(DataSource)
      .query<{ count: number }[]>(`SELECT count(*)::int AS count FROM users WHERE role <> 'learner'`);

    expect(tables[0]?.count).toBe(1);
    expect(await world.submissions.findById(id)).not.toBeNull();
    expect(Object.keys(Object.prototype)).toEqual([]);
    const person = {
      email: `${randomUUID()}@example.org`,
      password: PASSWORD,
      displayName: `'; DROP TABLE users; --`,
    };
    const { body } = await world.http.post('/api/v1/auth/register').send(person).expect(201);
    const me = await world.http
      .get('/api/v1/me')
      .set('authorization', `Bearer ${body.accessToken}`)
      .expect(200);
    expect(me.body.displayName).toBe(person.displayName);
  });
});
