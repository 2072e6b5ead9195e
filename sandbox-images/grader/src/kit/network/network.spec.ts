import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { PodState } from '../pod-state.js';
import { runInScope, Scope } from '../scope.js';
import { openSession } from '../session.js';
import { fakeUpstream } from './fake-upstream.js';
import { rawConnection } from './raw-connection.js';

let scope: Scope;

beforeEach(() => {
  scope = new Scope('a test', '0123456789abcdef');
});

afterEach(() => scope.end());

const inTest = <T>(work: () => T): T => runInScope(scope, work);

describe('a fake upstream', () => {
  it('answers as it is told and keeps what it was asked', async () => {
    const upstream = await inTest(fakeUpstream);
    upstream.respond(({ path }) =>
      path === '/missing' ? { status: 404, text: 'no' } : { json: { rate: 3 } },
    );

    const found = await fetch(`${upstream.url}/rates`, { method: 'POST', body: 'which' });
    const missing = await fetch(`${upstream.url}/missing`);

    expect(await found.json()).toEqual({ rate: 3 });
    expect([missing.status, await missing.text()]).toEqual([404, 'no']);
    expect(upstream.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/rates', 'which'],
      ['GET', '/missing', ''],
    ]);
  });

  it('can drop a connection and be slow', async () => {
    const upstream = await inTest(fakeUpstream);

    upstream.respond(() => ({ drop: true }));
    await expect(fetch(upstream.url)).rejects.toThrow();

    upstream.respond(() => ({ delayMs: 100 }));
    const startedAt = performance.now();
    await fetch(upstream.url);
    expect(performance.now() - startedAt).toBeGreaterThan(95);
  });

  it('drops a body over 1 MiB instead of keeping it', async () => {
    const upstream = await inTest(fakeUpstream);

    await expect(
      fetch(upstream.url, { method: 'POST', body: 'a'.repeat(1024 * 1024 + 1) }),
    ).rejects.toThrow();

    expect(upstream.requests).toEqual([]);
  });

  it('keeps no more than 16 MiB of requests (C14)', async () => {
    const upstream = await inTest(fakeUpstream);
    const body = 'a'.repeat(1024 * 1024 - 1);

    const answers = await Promise.allSettled(
      Array.from({ length: 24 }, () => fetch(upstream.url, { method: 'POST', body })),
    );

    expect(upstream.requests.length).toBeLessThan(17);
    expect(answers.some(({ status }) => status === 'rejected')).toBe(true);
  });

  it('listens on a port of 9000–9099 until its test is over', async () => {
    const { url } = await inTest(fakeUpstream);
    const port = Number(new URL(url).port);
    expect(port >= 9000 && port <= 9099).toBe(true);

    await scope.end();

    await expect(fetch(url)).rejects.toThrow();
  });
});

describe('a raw connection', () => {
  const servers: Server[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function subjectThat(greets: (socket: Socket) => void): Promise<void> {
    const server = createServer((socket) => greets(socket.on('error', () => undefined)));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    openSession({
      kind: 'service',
      seed: '0123456789abcdef',
      services: [],
      startTimeoutMs: 1000,
      callTimeoutMs: 1000,
      pod: new PodState([{ index: 0, port: (server.address() as AddressInfo).port }]),
      control: () => Promise.resolve(undefined),
    });
  }

  it('sends bytes as they are and waits for those it is asked for', async () => {
    await subjectThat((socket) =>
      socket.on('data', (chunk) => socket.write(Buffer.concat([chunk, Buffer.from([0xff])]))),
    );
    const connection = await inTest(() => rawConnection());

    await connection.write(Buffer.from([1, 2]));

    expect(await connection.until((received) => received.length === 3)).toBe('\u0001\u0002\u00ff');
    expect(connection.closed).toBe(false);
  });

  it('says what came when the awaited bytes do not', async () => {
    await subjectThat((socket) => socket.write('HTTP/1.1 400'));
    const connection = await inTest(() => rawConnection());

    await expect(connection.until((received) => received.includes('200'), 100)).rejects.toThrow(
      'The awaited bytes did not arrive within 100 ms; received so far: "HTTP/1.1 400"',
    );
  });

  it('says that the other side closed', async () => {
    await subjectThat((socket) => socket.end('bye'));
    const connection = await inTest(() => rawConnection());

    await expect(connection.until(() => false)).rejects.toThrow(
      'closed before the awaited bytes arrived; received so far: "bye"',
    );
    expect(connection.closed).toBe(true);
  });

  it('stops at 1 MiB', async () => {
    await subjectThat((socket) => socket.write(Buffer.alloc(3 * 1024 * 1024)));
    const connection = await inTest(() => rawConnection());

    await expect(connection.until(() => false)).rejects.toThrow('More than 1 MiB arrived');
    expect(connection.received.length).toBeLessThan(1.2 * 1024 * 1024);
  });

  it('ends with its test', async () => {
    const closed = new Promise((resolve) => {
      void subjectThat((socket) => socket.resume().on('close', resolve))
        .then(() => inTest(() => rawConnection()))
        .then(() => scope.end());
    });

    await expect(closed).resolves.toBe(false);
  });
});
