import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { runInScope, Scope } from '../scope.js';
import { UpstreamCaps } from './upstream-caps.js';
import { UpstreamServer } from './upstream-server.js';

let scope: Scope;
let upstream: UpstreamServer;

beforeEach(async () => {
  scope = new Scope('a test', '0123456789abcdef');
  upstream = new UpstreamServer('upstream prices', await findFreePort(), new UpstreamCaps());
  await upstream.listen();
});

afterEach(async () => {
  await scope.end();
  await upstream.close();
});

const inTest = <T>(work: () => T): T => runInScope(scope, work);
const post = (body: string, path = '/') => fetch(upstream.url + path, { method: 'POST', body });
const codeOf = (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => 'answered',
    (error: Error) => (error.cause as { code?: string } | undefined)?.code,
  );

describe('an upstream', () => {
  it('answers as it is told and keeps what it was asked', async () => {
    inTest(() =>
      upstream.respond(({ path }) =>
        path === '/missing' ? { status: 404, text: 'no' } : { json: { rate: 3 }, headers: { 'x-a': 'b' } },
      ),
    );

    const found = await post('{"which":1}', '/rates?of=a');
    const missing = await fetch(`${upstream.url}/missing`, { headers: { 'x-id': 'seven' } });

    expect([await found.json(), found.headers.get('x-a')]).toEqual([{ rate: 3 }, 'b']);
    expect([missing.status, await missing.text()]).toEqual([404, 'no']);
    expect(upstream.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/rates?of=a', '{"which":1}'],
      ['GET', '/missing', ''],
    ]);
    expect(upstream.requests[0]?.json).toEqual({ which: 1 });
    expect(upstream.requests[1]?.headers['x-id']).toBe('seven');
    expect(upstream.requests[1]!.atMs).toBeGreaterThanOrEqual(upstream.requests[0]!.atMs);
  });

  it('fails the test whose handler throws, and says of a body that it is not JSON', async () => {
    inTest(() => upstream.respond((request) => ({ json: request.json })));

    await expect(post('not json')).rejects.toThrow();

    expect(scope.failures.map(({ message }) => message)).toEqual([
      'Your program sent POST / to an upstream: expected JSON in its body, but it is not JSON.',
    ]);
  });

  it('refuses connections while it is stopped, and takes them again', async () => {
    await inTest(() => upstream.stop());
    expect(await codeOf(fetch(upstream.url))).toBe('ECONNREFUSED');

    await inTest(() => upstream.start());

    expect((await fetch(upstream.url)).status).toBe(200);
  });

  it('takes a request and says nothing while it is stalled', async () => {
    inTest(() => upstream.stall());

    const call = fetch(upstream.url, { signal: AbortSignal.timeout(200) });

    await expect(call).rejects.toThrow('timeout');
    expect(upstream.requests).toHaveLength(1);
  });

  it('lets answers wait, all of them or one', async () => {
    inTest(() => upstream.slow(100));
    inTest(() => upstream.respond(() => ({ delayMs: 50 })));

    const startedAt = performance.now();
    await fetch(upstream.url);

    expect(performance.now() - startedAt).toBeGreaterThan(145);
  });

  it('cuts an answer in the middle of its body', async () => {
    inTest(() => upstream.respond(() => ({ text: 'half of it' })));
    inTest(() => upstream.cut());

    const answer = await fetch(upstream.url);

    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '10']);
    await expect(answer.text()).rejects.toThrow();
  });

  it('cuts an answer without a body too', async () => {
    inTest(() => upstream.cut());

    const answer = await fetch(upstream.url);

    await expect(answer.text()).rejects.toThrow();
  });

  it('can drop, cut or stall a single answer', async () => {
    inTest(() => upstream.respond(({ path }) => ({ [path.slice(1)]: true, text: 'ab' })));

    expect(await codeOf(fetch(`${upstream.url}/drop`))).toBe('UND_ERR_SOCKET');
    await expect(fetch(`${upstream.url}/cut`).then((answer) => answer.text())).rejects.toThrow();
    await expect(fetch(`${upstream.url}/stall`, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
    expect(await (await fetch(`${upstream.url}/none`)).text()).toBe('ab');
  });

  it('is well again for the next test, and knows nothing of the one before', async () => {
    inTest(() => upstream.respond(() => ({ status: 500 })));
    inTest(() => upstream.stall());
    const waiting = codeOf(fetch(upstream.url));
    await until(() => upstream.requests.length === 1);
    await inTest(() => upstream.stop());

    await upstream.reset();

    expect(await waiting).toBe('UND_ERR_SOCKET');
    expect([(await fetch(upstream.url)).status, upstream.requests.length]).toEqual([200, 1]);
  });

  it('keeps the connections that a program has ready when the next test begins', async () => {
    const socket = await open();
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(socket, 'data');

    await upstream.reset();
    socket.write('GET /again HTTP/1.1\r\nhost: a\r\n\r\n');

    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200/);
    expect(upstream.requests.map(({ path }) => path)).toEqual(['/again']);
    socket.destroy();
  });

  it('says so when somebody took its port while it was stopped (G03)', async () => {
    await inTest(() => upstream.stop());
    const squatter = createServer().listen(upstream.port, '127.0.0.1');
    await once(squatter, 'listening');

    await expect(inTest(() => upstream.start())).rejects.toThrow(
      `Port ${upstream.port} of the upstream prices is taken: does your program use it?`,
    );
    await expect(upstream.reset()).rejects.toThrow('is taken');

    squatter.close();
  });
});

describe('the caps of upstreams', () => {
  it('drop a body over 1 MiB instead of keeping it (H01)', async () => {
    await expect(post('a'.repeat(1024 * 1024 + 1))).rejects.toThrow();

    expect(upstream.requests).toEqual([]);
  });

  it('keep no more than 16 MiB of requests, and begin anew with each test (C14)', async () => {
    const body = 'a'.repeat(1024 * 1024 - 1);

    const answers = await Promise.allSettled(Array.from({ length: 24 }, () => post(body)));

    expect(upstream.requests.length).toBeLessThan(17);
    expect(answers.some(({ status }) => status === 'rejected')).toBe(true);
    upstream.caps.renew();
    await upstream.reset();
    expect((await post(body)).status).toBe(200);
  });

  it('hold no more than 100 connections at once (G16)', async () => {
    const sockets = await Promise.all(Array.from({ length: 120 }, open));
    const ended = sockets.filter((socket) => socket.destroyed).length;
    await until(() => sockets.filter((socket) => socket.destroyed).length >= 20);

    expect(ended).toBeLessThanOrEqual(20);
    expect(sockets.filter((socket) => !socket.destroyed)).toHaveLength(100);
    for (const socket of sockets) socket.destroy();
  });

  it('leave no request that came after 2,000 others (C14)', async () => {
    const socket = await open();
    socket.resume();
    const request = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';
    for (let i = 0; i < 25; i += 1) socket.write(request.repeat(100));

    await until(() => socket.destroyed);

    expect(upstream.requests).toHaveLength(2_000);
  });
});

async function open(): Promise<Socket> {
  const socket = connect(upstream.port, '127.0.0.1').on('error', () => undefined);
  socket.resume();
  await once(socket, 'connect');
  return socket;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
