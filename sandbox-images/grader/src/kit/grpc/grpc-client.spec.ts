import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Server, ServerCredentials, Metadata, status, type ServiceDefinition } from '@grpc/grpc-js';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect as suiteExpect } from 'expect';
import protobuf from 'protobufjs';
import { openASession } from '../../../test/open-a-session.js';
import { KitFailure, SuiteMistake } from '../failures.js';
import { countLostConnections } from '../lost-connections.js';
import '../matchers/grpc-matchers.js';
import { runInScope, Scope } from '../scope.js';
import { grpcClient } from './grpc-client.js';
import { probeGrpc } from './probe-grpc.js';

const PROTO = `
syntax = "proto3";
package echo.v1;
service Echo {
  rpc Say(Text) returns (Text);
  rpc Repeat(Text) returns (stream Text);
  rpc Join(stream Text) returns (Text);
  rpc Chat(stream Text) returns (stream Text);
}
enum Mood { CALM = 0; GLAD = 1; }
message Text { string text = 1; int64 times = 2; Mood mood = 3; repeated string more_words = 4; }
`;

interface Text {
  readonly text: string;
}

const echo = grpcClient(PROTO, 'echo.v1.Echo');
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

const listensOn = (port: number) => openASession(port, { speaks: 'grpc' });

const cancelled: string[] = [];

interface Call {
  readonly request: Text;
  readonly metadata: Metadata;
  on(event: string, listener: (message: Text) => void): void;
  write(message: object): void;
  end(): void;
}

type Callback = (error: object | null, reply?: object, trailers?: Metadata) => void;

const METHODS = {
  Say({ request: { text }, metadata }: Call, callback: Callback) {
    const trailers = new Metadata();
    trailers.set('x-seen', String(metadata.get('x-asked')[0] ?? 'nothing'));
    if (text === 'hang') return;
    if (text === 'bad') callback({ code: status.NOT_FOUND, details: 'nö: 100 %', metadata: trailers });
    else callback(null, { text: `${text}!`, times: 7, mood: 1 }, trailers);
  },
  Repeat(call: Call) {
    call.on('cancelled', () => cancelled.push(call.request.text));
    call.write({ text: 'a' });
    call.write({ text: 'b' });
    if (call.request.text !== 'stay') call.end();
  },
  Join(call: Call, callback: Callback) {
    const texts: string[] = [];
    call.on('data', ({ text }) => {
      texts.push(text);
      if (text === 'stop') callback({ code: status.ABORTED, details: '' });
    });
    call.on('end', () => callback(null, { text: texts.join() }));
  },
  Chat(call: Call) {
    call.on('data', ({ text }) => call.write({ text: text.toUpperCase() }));
    call.on('end', () => call.end());
  },
};

/** A right program, of the library that most use. */
async function serve(): Promise<number> {
  const server = new Server();
  server.addService(defineService(), METHODS as never);
  closers.push(() => server.forceShutdown());
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  listensOn(port);
  return port;
}

function defineService(): ServiceDefinition {
  const { root } = protobuf.parse(PROTO);
  const text = root.lookupType('echo.v1.Text');
  const encode = (message: object) => Buffer.from(text.encode(text.fromObject(message)).finish());
  const decode = (bytes: Buffer) => text.toObject(text.decode(bytes), { defaults: true });
  return Object.fromEntries(
    root.lookupService('echo.v1.Echo').methodsArray.map(({ name, requestStream, responseStream }) => [
      name,
      {
        path: `/echo.v1.Echo/${name}`,
        requestStream: requestStream ?? false,
        responseStream: responseStream ?? false,
        requestSerialize: encode,
        requestDeserialize: decode,
        responseSerialize: encode,
        responseDeserialize: decode,
      },
    ]),
  );
}

/** A hostile one: answers each call in HTTP/2 of its own. */
async function answer(talk: (stream: ServerHttp2Stream) => void): Promise<number> {
  const server = createHttp2Server();
  const sessions: { destroy(): void }[] = [];
  server.on('session', (session) => sessions.push(session.on('error', () => undefined)));
  server.on('stream', (stream) => talk(stream.on('error', () => undefined)));
  closers.push(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  listensOn(port);
  return port;
}

/** One that speaks no HTTP/2. */
async function speak(talk: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => talk(socket.on('error', () => undefined)));
  closers.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  listensOn(port);
  return port;
}

const GRPC = { ':status': 200, 'content-type': 'application/grpc' };

const say = async (text = 'hi', options = {}) => inTest(() => echo.call<Text>('Say', { text }, options));
const open = async (method: string, request?: object, options = {}) =>
  inTest(() => echo.open<Text>(method, request, options));

async function failureOf(work: Promise<unknown>): Promise<{ category: string; message: string }> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof KitFailure)) throw new Error(`expected a KitFailure, got ${String(error)}`);
  return { category: error.category, message: error.message };
}

describe('a call', () => {
  it('brings a reply in the shape of the .proto, the status and the trailers', async () => {
    await serve();

    expect(await say('hi', { metadata: { 'X-Asked': 'yes' } })).toEqual({
      status: 'OK',
      message: 'OK',
      reply: { text: 'hi!', times: 7, mood: 'GLAD', more_words: [] },
      replies: [{ text: 'hi!', times: 7, mood: 'GLAD', more_words: [] }],
      metadata: {},
      trailers: { 'x-seen': 'yes' },
    });
  });

  it('has an error for an answer', async () => {
    await serve();

    expect(await say('bad')).toMatchObject({
      status: 'NOT_FOUND',
      message: 'nö: 100 %',
      reply: null,
      trailers: { 'x-seen': 'nothing' },
    });
  });

  it('leaves its deadline to the program', async () => {
    await serve();

    expect(await say('hang', { deadlineMs: 50 })).toMatchObject({ status: 'DEADLINE_EXCEEDED' });
    expect(await say('hang', { deadlineMs: 0 })).toMatchObject({ status: 'DEADLINE_EXCEEDED' });
    expect(await failureOf(say('hang', { timeoutMs: 50 }))).toEqual({
      category: 'timeout',
      message: 'Say({"text": "hang"}): no status came within 50 ms',
    });
  });

  it('shares a connection with many others at once, and takes another one when that has ended', async () => {
    await serve();
    const answers = await Promise.all(Array.from({ length: 150 }, (_, i) => say(String(i))));
    expect(answers.map(({ reply }) => reply?.text)).toEqual(answers.map((_, i) => `${i}!`));
    for (const close of closers.splice(0)) close();
    await serve();

    const again = await say().catch(() => say());

    expect(again.status).toBe('OK');
  });

  it('fails with its request when there is no program, or it has gone', async () => {
    listensOn(1);
    expect(await failureOf(say())).toMatchObject({ category: 'connection' });

    await answer((stream) => stream.session?.destroy());
    const before = countLostConnections();
    expect(await failureOf(say())).toEqual({
      category: 'connection',
      message: 'Say({"text": "hi"}): the program closed the connection',
    });
    expect(countLostConnections()).toBeGreaterThan(before);
  });

  it('is kept for a test that fails, with what came', async () => {
    await serve();

    const { reply } = await say('bad');

    expect(reply).toBeNull();
    expect(scope.calls.shown).toMatchObject({
      what: 'Say()',
      args: [{ text: 'bad' }],
      answer: { returned: { status: 'NOT_FOUND', message: 'nö: 100 %', reply: null } },
    });
    const fine = await say('hi');
    expect(scope.origins.find(fine.reply)).toMatchObject({ place: 'reply' });
  });

  it('takes only what the service has', async () => {
    await serve();

    await expect(inTest(() => echo.call('Sya', {}))).rejects.toThrow(SuiteMistake);
    await expect(inTest(() => echo.call('Say', { txt: 'a' }))).rejects.toThrow('Text has no field "txt"');
    await expect(inTest(() => echo.call('Join', { text: 'a' }))).rejects.toThrow('use open()');
    expect(() => grpcClient(PROTO, 'echo.v1.Ohce')).toThrow(SuiteMistake);
    expect(() => grpcClient('no proto', 'a')).toThrow(SuiteMistake);
  });
});

describe('a stream', () => {
  it('of replies comes one by one, and ends with a status', async () => {
    await serve();
    const call = await open('Repeat', { text: 'x' });

    expect((await call.next()).text).toBe('a');
    expect((await call.next()).text).toBe('b');
    expect(await call.answer()).toMatchObject({ status: 'OK', replies: [{ text: 'a' }, { text: 'b' }] });
  });

  it('of requests is sent one by one', async () => {
    await serve();
    const call = await open('Join');

    for (const text of ['a', 'b']) await call.send({ text });
    call.end();

    expect((await call.answer()).reply).toMatchObject({ text: 'a,b' });
    expect(scope.calls.shown).toMatchObject({ args: [{ text: 'a' }, { text: 'b' }] });
  });

  it('of requests can be answered before it has ended', async () => {
    await serve();
    const call = await open('Join');
    await call.send({ text: 'stop' });

    expect(await call.answer()).toMatchObject({ status: 'ABORTED', message: '' });
    await expect(call.send({ text: 'more' })).resolves.toBeUndefined();
  });

  it('can go both ways', async () => {
    await serve();
    const call = await open('Chat');

    await call.send({ text: 'a' });
    expect((await call.next()).text).toBe('A');
    await call.send({ text: 'b' });
    expect((await call.until(({ text }) => text === 'B')).text).toBe('B');
    call.end();
    expect((await call.answer()).status).toBe('OK');
  });

  it('is cancelled by the suite, or by the end of its test', async () => {
    await serve();
    cancelled.length = 0;
    const lost = countLostConnections();
    const call = await open('Repeat', { text: 'stay' });
    const other = await open('Repeat', { text: 'stay' });
    await Promise.all([call.next(), other.next()]);

    call.cancel();
    expect(call.ended).toBe(true);
    await expect(call.answer()).rejects.toThrow(SuiteMistake);
    await scope.end();

    while (cancelled.length < 2) await new Promise(setImmediate);
    expect(countLostConnections()).toBe(lost);
  });

  it('says how it ended, and what came, when something else was awaited', async () => {
    await serve();
    const call = await open('Repeat', { text: 'x' });

    const { category, message } = await failureOf(inTest(() => call.until(({ text }) => text === 'c')));

    expect(category).toBe('assertion');
    expect(message).toMatch(
      /^Repeat\(\{"text": "x"\}\): it ended with OK \(OK\) before the awaited message came; 2 other messages came, the last: /,
    );
  });
});

describe('toHaveGrpcStatus', () => {
  it('tells the call, what was expected and what came', async () => {
    await serve();
    const [fine, bad] = [await say('hi'), await say('bad')];

    suiteExpect(bad).toHaveGrpcStatus('NOT_FOUND');
    suiteExpect(bad).not.toHaveGrpcStatus('OK');
    expect(() => inTest(() => suiteExpect(fine).toHaveGrpcStatus('NOT_FOUND'))).toThrow(
      /^Say\(\{"text": "hi"\}\): expected status NOT_FOUND, got OK with \{/,
    );
    expect(scope.calls.shown).toMatchObject({ args: [{ text: 'hi' }] });
    expect(() => inTest(() => suiteExpect(bad).toHaveGrpcStatus('OK'))).toThrow(
      'Say({"text": "bad"}): expected status OK, got NOT_FOUND (nö: 100 %)',
    );
    expect(() => suiteExpect({ status: 'OK' }).toHaveGrpcStatus('OK')).toThrow(SuiteMistake);
  });
});

const frame = (flag: number, length: number, content: readonly number[] = []): Buffer => {
  const prefix = Buffer.from([flag, 0, 0, 0, 0]);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, Buffer.from(content)]);
};

describe('an answer that is none', () => {
  it.each<[string, (stream: ServerHttp2Stream) => void, string]>([
    [
      'of HTTP only',
      (stream) => stream.respond({ ':status': 404 }, { endStream: true }),
      'is not gRPC (HTTP status 404',
    ],
    [
      'of another type',
      (stream) => stream.respond({ ':status': 200, 'content-type': 'text/html' }),
      'content-type "text/html"',
    ],
    ['without a status', (stream) => (stream.respond(GRPC), stream.end()), 'it ended without a grpc-status'],
    [
      'that breaks off',
      (stream) => (stream.respond(GRPC), stream.close(2)),
      'it ended without a grpc-status',
    ],
    [
      'with an unknown status',
      (stream) => stream.respond({ ...GRPC, 'grpc-status': '42' }, { endStream: true }),
      '"42" is none of gRPC',
    ],
    [
      'with OK and no reply',
      (stream) => stream.respond({ ...GRPC, 'grpc-status': '0' }, { endStream: true }),
      'OK and 0 replies',
    ],
    [
      'of junk',
      (stream) => (stream.respond(GRPC), stream.write(frame(0, 2, [0xff, 0xff]))),
      'cannot be read as the .proto has it',
    ],
    [
      'of very many values (H10)',
      (stream) => (
        stream.respond(GRPC),
        stream.write(
          frame(
            0,
            120_000,
            Array.from({ length: 120_000 }, (_, i) => (i % 2 === 0 ? 0x22 : 0)),
          ),
        )
      ),
      'more than 50000 values',
    ],
    [
      'of nothing but the length of a gigabyte (H01)',
      (stream) => (stream.respond(GRPC), stream.write(frame(0, 2 ** 30))),
      'a message is larger than 256 KiB',
    ],
    [
      'that is compressed (H02)',
      (stream) => (stream.respond(GRPC), stream.write(frame(1, 1, [1]))),
      'claims to be compressed',
    ],
    [
      'with a flood of headers (H05)',
      (stream) => (stream.respond({ ...GRPC, 'x-flood': 'a'.repeat(40_000) }), stream.end()),
      'without a grpc-status',
    ],
  ])('%s fails the test', async (_, talk, words) => {
    await answer(talk);

    expect((await failureOf(say('hi', { timeoutMs: 2000 }))).message).toContain(words);
  });

  it.each<[string, Buffer, string]>([
    ['empty messages', frame(0, 0), 'more than 10000 messages arrived'],
    [
      'large messages',
      frame(0, 4 + 200_000, [0x22, 0xc0, 0x9a, 0x0c, ...Array<number>(200_000).fill(65)]),
      'more than 4 MiB arrived',
    ],
  ])('is no flood of %s (H13)', async (_, bytes, words) => {
    await answer((stream) => {
      stream.respond(GRPC);
      const timer = setInterval(() => {
        while (!stream.destroyed && stream.write(bytes));
      }, 2);
      stream.on('close', () => clearInterval(timer));
    });
    const call = await open('Repeat', { text: 'x' });

    expect((await failureOf(inTest(() => call.until(() => false, 5000)))).message).toContain(words);
  });

  it.each([
    ['HTTP/1.1', 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'],
    ['noise', 'SSH-2.0-x\r\n'],
  ])('in %s is told from gRPC', async (_, text) => {
    const port = await speak((socket) => socket.end(text));

    expect((await failureOf(say())).message).toContain('gRPC is HTTP/2 without TLS here');
    await expect(probeGrpc(port, 1000)).rejects.toThrow('gRPC is HTTP/2 without TLS here');
  });
});

describe('probeGrpc', () => {
  it('takes any answer of gRPC, and nothing else', async () => {
    await expect(probeGrpc(await serve(), 1000)).resolves.toBeUndefined();
    const other = await answer((stream) => stream.respond({ ':status': 404 }, { endStream: true }));
    await expect(probeGrpc(other, 1000)).rejects.toThrow('is not gRPC');
    await expect(probeGrpc(await answer(() => undefined), 50)).rejects.toThrow('within 50 ms');
    await expect(probeGrpc(1, 1000)).rejects.toThrow('refused');
  });
});
