import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { KitFailure } from '../failures.js';
import { DriverConnection } from './driver-connection.js';

const opened: { server: Server; sockets: Socket[] }[] = [];

/** A driver of the learner's own making: `answer` is called with each request's id. */
async function connectTo(answer: (id: string, socket: Socket) => void): Promise<DriverConnection> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    createInterface({ input: socket }).on('line', (line) =>
      answer((JSON.parse(line) as { id: string }).id, socket),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({ server, sockets });
  return DriverConnection.open((server.address() as AddressInfo).port, 1000);
}

afterEach(() => {
  for (const { server, sockets } of opened.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

const send = (socket: Socket, message: unknown) => socket.write(`${JSON.stringify(message)}\n`);
const never = () => new AbortController().signal;

describe('DriverConnection', () => {
  it('pairs answers with calls by id, in any order', async () => {
    const ids: string[] = [];
    const connection = await connectTo((id, socket) => {
      ids.push(id);
      if (ids.length === 2)
        for (const late of [...ids].reverse()) send(socket, { id: late, ok: true, value: ids.indexOf(late) });
    });

    const answers = await Promise.all([
      connection.request({ op: 'a' }, never()),
      connection.request({ op: 'b' }, never()),
    ]);

    expect(answers.map((answer) => answer.value)).toEqual([0, 1]);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-/);
    connection.close();
  });

  it.each([
    ['an id that nobody waits for', 'somebody-else'],
    ['no id', undefined],
  ])('fails the calls under way on an answer with %s', async (_, forged) => {
    const connection = await connectTo(
      (_id, socket) => void send(socket, { id: forged, ok: true, value: 1 }),
    );

    await expect(connection.request({ op: 'call' }, never())).rejects.toThrow(
      'answered a call that nobody had made',
    );
    expect(connection.isOpen).toBe(false);
  });

  it('fails the next call after a second answer to the same one', async () => {
    const connection = await connectTo((id, socket) => {
      send(socket, { id, ok: true, value: 1 });
      send(socket, { id, ok: true, value: 2 });
    });

    expect(await connection.request({ op: 'call' }, never())).toMatchObject({ value: 1 });
    await expect(connection.request({ op: 'call' }, never())).rejects.toThrow(KitFailure);
  });

  it('drops the late answer to a call that was given up', async () => {
    const connection = await connectTo((id, socket) => {
      setTimeout(() => send(socket, { id, ok: true, value: id }), 30);
    });
    const givenUp = new AbortController();

    const first = connection.request({ op: 'call' }, givenUp.signal);
    givenUp.abort(new Error('over'));

    await expect(first).rejects.toThrow('over');
    expect(await connection.request({ op: 'call' }, never())).toMatchObject({ ok: true });
    connection.close();
  });

  it('refuses a message larger than 1 MiB', async () => {
    const connection = await connectTo(
      (id, socket) => void send(socket, { id, ok: true, value: 'a'.repeat(2 * 1024 * 1024) }),
    );

    await expect(connection.request({ op: 'call' }, never())).rejects.toThrow('more than 1 MiB');
  });

  it('refuses a message nested beyond any value', async () => {
    const connection = await connectTo((id, socket) => {
      socket.write(`{"id":"${id}","ok":true,"value":${'['.repeat(400_000)}${']'.repeat(400_000)}}\n`);
    });

    await expect(connection.request({ op: 'call' }, never())).rejects.toThrow('nested deeper');
  });

  it('fails the calls under way when the program ends', async () => {
    const connection = await connectTo((_id, socket) => void socket.destroy());

    await expect(connection.request({ op: 'call' }, never())).rejects.toMatchObject({
      category: 'connection',
    });
  });

  it('rejects when nothing listens', async () => {
    const connection = await connectTo(() => undefined);
    connection.close();
    const { server } = opened[0]!;
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));

    await expect(DriverConnection.open(port, 500)).rejects.toMatchObject({ category: 'connection' });
  });
});
