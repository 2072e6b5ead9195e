import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { WebSocketServer, type WebSocket as ServerSide } from 'ws';
import { KitFailure } from '../failures.js';
import { runInScope, Scope } from '../scope.js';
import { openWebSocket, type WebSocketConnection, type WebSocketOptions } from './web-socket.js';

let scope: Scope;
const closers: (() => void)[] = [];

beforeEach(() => {
  scope = new Scope('a test', '0123456789abcdef');
});

afterEach(async () => {
  await scope.end();
  for (const close of closers.splice(0)) close();
});

const inTest = <T>(work: () => T): T => runInScope(scope, work);

async function open(port: number, options: WebSocketOptions = {}): Promise<WebSocketConnection> {
  return inTest(() => openWebSocket(port, '/live', options));
}

/** A right program. */
async function serve(talk: (socket: ServerSide) => void): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on('connection', talk);
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

/** A hostile one: answers the handshake with bytes of its own. */
async function answer(talk: (socket: Socket, accept: string) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    socket.once('data', (request) => talk(socket, acceptOf(request.toString())));
  });
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function acceptOf(request: string): string {
  const key = /sec-websocket-key: (.*)\r\n/i.exec(request)?.[1] ?? '';
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

const switchTo = (accept: string, more = ''): string =>
  `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n${more}\r\n`;

/** Upgrades, then writes the same bytes until the other side has had enough. */
async function flood(bytes: Buffer): Promise<number> {
  return answer((socket, accept) => {
    socket.write(switchTo(accept));
    const timer = setInterval(() => {
      while (!socket.destroyed && socket.write(bytes));
    }, 2);
    socket.on('close', () => clearInterval(timer));
  });
}

async function failureOf(work: Promise<unknown>): Promise<{ category: string; message: string }> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof KitFailure)) throw new Error(`expected a KitFailure, got ${String(error)}`);
  return { category: error.category, message: error.message };
}

describe('a WebSocket', () => {
  it('sends and receives messages in order', async () => {
    const port = await serve((socket) =>
      socket.on('message', (data, binary) => socket.send(data, { binary })),
    );
    const socket = await open(port);

    await socket.send('one');
    await socket.sendJson({ n: 2 });
    await socket.send(Uint8Array.from([3, 255]));

    expect(await socket.next()).toMatchObject({ binary: false, text: 'one' });
    expect((await socket.next()).json).toEqual({ n: 2 });
    expect([...(await socket.next()).bytes]).toEqual([3, 255]);
    expect(socket.messages).toHaveLength(3);
  });

  it('passes over messages until one fits', async () => {
    const port = await serve((socket) => ['a', 'b', 'c'].forEach((text) => socket.send(text)));
    const socket = await open(port);

    expect((await socket.until(({ text }) => text === 'b')).text).toBe('b');
    expect((await socket.next()).text).toBe('c');
  });

  it('offers subprotocols and tells which was chosen', async () => {
    const port = await serve(() => undefined);

    expect((await open(port, { protocols: ['chat', 'other'] })).protocol).toBe('chat');
  });

  it('pings, closes, and tells how the program closed', async () => {
    const port = await serve((socket) => socket.on('message', () => socket.close(4001, 'enough')));
    const first = await open(port);
    const second = await open(port);

    await first.ping();
    expect(await first.close()).toEqual({ code: 1000, reason: '' });
    expect(second.closed).toBeNull();
    await second.send('go');
    expect(await second.untilClosed()).toEqual({ code: 4001, reason: 'enough' });
  });

  it('says that an awaited message did not come, or that the connection was closed', async () => {
    const silent = await open(await serve(() => undefined));
    const cut = await open(await serve((socket) => socket.terminate()));

    expect(await failureOf(inTest(() => silent.next(50)))).toEqual({
      category: 'timeout',
      message: 'WebSocket /live: the awaited message did not come within 50 ms',
    });
    expect(await failureOf(inTest(() => cut.next()))).toMatchObject({ category: 'connection' });
  });

  it('shows which messages came instead of the awaited one', async () => {
    const port = await serve((socket) => ['a', 'b'].forEach((text) => socket.send(text)));
    const socket = await open(port);

    expect(await failureOf(inTest(() => socket.until(({ text }) => text === 'c', 200)))).toEqual({
      category: 'timeout',
      message:
        'WebSocket /live: the awaited message did not come within 200 ms; 2 other messages came, the last: "b"',
    });
  });

  it('leaves with the program what it does not read, and reads it later', async () => {
    const count = 12;
    const sides: ServerSide[] = [];
    const port = await serve((socket) => sides.push(socket));
    const socket = await open(port);
    const [side] = sides as [ServerSide];

    socket.pauseReading();
    for (let n = 0; n < count; n += 1) side.send(`${n} ${'x'.repeat(1_000_000)}`);
    side.close(4000, 'slow');

    await expect(failureOf(inTest(() => socket.next(100)))).resolves.toMatchObject({ category: 'timeout' });
    expect(side.bufferedAmount).toBeGreaterThan(0);
    socket.resumeReading();
    expect(await inTest(() => socket.untilClosed(8000))).toEqual({ code: 4000, reason: 'slow' });
    expect(socket.messages.map(({ text }) => Number.parseInt(text, 10))).toEqual([...Array(count).keys()]);
  });

  it('is cut at the end of its test also while it does not read', async () => {
    const closed = new Promise((resolve) => {
      void serve((socket) => socket.on('close', resolve)).then(async (port) => {
        const socket = await open(port);
        socket.pauseReading();
        await scope.end();
      });
    });

    await expect(closed).resolves.toBe(1006);
  });

  it('shows what came instead of an upgrade, and follows no redirect (H03)', async () => {
    const port = await answer((socket) =>
      socket.end('HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:9229/\r\nContent-Length: 0\r\n\r\n'),
    );

    expect(await failureOf(open(port))).toEqual({
      category: 'assertion',
      message: 'WebSocket /live: expected the connection to be upgraded (status 101), got status 302',
    });
    expect(scope.exchanges.shown?.response?.headers['location']).toBe('ws://127.0.0.1:9229/');
  });

  it('says that nothing listens', async () => {
    const port = await serve(() => undefined);
    for (const close of closers.splice(0)) close();

    expect(await failureOf(open(port))).toMatchObject({ category: 'connection' });
  });

  it('is cut when its test is over', async () => {
    const closed = new Promise((resolve) => {
      void serve((socket) => socket.on('close', resolve)).then(async (port) => {
        await open(port);
        await scope.end();
      });
    });

    await expect(closed).resolves.toBe(1006);
  });

  it.each<[string, (socket: Socket, accept: string) => void]>([
    ['says nothing', () => undefined],
    [
      'drips its headers byte by byte',
      (socket, accept) => {
        const bytes = [...switchTo(accept, `X-Slow: ${'a'.repeat(1000)}\r\n`)];
        const timer = setInterval(() => socket.write(bytes.shift() ?? ''), 5);
        socket.on('close', () => clearInterval(timer));
      },
    ],
  ])('has one deadline for the handshake when the program %s (H04)', async (_, talk) => {
    expect(await failureOf(open(await answer(talk), { timeoutMs: 150 }))).toEqual({
      category: 'timeout',
      message: 'WebSocket /live: the handshake was not complete within 150 ms',
    });
  });

  it.each<[string, (socket: Socket, accept: string) => void, string]>([
    ['a wrong key', (socket) => socket.write(switchTo('AAAA')), 'the handshake went wrong'],
    [
      'compression that nobody offered',
      (socket, accept) => socket.write(switchTo(accept, 'Sec-WebSocket-Extensions: permessage-deflate\r\n')),
      'the handshake went wrong',
    ],
    [
      'a flood of headers',
      (socket) => socket.write(`HTTP/1.1 101 X\r\n${'x-flood: aaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(3000)}`),
      'not valid HTTP',
    ],
    [
      'a flood of interim answers',
      (socket) => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100)),
      'more than 20 interim (1xx) answers',
    ],
    ['what is not HTTP', (socket) => socket.end('SSH-2.0-x\r\n'), 'not valid HTTP'],
  ])('refuses a handshake with %s', async (_, talk, words) => {
    expect((await failureOf(open(await answer(talk)))).message).toContain(words);
  });

  const frame = (first: number, payload: Buffer | number): Buffer => {
    const length = typeof payload === 'number' ? payload : payload.length;
    const head = Buffer.alloc(10);
    head[0] = first;
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
    return typeof payload === 'number' ? head : Buffer.concat([head, payload]);
  };

  it.each<[string, Buffer, string]>([
    ['a message that claims a gigabyte', frame(0x82, 2 ** 30), 'a message is larger than 1 MiB'],
    ['a message that claims more than any length', frame(0x82, 2 ** 60), 'broke the WebSocket protocol'],
    ['text that is not UTF-8', Buffer.from([0x81, 1, 0xff]), 'broke the WebSocket protocol'],
    ['a masked frame', Buffer.from([0x81, 0x81, 0, 0, 0, 0, 65]), 'broke the WebSocket protocol'],
    ['an unknown kind of frame', Buffer.from([0x83, 0]), 'broke the WebSocket protocol'],
    ['a frame that claims to be compressed', Buffer.from([0xc1, 1, 65]), 'broke the WebSocket protocol'],
    ['a long ping', frame(0x89, Buffer.alloc(126)), 'broke the WebSocket protocol'],
    ['a close frame with half a code', Buffer.from([0x88, 1, 3]), 'broke the WebSocket protocol'],
  ])('fails on %s (H13)', async (_, bytes, words) => {
    const port = await answer((socket, accept) => {
      socket.write(switchTo(accept));
      socket.write(bytes);
    });

    const socket = await open(port);

    expect((await failureOf(inTest(() => socket.next()))).message).toContain(words);
    expect(() => socket.messages).toThrow(KitFailure);
  });

  it.each<[string, Buffer, string]>([
    ['small messages', Buffer.from([0x81, 1, 65]), 'more than 10000 messages arrived'],
    ['large messages', frame(0x82, Buffer.alloc(1024 * 1024)), 'more than 16 MiB arrived'],
    ['pings', Buffer.from([0x89, 0]), 'more than 1000 pings and pongs'],
    ['pongs', Buffer.from([0x8a, 0]), 'more than 1000 pings and pongs'],
    ['empty fragments', Buffer.from([0x00, 0]), 'broke the WebSocket protocol'],
  ])('ends a flood of %s (H13)', async (_, bytes, words) => {
    const socket = await open(await flood(bytes));

    const never = failureOf(inTest(() => socket.until(() => false, 5000)));

    expect((await never).message).toContain(words);
  });

  it('ends a message in endless fragments (H13)', async () => {
    const port = await answer((socket, accept) => {
      socket.write(Buffer.concat([Buffer.from(switchTo(accept)), Buffer.from([0x01, 1, 65])]));
      for (let i = 0; i < 100; i += 1)
        socket.write(Buffer.from([0x00, 1, 65].concat(...Array<number[]>(99).fill([0x00, 1, 65]))));
    });

    const socket = await open(port);

    expect((await failureOf(inTest(() => socket.next()))).message).toContain('broke the WebSocket protocol');
  });
});
