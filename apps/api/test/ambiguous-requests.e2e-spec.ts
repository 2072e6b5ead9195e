import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiWorld, aSubmission, type Account } from './api-world.js';
import { sendRaw } from './raw-http.js';

let world: ApiWorld;
let ada: Account;
beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
  ada = await world.account();
});
afterAll(() => world.close());

const raw = (head: string, body = '') => sendRaw(world.url, `${head}\r\nConnection: close\r\n\r\n${body}`);
const LOGIN = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json';

describe('a request that two readers would read in two ways', () => {
  const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';

  it.each<[what: string, bytes: string]>([
    [
      'length and chunks',
      `${LOGIN}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    [
      'chunks and length',
      `${LOGIN}\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    ['two lengths', `${LOGIN}\r\nContent-Length: 2\r\nContent-Length: 0\r\n\r\n{}${smuggled}`],
    ['a list of lengths', `${LOGIN}\r\nContent-Length: 0, 2\r\n\r\n{}${smuggled}`],
    ['a signed length', `${LOGIN}\r\nContent-Length: +2\r\n\r\n{}${smuggled}`],
    ['a hexadecimal length', `${LOGIN}\r\nContent-Length: 0x2\r\n\r\n{}${smuggled}`],
    ['a space before the colon', `${LOGIN}\r\nContent-Length : 2\r\n\r\n{}${smuggled}`],
    ['another coding', `${LOGIN}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`],
    ['chunks that are not last', `${LOGIN}\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n${smuggled}`],
    [
      'two codings',
      `${LOGIN}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    [
      'a folded header',
      `${LOGIN}\r\nTransfer-Encoding:\r\n chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    ['bare line feeds', `${LOGIN.replaceAll('\r\n', '\n')}\nContent-Length: 0\n\n${smuggled}`],
    [
      'a bare carriage return',
      `${LOGIN}\r\nX: a\rTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n${smuggled}`,
    ],
    ['NUL in a header', `${LOGIN}\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n${smuggled}`],
    ['a chunk size with a sign', `${LOGIN}\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n${smuggled}`],
    [
      'a chunk size too large',
      `${LOGIN}\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n\r\n${smuggled}`,
    ],
    [
      'a chunk longer than said',
      `${LOGIN}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n${smuggled}`,
    ],
  ])('is refused, and what follows is not looked at: %s (P13)', async (_, bytes) => {
    const { status, text } = await sendRaw(world.url, bytes);

    expect(status).toBe(400);
    expect(text).not.toContain('alive');
    expect(text.match(/^HTTP\/1\.1/gm)).toHaveLength(1);
  });

  it('has no second Host behind more headers than Node shows by itself (P13)', async () => {
    const answer = await raw(`GET /healthz HTTP/1.1\r\nHost: x\r\n${'a:\r\n'.repeat(2_000)}Host: y`);

    expect(answer.status).toBe(400);
  });

  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'cannot be made another one by %s (P05)',
    async (header) => {
      const answer = await raw(
        `POST /api/v1/me HTTP/1.1\r\nHost: x\r\n${header}: GET\r\nAuthorization: ${ada.bearer}\r\nContent-Length: 0`,
      );

      expect(answer.status).toBe(405);
    },
  );

  it.each(['CONNECT elsewhere.example:80', 'TRACE /', 'TRACK /', 'PROPFIND /', 'GET / HTTP/9.9\r\nX:'])(
    'opens nothing: %s (P13)',
    async (line) => {
      const { status, text } = await sendRaw(
        world.url,
        `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      );

      expect([0, 400, 404, 405]).toContain(status);
      expect(text).not.toMatch(/^TRACE/m);
    },
  );
});

describe('a body', () => {
  const packed = gzipSync(JSON.stringify(aSubmission()));

  it.each(['gzip', 'br', 'deflate', 'zstd', 'identity, gzip', 'GZIP'])(
    'packed with %s is 415 (P13)',
    async (coding) => {
      const answer = await world.http
        .post('/api/v1/exercises/echo-service/submissions')
        .set({ authorization: ada.bearer, 'content-type': 'application/json', 'content-encoding': coding })
        .serialize((bytes: unknown) => bytes as string)
        .send(packed as unknown as string);

      expect(answer.status).toBe(415);
      expect(answer.body.code).toBe('unsupported-media-type');
    },
  );

  it.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'x'.repeat(5_000)}`,
    'multipart/mixed; boundary=x',
    'text/plain; a=application/json',
    'text/plain;application/json',
    'application/jsonp',
    'application/x-www-form-urlencoded',
    'application/json, text/plain',
    '*/*',
    'json',
  ])('called %s is 415, and nothing of it is read (P12, P13)', async (type) => {
    const body = '--x\r\nContent-Disposition: form-data; name="f"; filename="../../etc/passwd"\r\n\r\n';

    const answer = await raw(
      `${LOGIN.replace('application/json', type)}\r\nContent-Length: ${body.length}`,
      body,
    );

    expect(answer.status).toBe(415);
  });

  it('that another site’s form sends stores nothing and logs nobody in (P12)', async () => {
    const form = (type: string) =>
      world.http
        .post('/api/v1/auth/login')
        .set({ origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site', 'content-type': type })
        .serialize((text: unknown) => text as string)
        .send('{"email":"a@example.org","password":"x"}' as unknown as object);

    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const { status, headers } = await form(type);
      expect(status).toBe(415);
      expect(headers['set-cookie']).toBeUndefined();
    }
    const preflight = await world.http
      .options('/api/v1/auth/login')
      .set({ origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' });
    expect(preflight.status).toBe(405);
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('in chunks without end is cut off at the limit of its route (P13, P14)', async () => {
    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;

    const answer = await raw(`${LOGIN}\r\nTransfer-Encoding: chunked`, chunk.repeat(40));

    expect(answer.status).toBe(413);
    await world.http.get('/healthz').expect(200);
  });
});
