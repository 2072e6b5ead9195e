import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { openASession } from '../../../test/open-a-session.js';
import { runInScope, Scope } from '../scope.js';
import { rawConnection } from './raw-connection.js';

let scope: Scope;

beforeEach(() => {
  scope = new Scope('a test', '0123456789abcdef');
});

afterEach(() => scope.end());

const inTest = <T>(work: () => T): T => runInScope(scope, work);

describe('a raw connection', () => {
  const servers: Server[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function subjectThat(greets: (socket: Socket) => void): Promise<void> {
    const server = createServer((socket) => greets(socket.on('error', () => undefined)));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    openASession((server.address() as AddressInfo).port);
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
