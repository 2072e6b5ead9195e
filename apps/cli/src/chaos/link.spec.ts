import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Link } from './link.js';

let echo: Server;
let link: Link;
let port: number;
const open: Socket[] = [];

beforeEach(async () => {
  echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const server = `redis://user:secret@127.0.0.1:${(echo.address() as AddressInfo).port}/0`;
  const made = await Link.toServer(server);
  link = made.link;
  port = Number(new URL(made.url).port);
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await link.cut();
  echo.close();
});

async function dial(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  open.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function say(socket: Socket, word: string): Promise<string> {
  socket.write(word);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
}

describe('a link', () => {
  it('carries what is said both ways', async () => {
    expect(await say(await dial(), 'hello')).toBe('hello');
  });

  it('ends connections and refuses new ones while it is cut, and carries again once it is mended', async () => {
    const socket = await dial();
    const ended = once(socket, 'close');

    await link.cut();
    await ended;
    const refused = dial().then(
      () => 'connected',
      (error: NodeJS.ErrnoException) => error.code,
    );

    expect(await refused).toBe('ECONNREFUSED');
    await link.mend();
    expect(await say(await dial(), 'back')).toBe('back');
  });

  it('keeps what is said while it stalls, and brings it once it is mended', async () => {
    const socket = await dial();
    await say(socket, 'before');
    link.stall();
    let heard = '';
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
    socket.write('meanwhile');
    const other = await dial();
    other.write('new');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const whileStalled = heard;

    const arrived = once(socket, 'data');
    await link.mend();
    await arrived;

    expect([whileStalled, heard]).toEqual(['', 'meanwhile']);
    expect(socket.destroyed || other.destroyed).toBe(false);
  });
});
