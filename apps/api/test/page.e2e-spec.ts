import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiWorld } from './api-world.js';

let world: ApiWorld;
let webDirectory: string;
beforeAll(async () => {
  webDirectory = mkdtempSync(join(tmpdir(), 'api-web-'));
  mkdirSync(join(webDirectory, 'assets'));
  writeFileSync(join(webDirectory, 'index.html'), '<!doctype html><title>Touchstone</title>');
  writeFileSync(join(webDirectory, 'assets', 'index-1a2b.js'), 'export {};');
  writeFileSync(join(webDirectory, 'secrets.env'), 'not for the web');
  world = await ApiWorld.start({ webDirectory });
});
afterAll(async () => {
  await world.close();
  rmSync(webDirectory, { recursive: true });
});

const HTML = { accept: 'text/html,application/xhtml+xml' };

describe('the page', () => {
  it.each(['/', '/exercises/echo-service', '/submissions/1?x=/api/'])(
    'is what a browser gets at %s',
    async (path) => {
      const { text, headers } = await world.http.get(path).set(HTML).expect(200);

      expect(text).toContain('<title>Touchstone</title>');
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['cache-control']).toBe('no-cache');
    },
  );

  it.each(['/api/v1/nothing', '/api', '/assets/gone.js', '/healthz/x'])(
    'is not what anybody gets at %s',
    async (path) => {
      const { body } = await world.http.get(path).set(HTML).expect(404);

      expect(body.code).toBe('not-found');
    },
  );

  it('is not for programs that ask for JSON', async () => {
    await world.http.get('/exercises').set('accept', 'application/json').expect(404);
  });

  it('may be kept for ever where the name holds a hash, and is asked for again by its etag elsewhere', async () => {
    const asset = await world.http.get('/assets/index-1a2b.js').expect(200);
    const page = await world.http.get('/');

    expect(asset.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    await world.http.get('/').set('if-none-match', page.headers['etag']!).expect(304);
  });

  it.each([
    '/secrets.env',
    '/..%2f..%2fetc/passwd',
    '/assets/..%2fsecrets.env',
    '/assets/%2e%2e/secrets.env',
  ])('lets nothing else out: %s', async (path) => {
    const { text } = await world.http.get(path).set('accept', '*/*').expect(404);

    expect(text).not.toContain('not for the web');
  });
});

describe('every answer', () => {
  it.each(['/', '/api/docs/', '/api/v1/exercises', '/api/v1/nothing', '/healthz'])(
    'at %s comes with strict headers',
    async (path) => {
      const { headers } = await world.http.get(path);

      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      const policy = headers['content-security-policy']!;
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers['x-powered-by']).toBeUndefined();
    },
  );

  it('of the API that belongs to somebody is kept by nobody', async () => {
    const { bearer } = await world.account();

    const { headers } = await world.http.get('/api/v1/me').set('authorization', bearer);

    expect(headers['cache-control']).toBe('no-store');
  });

  it('is not for other sites to read', async () => {
    const { headers } = await world.http.get('/api/v1/exercises').set('origin', 'https://elsewhere.example');

    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  });
});

describe('the docs page', () => {
  it('shows our document, with nothing inline', async () => {
    const page = await world.http.get('/api/docs/').expect(200);
    const start = await world.http.get('/api/docs/swagger-initializer.js').expect(200);

    expect(page.text).not.toMatch(/<script>|<style>|style=|onload=/);
    expect(start.text).toContain('/api/openapi.json');
    for (const [, file = ''] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      await world.http.get(new URL(file, 'http://localhost/api/docs/').pathname).expect(200);
    }
  });
});
