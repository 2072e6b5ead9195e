import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KitFailure, SuiteMistake } from '../failures.js';
import { runInScope, Scope } from '../scope.js';
import { httpClient, type HttpClient } from './http-client.js';

let server: Server;
let client: HttpClient;

/** Answers with what it was sent. */
beforeAll(async () => {
  server = createServer((request, response) => {
    void readAll(request).then((body) => {
      response.end(
        JSON.stringify({
          method: request.method,
          url: request.url,
          type: request.headers['content-type'],
          body,
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = httpClient(() => (server.address() as AddressInfo).port);
});

afterAll(() => void server.close());

async function readAll(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function inTest<T>(work: (scope: Scope) => T): T {
  const scope = new Scope('a test', '0123456789abcdef');
  return runInScope(scope, () => work(scope));
}

describe('the HTTP client', () => {
  it('sends JSON with its content type, and lets headers override it', async () => {
    const plain = await inTest(() => client.post('/a', { json: { title: 'żółw' } }));
    const merge = await inTest(() =>
      client.patch('/a', { json: {}, headers: { 'Content-Type': 'application/merge-patch+json' } }),
    );

    expect(plain.json).toEqual({
      method: 'POST',
      url: '/a',
      type: 'application/json',
      body: '{"title":"żółw"}',
    });
    expect(merge.json).toMatchObject({ type: 'application/merge-patch+json' });
  });

  it('sends a body as it is, without a type', async () => {
    expect((await inTest(() => client.put('/a', { body: '{broken' }))).json).toEqual({
      method: 'PUT',
      url: '/a',
      body: '{broken',
    });
  });

  it('gives the body as text and as bytes, and names what was asked', async () => {
    const response = await inTest(() => client.request('OPTIONS', '/a?b=1'));

    expect(response.text).toContain('"OPTIONS"');
    expect(Buffer.from(response.bytes).toString()).toBe(response.text);
    expect(response.request).toEqual({ method: 'OPTIONS', path: '/a?b=1' });
    expect(response.durationMs).toBeGreaterThan(0);
  });

  it('keeps each exchange for the report of a failed test', async () => {
    const shown = await inTest(async (scope) => {
      await client.get('/first');
      await client.delete('/second');
      return scope.exchanges.shown;
    });

    expect(shown).toMatchObject({ method: 'DELETE', url: `${client.url}/second`, response: { status: 200 } });
  });

  it('fails with a sentence when the body is not JSON', async () => {
    const html = createServer((_, response) => response.end('<h1>Oops</h1>'));
    await new Promise<void>((resolve) => html.listen(0, '127.0.0.1', resolve));
    const response = await inTest(() => httpClient(() => (html.address() as AddressInfo).port).get('/page'));
    html.close();

    expect(() => response.json).toThrow(KitFailure);
    expect(() => response.json).toThrow(
      'GET /page: expected a JSON body, but it is not JSON; it begins "<h1>Oops</h1>"',
    );
  });

  it('tells an author of a path without its slash, and of a call outside a test', async () => {
    await expect(inTest(() => client.get('todos'))).rejects.toThrow(SuiteMistake);
    await expect(client.get('/')).rejects.toThrow('only inside a test or a hook');
  });
});
