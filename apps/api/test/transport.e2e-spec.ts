import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiWorld, type Account } from './api-world.js';
import { sendRaw } from './raw-http.js';

let world: ApiWorld;
let webDirectory: string;
let ada: Account;
beforeAll(async () => {
  webDirectory = mkdtempSync(join(tmpdir(), 'api-web-'));
  mkdirSync(join(webDirectory, 'assets'));
  writeFileSync(join(webDirectory, 'index.html'), '<!doctype html><title>Touchstone</title>');
  writeFileSync(join(webDirectory, 'assets', 'index-1a2b.js'), 'export {};');
  writeFileSync(join(webDirectory, 'secrets.env'), 'not for the web');
  world = await ApiWorld.start({ webDirectory });
  await world.publish();
  ada = await world.account();
});
afterAll(async () => {
  await world.close();
  rmSync(webDirectory, { recursive: true });
});

const raw = (head: string, body = '') => sendRaw(world.url, `${head}\r\nConnection: close\r\n\r\n${body}`);
const get = (path: string) => raw(`GET ${path} HTTP/1.1\r\nHost: x`);
const LOGIN = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json';

describe('every answer', () => {
  it.each<[what: string, status: number, bytes: string]>([
    ['the page', 200, 'GET / HTTP/1.1\r\nHost: x'],
    ['an asset', 200, 'GET /assets/index-1a2b.js HTTP/1.1\r\nHost: x'],
    ['the docs', 200, 'GET /api/docs/ HTTP/1.1\r\nHost: x'],
    ['a redirection', 302, 'GET /api/docs HTTP/1.1\r\nHost: x'],
    ['JSON', 200, 'GET /api/v1/exercises HTTP/1.1\r\nHost: x'],
    ['an event stream that is refused', 401, `GET /api/v1/submissions/1/events HTTP/1.1\r\nHost: x`],
    ['a refusal', 401, 'GET /api/v1/me HTTP/1.1\r\nHost: x'],
    ['bad input', 400, `${LOGIN}\r\nContent-Length: 2`],
    ['what is not there', 404, 'GET /nothing HTTP/1.1\r\nHost: x'],
    ['a wrong method', 405, 'DELETE /api/v1/exercises HTTP/1.1\r\nHost: x'],
    ['an address that cannot be decoded', 400, 'GET /%c0%ae HTTP/1.1\r\nHost: x'],
    ['a parameter too long', 400, `GET /api/v1/exercises/${'a'.repeat(300)} HTTP/1.1\r\nHost: x`],
    ['metrics', 200, 'GET /metrics HTTP/1.1\r\nHost: x'],
    ['no Host', 400, 'GET / HTTP/1.1'],
    ['two Hosts', 400, 'GET / HTTP/1.1\r\nHost: x\r\nHost: y'],
    ['an expectation', 400, `${LOGIN}\r\nExpect: magic\r\nContent-Length: 2`],
    ['headers that are too large', 431, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}`],
    ['an address that is too long', 431, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x`],
    ['what is not HTTP', 400, 'HELLO'],
  ])('to %s comes with strict headers (P10, P12)', async (_, status, bytes) => {
    const answer = await raw(bytes, bytes.includes('Content-Length: 2') ? '{}' : '');

    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(/^default-src 'self';.*frame-ancestors 'none'/),
    });
    expect(answer.headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
    expect(answer.headers['cache-control']).toBeDefined();
    for (const name of ['set-cookie', 'server', 'x-powered-by', 'access-control-allow-origin'])
      expect(answer.headers[name]).toBeUndefined();
  });

  it('to who has the page already says so with the same headers (P10)', async () => {
    const { headers } = await world.http.get('/');

    const again = await raw(`GET / HTTP/1.1\r\nHost: x\r\nIf-None-Match: ${headers['etag']}`);

    expect(again.status).toBe(304);
    expect(again.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it.each([
    '/api/v1/me',
    '/%61pi/v1/me',
    '/api/v1/m%65',
    '/api/v1/submissions',
    '/api/v1/me/tokens',
    '/%6detrics',
  ])('that belongs to somebody is kept by nobody, however it is asked for: %s (P25)', async (path) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${ada.bearer}`);

    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});

describe('an address', () => {
  it.each([
    '//api/v1/me',
    '/api//v1/me',
    '/api/v1/me/',
    '/API/v1/me',
    '/api%2fv1/me',
    '/api/v1/me%00',
    '/api/v1/./me',
    '/api/v1/x/../me',
    '/api/v1/me;a=b',
    '/api/v1\\me',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2fsecrets.env',
    '/assets/..%5csecrets.env',
    '/assets/%252e%252e/secrets.env',
    '/secrets.env',
    '/assets/index-1a2b.js/',
    '/assets/',
    '/api/docs/../../secrets.env',
    '/api/docs/%2e%2e/package.json',
    '/.env',
    '/.git/config',
    '/docs-json',
    '/admin/queues',
    '/queues',
    '/api/v1/internal/verdicts',
    '//elsewhere.example/%2e%2e',
    '/\\elsewhere.example',
    '*',
  ])('spelt %s leads nowhere (P26)', async (path) => {
    const answer = await get(path);

    expect(answer.status).toBe(404);
    expect(answer.headers['location']).toBeUndefined();
    expect(answer.text).not.toMatch(/not for the web|root:|node_modules/);
  });

  it.each(['elsewhere.example', 'elsewhere.example:80@x', '127.0.0.1:1', '"><script>'])(
    'in no answer comes from the Host header: %s (P12)',
    async (host) => {
      const requests = ['GET /api/docs', 'GET /', 'GET /api/openapi.json', 'GET /nothing'];
      const answers = await Promise.all(
        requests.map((line) => raw(`${line} HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-Host: ${host}`)),
      );

      for (const { text } of answers) expect(text).not.toContain(host);
    },
  );

  it('of the docs loads no document but ours, whatever the query asks for (P10)', async () => {
    const { text } = await world.http
      .get('/api/docs/swagger-initializer.js?url=//elsewhere.example')
      .expect(200);

    expect(text).not.toMatch(/elsewhere|queryConfigEnabled|location/);
  });
});
