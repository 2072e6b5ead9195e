import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ApiWorld, aSubmission, type Account } from './api-world.js';

let world: ApiWorld;
let ada: Account;
const logged: string[] = [];

beforeAll(async () => {
  const listen = (message: unknown) => void logged.push(String(message));
  const logger = { log: () => undefined, warn: () => undefined, debug: () => undefined, error: listen };
  world = await ApiWorld.start({ logger });
  await world.publish();
  ada = await world.account();
});
afterAll(() => world.close());

const SUBMIT = '/api/v1/exercises/echo-service/submissions';
const post = (path: string, body: string | Buffer, contentType: string | null = 'application/json') => {
  const call = world.http.post(path).set('authorization', ada.bearer);
  if (contentType !== null) void call.set('content-type', contentType);
  return call.serialize((raw: unknown) => raw as string).send(body as string);
};
const submit = (overrides: Record<string, unknown>, path = SUBMIT) =>
  world.http.post(path).set('authorization', ada.bearer).send(aSubmission(overrides));
const file = (path: string, content = 'x') => ({ path, content });

/** Whatever was wrong, nothing may be left behind and nothing may have broken. */
afterEach(async () => {
  const stored = await world.app.get(DataSource).query<object[]>('SELECT * FROM submissions');
  const errors = logged.splice(0);
  await world.app.get(DataSource).query('TRUNCATE submissions CASCADE');
  expect({ stored, errors }).toEqual({ stored: [], errors: [] });
});

describe('a submission', () => {
  it.each<[string, number, string, Record<string, unknown>]>([
    ['for a runtime there is none of', 400, 'unknown-runtime', { runtime: 'cobol' }],
    ['with no files', 400, 'no-files', { files: [] }],
    ['of one empty file', 400, 'empty-file', { files: [file('main.ts', '')] }],
    [
      'with 51 files',
      400,
      'too-many-files',
      { files: Array.from({ length: 51 }, (_, i) => file(`f${i}.ts`)) },
    ],
    [
      'with a file of 256 KiB and a byte',
      413,
      'file-too-large',
      { files: [file('main.ts', 'x'.repeat(256 * 1024 + 1))] },
    ],
    [
      'of 1 MiB and more in all',
      413,
      'submission-too-large',
      { files: Array.from({ length: 5 }, (_, i) => file(`f${i}.ts`, 'x'.repeat(220 * 1024))) },
    ],
    ['with ../', 400, 'bad-path', { files: [file('../main.ts')] }],
    ['with ../ inside', 400, 'bad-path', { files: [file('src/../../main.ts')] }],
    ['with an absolute path', 400, 'bad-path', { files: [file('/etc/passwd')] }],
    ['with a backslash', 400, 'bad-path', { files: [file('..\\main.ts')] }],
    ['with a drive letter', 400, 'bad-path', { files: [file('C:\\main.ts')] }],
    ['with NUL in a path', 400, 'bad-path', { files: [file('main.ts\0.png')] }],
    ['with an empty path', 400, 'bad-path', { files: [file('')] }],
    ['with a very long path', 400, 'bad-path', { files: [file(`${'a/'.repeat(200)}main.ts`)] }],
    [
      'with node_modules/',
      400,
      'bad-path',
      { files: [file('main.ts'), file('node_modules/express/index.js')] },
    ],
    ['with a path twice', 400, 'duplicate-path', { files: [file('main.ts'), file('main.ts')] }],
    ['with paths that differ in case', 400, 'duplicate-path', { files: [file('main.ts'), file('Main.ts')] }],
    ['with NUL in a file', 400, 'bad-text', { files: [file('main.ts', 'a\0b')] }],
    ['with half a surrogate pair', 400, 'bad-text', { files: [file('main.ts', 'a\ud800b')] }],
    ['with a key that nobody asked for', 400, 'invalid-input', { score: 100 }],
    [
      'with a key in a file that nobody asked for',
      400,
      'invalid-input',
      { files: [{ ...file('main.ts'), mode: 0o777 }] },
    ],
    ['with files that are none', 400, 'invalid-input', { files: 'main.ts' }],
    ['with content that is no text', 400, 'invalid-input', { files: [{ path: 'main.ts', content: 1 }] }],
    ['with no runtime', 400, 'invalid-input', { runtime: undefined }],
    ['with a very long runtime', 400, 'invalid-input', { runtime: 'x'.repeat(5000) }],
  ])('%s is %i %s', async (_, status, code, overrides) => {
    const { body, headers } = await submit(overrides).expect(status);

    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({
      type: `/problems/${code}`,
      code,
      status,
      title: expect.any(String),
      instance: SUBMIT,
    });
    expect(body.detail.length).toBeGreaterThan(10);
  });

  it('for an exercise that is not there is 404', async () => {
    const { body } = await submit({}, '/api/v1/exercises/no-such-exercise/submissions').expect(404);

    expect(body).toMatchObject({ code: 'not-found', detail: expect.stringContaining('no-such-exercise') });
  });

  it.each(['%00', '..%2f..%2fetc', 'Echo', `${'a'.repeat(99)}`, "x'; DROP TABLE users; --", '%E0%A4%A'])(
    'for an exercise called %s is 400 or 404',
    async (slug) => {
      const { body, status } = await submit({}, `/api/v1/exercises/${slug}/submissions`);

      expect([400, 404]).toContain(status);
      expect(body.code).toMatch(/^(not-found|malformed-request)$/);
    },
  );

  it('in a mode there is none of is 400', async () => {
    const { body } = await submit({}, `${SUBMIT}?mode=secret`).expect(400);

    expect(body).toMatchObject({ code: 'invalid-input', errors: [{ path: 'mode' }] });
  });

  it.each(['', 'a b', 'ä', 'x'.repeat(201)])('with the Idempotency-Key "%s" is 400', async (key) => {
    const call = world.http.post(SUBMIT).set('authorization', ada.bearer);

    const { body } = await call
      .set('idempotency-key', Buffer.from(key).toString('latin1'))
      .send(aSubmission());

    expect(body).toMatchObject({ code: 'invalid-input', errors: [{ path: 'Idempotency-Key' }] });
  });

  it('lists each of its mistakes', async () => {
    const { body } = await submit({ files: [{ path: 1, content: 2 }] });

    expect(body.errors).toMatchObject([{ path: 'files.0.path' }, { path: 'files.0.content' }]);
  });
});

describe('a body', () => {
  const good = JSON.stringify(aSubmission());

  it.each<[string, number, string, string | Buffer, string | null]>([
    ['that is not JSON', 400, 'malformed-request', '{"runtime":', 'application/json'],
    ['that is JSON and more', 400, 'malformed-request', `${good}x`, 'application/json'],
    ['that is empty', 400, 'invalid-input', '', 'application/json'],
    ['that is null', 400, 'invalid-input', 'null', 'application/json'],
    ['that is a list', 400, 'invalid-input', '[]', 'application/json'],
    [
      'that is not UTF-8',
      400,
      'malformed-request',
      Buffer.from('{"runtime":"\xff"}', 'latin1'),
      'application/json',
    ],
    [
      'with __proto__',
      400,
      'malformed-request',
      `{"__proto__":{"admin":true},${good.slice(1)}`,
      'application/json',
    ],
    [
      'with an escaped __proto__',
      400,
      'malformed-request',
      `{"\\u005f_proto__":1,${good.slice(1)}`,
      'application/json',
    ],
    [
      'with __proto__ deep inside',
      400,
      'malformed-request',
      '{"files":[{"__proto__":{}}]}',
      'application/json',
    ],
    [
      'with constructor',
      400,
      'malformed-request',
      `{"constructor":{"prototype":1},${good.slice(1)}`,
      'application/json',
    ],
    [
      'nested without end',
      400,
      'malformed-request',
      `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
      'application/json',
    ],
    ['of plain text', 415, 'unsupported-media-type', good, 'text/plain'],
    ['of a form', 415, 'unsupported-media-type', 'runtime=node', 'application/x-www-form-urlencoded'],
    ['of many parts', 415, 'unsupported-media-type', '--x\r\n\r\n--x--', 'multipart/form-data; boundary=x'],
    ['of XML', 415, 'unsupported-media-type', '<a/>', 'application/xml'],
    ['of no type', 415, 'unsupported-media-type', Buffer.from(good), ''],
    [
      'larger than 1.5 MiB',
      413,
      'body-too-large',
      `{"runtime":"${'x'.repeat(1_572_864)}"}`,
      'application/json',
    ],
  ])('%s is %i %s', async (_, status, code, body, contentType) => {
    const answer = await post(SUBMIT, body, contentType);

    expect(answer.status).toBe(status);
    expect(answer.body.code).toBe(code);
    expect(answer.body.detail).toMatch(status === 415 ? /application\/json/ : /\w/);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('larger than 64 KiB is 413 where no files are sent', async () => {
    const { body } = await post('/api/v1/auth/login', JSON.stringify({ email: 'x'.repeat(70_000) })).expect(
      413,
    );

    expect(body.code).toBe('body-too-large');
  });

  it.each([
    ['NUL', 'A\0da'],
    ['half a surrogate pair', 'A\udfffda'],
  ])('with %s in a name is 400', async (_, displayName) => {
    const person = { email: `${randomUUID()}@example.org`, password: 'long enough, surely', displayName };

    const { body } = await world.http.post('/api/v1/auth/register').send(person).expect(400);

    expect(body).toMatchObject({ code: 'invalid-input', errors: [{ path: 'displayName' }] });
  });

  it('with NUL in the address of a login is 400', async () => {
    await world.http.post('/api/v1/auth/login').send({ email: 'a\0@example.org', password: 'x' }).expect(400);
  });

  it.each([
    ['email', { email: 'not an address' }],
    ['password', { password: 'short' }],
    ['displayName', { displayName: '   ' }],
  ])('with a bad %s does not register anybody, and names it', async (path, overrides) => {
    const person = {
      email: `${randomUUID()}@example.org`,
      password: 'long enough, surely',
      displayName: 'Ada',
      ...overrides,
    };

    const { body } = await world.http.post('/api/v1/auth/register').send(person).expect(400);

    expect(body).toMatchObject({ code: 'invalid-input', errors: [{ path }] });
  });

  it('of 60 KiB of awkward letters in every field of a form is answered at once', async () => {
    const long = `${'a@'.repeat(15_000)}${'.a'.repeat(15_000)}`;
    const before = process.cpuUsage();

    await world.http
      .post('/api/v1/auth/register')
      .send({ email: long, password: 'x', displayName: 'x' })
      .expect(400);

    // Of this process, in which the API runs too: others of the machine may be as busy as they like.
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(500);
  });
});

describe('an address', () => {
  it('that leads nowhere is 404', async () => {
    const { body } = await world.http.get('/api/v1/nothing').expect(404);

    expect(body).toMatchObject({ code: 'not-found', instance: '/api/v1/nothing' });
  });

  it.each([
    ['put', '/api/v1/me', 'DELETE, GET, PATCH'],
    ['delete', '/api/v1/submissions', 'GET'],
    ['get', '/api/v1/auth/login', 'POST'],
    ['post', '/api/v1/exercises/echo-service', 'GET'],
  ] as const)('taken with the wrong method is 405: %s %s', async (method, path, allowed) => {
    const { body, headers } = await world.http[method](path).expect(405);

    expect(body.code).toBe('method-not-allowed');
    expect(headers['allow']).toBe(allowed);
  });

  it.each(['/api/v1/%', '/api/v1/exercises/%E0%A4%A', '/%ff'])(
    'that cannot be decoded is 400 or 404: %s',
    async (path) => {
      const { status, body } = await world.http.get(path);

      expect([400, 404]).toContain(status);
      expect(body.code).toMatch(/^(malformed-request|not-found)$/);
    },
  );

  it.each([
    'limit=0',
    'limit=101',
    'limit=1e9',
    'limit=x',
    'limit=1&limit=2',
    'sort=;DROP',
    'outcome=won',
    'exercise=../x',
  ])('of a list with ?%s is 400', async (query) => {
    const { body } = await world.http
      .get(`/api/v1/submissions?${query}`)
      .set('authorization', ada.bearer)
      .expect(400);

    expect(body.code).toBe('invalid-input');
  });

  it.each(['x', 'e30', '%00', Buffer.from('["2026-01-01T00:00:00.000Z","x"]').toString('base64url')])(
    'of a list with the cursor %s is 400',
    async (cursor) => {
      const { body } = await world.http
        .get(`/api/v1/submissions?cursor=${cursor}`)
        .set('authorization', ada.bearer);

      expect(body).toMatchObject({ status: 400, code: 'bad-cursor' });
    },
  );
});

describe('what is not HTTP', () => {
  it('is answered with a problem, and the next one is served', async () => {
    const { hostname, port } = new URL(world.url);

    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(port), hostname, () => socket.write('HELLO\r\n\r\n'));
      socket.on('data', (chunk: Buffer) => (text += chunk.toString())).on('close', () => resolve(text));
    });

    expect(answer).toContain('HTTP/1.1 400 Bad Request');
    expect(answer).toContain('"code":"malformed-request"');
    await world.http.get('/healthz').expect(200);
  });
});
