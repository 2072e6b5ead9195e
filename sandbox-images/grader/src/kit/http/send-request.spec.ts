import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { KitFailure } from '../failures.js';
import { ReceivedBytes } from '../received-bytes.js';
import { sendRequest, type OutgoingRequest } from './send-request.js';

/** A server that answers bytes, as a hostile program would. */
async function listen(answer: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

function aRequest(port: number, more: Partial<OutgoingRequest> = {}): OutgoingRequest {
  const { signal } = new AbortController();
  const received = new ReceivedBytes();
  return {
    port,
    method: 'GET',
    path: '/x',
    headers: {},
    body: null,
    timeoutMs: 1000,
    signal,
    received,
    ...more,
  };
}

async function failureOf(request: OutgoingRequest): Promise<{ category: string; message: string }> {
  const error: unknown = await sendRequest(request).catch((thrown: unknown) => thrown);
  if (!(error instanceof KitFailure)) throw new Error(`expected a KitFailure, got ${String(error)}`);
  return { category: error.category, message: error.message };
}

/** Writes until the other side has had enough. */
function pour(socket: Socket, head: string, chunk: Buffer): void {
  socket.write(head);
  const timer = setInterval(() => {
    while (socket.write(chunk));
  }, 5);
  socket.on('close', () => clearInterval(timer));
}

describe('sendRequest', () => {
  it('gives status, headers and body of an answer', async () => {
    const port = await listen((socket) =>
      socket.end(
        'HTTP/1.1 201 Created\r\nX-A: 1\r\nx-a: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nhello',
      ),
    );

    const response = await sendRequest(aRequest(port));

    expect(response.status).toBe(201);
    expect(response.headers).toEqual({ 'x-a': '1, 2', 'set-cookie': 'a=1\nb=2' });
    expect(Buffer.from(response.body).toString()).toBe('hello');
  });

  it('sends nothing that tells the grader from any other client', async () => {
    let received = '';
    const port = await listen((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
    servers[0]?.on('connection', (socket) => socket.on('data', (chunk) => (received += chunk.toString())));

    await sendRequest(
      aRequest(port, {
        method: 'POST',
        body: Buffer.from('{}'),
        headers: { 'content-type': 'application/json' },
      }),
    );

    expect(received).toBe(
      `POST /x HTTP/1.1\r\ncontent-length: 2\r\ncontent-type: application/json\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n{}`,
    );
  });

  it('stops reading an endless body at 1 MiB', async () => {
    const port = await listen((socket) => pour(socket, 'HTTP/1.1 200 OK\r\n\r\n', Buffer.alloc(65_536)));

    expect(await failureOf(aRequest(port))).toEqual({
      category: 'error',
      message: 'GET /x: the body of the answer is larger than 1 MiB',
    });
  });

  it('leaves a gzip bomb packed', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    const port = await listen((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`);
      socket.end(bomb);
    });

    const response = await sendRequest(aRequest(port));

    expect(response.body).toHaveLength(bomb.length);
  });

  it('has one deadline for the whole answer, however slowly bytes drip', async () => {
    const port = await listen((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n');
      const timer = setInterval(() => socket.write('a'), 20);
      socket.on('close', () => clearInterval(timer));
    });

    expect(await failureOf(aRequest(port, { timeoutMs: 150 }))).toEqual({
      category: 'timeout',
      message: 'GET /x: no complete answer within 150 ms',
    });
  });

  it('has the same deadline for a server that says nothing', async () => {
    const port = await listen(() => undefined);

    expect(await failureOf(aRequest(port, { timeoutMs: 100 }))).toMatchObject({ category: 'timeout' });
  });

  it('does not follow a redirect', async () => {
    const port = await listen((socket) =>
      socket.end('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9229/\r\nContent-Length: 0\r\n\r\n'),
    );

    const response = await sendRequest(aRequest(port));

    expect(response).toMatchObject({ status: 302, headers: { location: 'http://127.0.0.1:9229/' } });
  });

  it('refuses a flood of headers', async () => {
    const port = await listen((socket) =>
      pour(socket, 'HTTP/1.1 200 OK\r\n', Buffer.from('x-flood: aaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(100))),
    );

    expect(await failureOf(aRequest(port))).toMatchObject({
      category: 'error',
      message: expect.stringContaining('not valid HTTP'),
    });
  });

  it('refuses a flood of interim answers', async () => {
    const port = await listen((socket) => pour(socket, '', Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n')));

    expect(await failureOf(aRequest(port))).toEqual({
      category: 'error',
      message: 'GET /x: more than 20 interim (1xx) answers',
    });
  });

  it('refuses conflicting content lengths', async () => {
    const port = await listen((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
    );

    expect(await failureOf(aRequest(port))).toMatchObject({
      category: 'error',
      message: expect.stringContaining('not valid HTTP'),
    });
  });

  it('refuses what is not HTTP', async () => {
    const port = await listen((socket) => socket.end('+OK redis\r\n'));

    expect(await failureOf(aRequest(port))).toMatchObject({
      category: 'error',
      message: expect.stringContaining('not valid HTTP'),
    });
  });

  it('says that the connection ended when the body is cut short', async () => {
    const port = await listen((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'));

    expect(await failureOf(aRequest(port))).toEqual({
      category: 'connection',
      message: 'GET /x: the connection was closed before the answer was complete',
    });
  });

  it('says that nothing listens', async () => {
    const port = await listen(() => undefined);
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));

    expect(await failureOf(aRequest(port))).toMatchObject({
      category: 'connection',
      message: expect.stringContaining('refused'),
    });
  });

  it('keeps a header called __proto__ from the prototype', async () => {
    const port = await listen((socket) =>
      socket.end('HTTP/1.1 200 OK\r\n__proto__: polluted\r\nContent-Length: 0\r\n\r\n'),
    );

    const { headers } = await sendRequest(aRequest(port));

    expect(Object.keys(headers)).toEqual(['__proto__', 'content-length']);
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
  });

  it('gives an upgrade back as an answer and drops the connection', async () => {
    const port = await listen((socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    );

    expect(await sendRequest(aRequest(port))).toMatchObject({ status: 101 });
  });

  it('rejects with the reason when its test is over', async () => {
    const port = await listen(() => undefined);
    const test = new AbortController();

    const pending = sendRequest(aRequest(port, { signal: test.signal }));
    test.abort(new Error('over'));

    await expect(pending).rejects.toThrow('over');
  });

  const OK = 'HTTP/1.1 200 OK\r\n';
  const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

  it.each([
    ['two equal lengths', `${OK}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`],
    ['a list of lengths', `${OK}Content-Length: 5, 5\r\n\r\nhello`],
    ['a negative length', `${OK}Content-Length: -5\r\n\r\nhello`],
    ['a length beyond any number', `${OK}Content-Length: 99999999999999999999999\r\n\r\nhello`],
    [
      'chunks and a length',
      `${OK}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    ],
    [
      'a length and chunks',
      `${OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    ],
    ['a chunk extension of 1 MB', `${CHUNKED}5;${'a'.repeat(1_000_000)}\r\nhello\r\n0\r\n\r\n`],
    ['a flood of trailers', `${CHUNKED}5\r\nhello\r\n0\r\n${'x-a: bbbbbbbbbbbbbbbb\r\n'.repeat(50_000)}\r\n`],
    ['a chunk of no length', `${CHUNKED}zz\r\nhello`],
    ['a NUL in a header', `${OK}X-A: b\0c\r\nContent-Length: 5\r\n\r\nhello`],
    ['a space before the colon', `${OK}Content-Length : 5\r\n\r\nhello`],
    ['a reason of 1 MB', `HTTP/1.1 200 ${'a'.repeat(1_000_000)}\r\nContent-Length: 5\r\n\r\nhello`],
    ['no status line (HTTP/0.9)', '<html>hello</html>'],
    ['a frame of HTTP/2', Buffer.from('000000040000000000', 'hex')],
    ['version 2.0', 'HTTP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
    ['version 0.9', 'HTTP/0.9 200 OK\r\n\r\nhello'],
    ['status 0', 'HTTP/1.1 000 OK\r\nContent-Length: 5\r\n\r\nhello'],
    ['status 99', 'HTTP/1.1 099 OK\r\nContent-Length: 5\r\n\r\nhello'],
    ['status 999', 'HTTP/1.1 999 OK\r\nContent-Length: 5\r\n\r\nhello'],
    ['status -1', 'HTTP/1.1 -1 OK\r\nContent-Length: 5\r\n\r\nhello'],
  ])('refuses %s (H05)', async (_, bytes) => {
    const port = await listen((socket) => socket.end(bytes));

    expect(await failureOf(aRequest(port))).toMatchObject({
      category: 'error',
      message: expect.stringContaining('not valid HTTP'),
    });
  });

  it.each([
    ['a length of 2⁶³', `${OK}Content-Length: 9223372036854775807\r\n\r\nhello`],
    ['a chunk of 2⁶⁴', `${CHUNKED}ffffffffffffffff\r\nhello`],
    ['an unknown encoding', `${OK}Transfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`],
  ])('waits no longer than its deadline for %s (H04)', async (_, bytes) => {
    const port = await listen((socket) => void socket.write(bytes));

    expect(await failureOf(aRequest(port, { timeoutMs: 100 }))).toMatchObject({ category: 'timeout' });
  });

  it('never reads a second answer that was sent with the first', async () => {
    const second = 'HTTP/1.1 500 No\r\nContent-Length: 3\r\n\r\nbad';
    const port = await listen((socket) => socket.end(`${OK}Content-Length: 5\r\n\r\nhello${second}`));

    const answers = await Promise.all([sendRequest(aRequest(port)), sendRequest(aRequest(port))]);

    expect(answers.map(({ status, body }) => [status, Buffer.from(body).toString()])).toEqual([
      [200, 'hello'],
      [200, 'hello'],
    ]);
  });

  it('takes an answer that comes before the request is complete, or says what happened to it', async () => {
    const port = await listen((socket) => socket.end(`${OK}Content-Length: 5\r\n\r\nhello`));

    const answer = await sendRequest(
      aRequest(port, { method: 'POST', body: Buffer.alloc(1024 * 1024) }),
    ).catch((error: unknown) => error);

    expect(answer instanceof KitFailure ? answer.category : (answer as { status: number }).status).toEqual(
      answer instanceof KitFailure ? 'connection' : 200,
    );
  });

  it('names a reset connection', async () => {
    const port = await listen((socket) => socket.resetAndDestroy());

    expect(await failureOf(aRequest(port))).toMatchObject({ category: 'connection' });
  });

  it('ends a test whose answers are too large together (C14)', async () => {
    const port = await listen((socket) =>
      socket.end(Buffer.concat([Buffer.from(`${OK}\r\n`), Buffer.alloc(1024 * 1024)])),
    );
    const received = new ReceivedBytes();

    for (let i = 0; i < 32; i += 1) await sendRequest(aRequest(port, { received }));

    expect(await failureOf(aRequest(port, { received }))).toEqual({
      category: 'error',
      message: 'The answers to the requests of this test are larger than 32 MiB together.',
    });
  });
});
