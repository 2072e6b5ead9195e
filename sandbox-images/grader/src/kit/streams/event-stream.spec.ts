import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { KitFailure } from '../failures.js';
import { runInScope, Scope } from '../scope.js';
import { openEventStream, type EventStream, type EventStreamOptions } from './event-stream.js';

let scope: Scope;
const opened: { server: Server; sockets: Socket[] }[] = [];

beforeEach(() => {
  scope = new Scope('a test', '0123456789abcdef');
});

afterEach(async () => {
  await scope.end();
  for (const { server, sockets } of opened.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

const inTest = <T>(work: () => T): T => runInScope(scope, work);
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';

async function answer(talk: (socket: Socket, request: string) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    socket.once('data', (request) => talk(socket, request.toString()));
  });
  opened.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function open(port: number, options: EventStreamOptions = {}): Promise<EventStream> {
  return inTest(() => openEventStream(port, '/events', options));
}

async function flood(text: string): Promise<number> {
  return answer((socket) => {
    socket.write(HEAD);
    const timer = setInterval(() => {
      while (!socket.destroyed && socket.write(text));
    }, 2);
    socket.on('close', () => clearInterval(timer));
  });
}

async function failureOf(work: Promise<unknown>): Promise<{ category: string; message: string }> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof KitFailure)) throw new Error(`expected a KitFailure, got ${String(error)}`);
  return { category: error.category, message: error.message };
}

describe('a stream of server-sent events', () => {
  it('gives events with id, type and data', async () => {
    const port = await answer((socket) =>
      socket.write(
        `${HEAD}: hello\n\nid: 7\nevent: price\ndata: {"a":1}\n\ndata: two\r\ndata: lines\r\n\r\n`,
      ),
    );
    const stream = await open(port);

    const price = await stream.next();
    expect(price).toMatchObject({ id: '7', event: 'price' });
    expect(price.json).toEqual({ a: 1 });
    expect(await stream.next()).toMatchObject({ id: null, event: 'message', data: 'two\nlines' });
    expect(stream.events).toHaveLength(2);
    expect(stream.closed).toBe(false);
  });

  it('puts characters together that come in two pieces', async () => {
    const bytes = Buffer.from(`${HEAD}data: é\n\n`);
    const port = await answer((socket) => {
      socket.write(bytes.subarray(0, -3));
      setTimeout(() => socket.write(bytes.subarray(-3)), 20);
    });

    expect((await (await open(port)).next()).data).toBe('é');
  });

  it('sends the id of the last event', async () => {
    let asked = '';
    const port = await answer((socket, request) => {
      asked = request;
      socket.write(HEAD);
    });

    await open(port, { lastEventId: '41', headers: { authorization: 'Bearer x' } });

    expect(asked).toMatch(/^GET \/events HTTP\/1.1\r\n/);
    expect(asked).toContain('last-event-id: 41\r\n');
    expect(asked).toContain('authorization: Bearer x\r\n');
  });

  it('tells that the program ended the stream', async () => {
    const ended = await open(await answer((socket) => socket.end(`${HEAD}data: 1\n\n`)));
    const cut = await open(
      await answer((socket) =>
        socket.write(HEAD.replace('\r\n\r\n', '\r\nContent-Length: 9\r\n\r\n'), () =>
          socket.resetAndDestroy(),
        ),
      ),
    );

    await inTest(() => ended.untilClosed());
    expect((await inTest(() => ended.next())).data).toBe('1');
    expect(await failureOf(inTest(() => ended.next()))).toMatchObject({ category: 'connection' });
    await inTest(() => cut.untilClosed());
  });

  it('says that an awaited event did not come', async () => {
    const stream = await open(await answer((socket) => socket.write(`${HEAD}data: 1\n\n`)));

    expect(await failureOf(inTest(() => stream.until(({ data }) => data === '2', 60)))).toEqual({
      category: 'timeout',
      message:
        'GET /events: the awaited event did not come within 60 ms; one other event came, the last: "1"',
    });
  });

  it.each([
    ['another status', 'HTTP/1.1 404 Not Found\r\nContent-Type: text/event-stream\r\n\r\n', 'status 404'],
    ['another type', 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n', '"application/json"'],
    ['no type', 'HTTP/1.1 200 OK\r\n\r\n', 'no content-type'],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9229/\r\n\r\n', 'status 302'],
    ['an upgrade', 'HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n', 'status 101'],
  ])('fails on %s (H03)', async (_, head, words) => {
    const port = await answer((socket) => socket.write(head));

    expect(await failureOf(open(port))).toMatchObject({
      category: 'assertion',
      message: expect.stringContaining(words),
    });
  });

  it('has one deadline for the headers (H04)', async () => {
    const port = await answer((socket) => {
      const timer = setInterval(() => socket.write('H'), 10);
      socket.on('close', () => clearInterval(timer));
      socket.write('HTTP/1.1 200 OK\r\nX-A: ');
    });

    expect(await failureOf(open(port, { timeoutMs: 100 }))).toMatchObject({ category: 'timeout' });
  });

  it('unpacks nothing (H02)', async () => {
    const port = await answer((socket) => {
      socket.write(HEAD.replace('\r\n\r\n', '\r\nContent-Encoding: gzip\r\n\r\n'));
      socket.write(gzipSync('data: 1\n\n'.repeat(1_000_000)));
    });

    const stream = await open(port);

    expect(await failureOf(inTest(() => stream.next(100)))).toMatchObject({ category: 'timeout' });
  });

  it.each([
    ['small events', 'data: 1\n\n', 'more than 10000 events arrived'],
    ['empty lines', '\n'.repeat(1000), 'more than 4 MiB arrived'],
    ['empty lines that end in a return', `${'\n'.repeat(1000)}\r`, 'more than 4 MiB arrived'],
    ['comments', `:${'c'.repeat(1000)}\n`, 'more than 4 MiB arrived'],
    ['unknown fields', 'x: y\n', 'more than 1000 lines with fields that nobody knows'],
    ['one endless line', 'data: aaaaaaaa', 'an event is larger than 1 MiB'],
    ['one event of endless lines', 'data: aaaaaaaa\n', 'an event is larger than 1 MiB'],
    ['ids', `id: ${'a'.repeat(1000)}\n`, 'more than 4 MiB arrived'],
  ])('ends a flood of %s (H15)', async (_, text, words) => {
    const stream = await open(await flood(text));

    expect(await failureOf(inTest(() => stream.until(() => false, 8000)))).toEqual({
      category: 'error',
      message: `GET /events: ${words}`,
    });
    expect(() => stream.events).toThrow(KitFailure);
  });

  it('bounds what all streams of a test receive together (C14)', async () => {
    const port = await answer((socket) => socket.write(`${HEAD}${`:${'c'.repeat(1000)}\n`.repeat(3000)}`));

    const streams = await Promise.all(Array.from({ length: 12 }, () => open(port)));
    const waits = await Promise.all(
      streams.map((stream) => failureOf(inTest(() => stream.until(() => false, 1500)))),
    );

    expect(waits.map(({ message }) => message)).toContain(
      'The answers to the requests of this test are larger than 32 MiB together.',
    );
  });

  it('is cut when its test is over', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const port = await answer((socket) => {
      closed = new Promise((resolve) => socket.on('close', resolve));
      socket.write(HEAD);
    });
    const stream = await open(port);

    await scope.end();
    await closed;

    expect(stream.closed).toBe(true);
  });
});
