import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  checkDiskSpace,
  checkPort,
  describeBusyPort,
  describeShortage,
  listeningInodes,
} from './machine.mjs';

const ROOT = '/no/clone/here';

let server: Server | undefined;

afterEach(() => {
  server?.close();
});

async function occupyPort(): Promise<number> {
  server = createServer();
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('disk space', () => {
  it('is not complained about while there is enough', () => {
    expect(describeShortage('/work', 4, 4)).toBeNull();
  });

  it('is told with the folder, what is free and what is needed', () => {
    expect(describeShortage('/work', 0.84, 4)).toBe(
      'There is too little disk space at /work: 0.8 GiB are free, 4 GiB are needed. Free some and run the same command again.',
    );
  });

  it('refuses to start below what is needed, passing over folders that do not exist', () => {
    expect(() => checkDiskSpace(['/no/such/folder', process.cwd()], 1e9)).toThrow(/too little disk space/);
    expect(() => checkDiskSpace(['/no/such/folder'], 1e9)).not.toThrow();
  });
});

describe('port', () => {
  it('is accepted while it is free', async () => {
    const port = await occupyPort();
    await new Promise((resolve) => server?.close(resolve));

    await expect(checkPort(ROOT, String(port))).resolves.toBeUndefined();
  });

  it('is refused with another one to try when it is busy', async () => {
    const port = await occupyPort();

    await expect(checkPort(ROOT, String(port))).rejects.toThrow(
      new RegExp(`^Port ${port} is taken.*PORT=${port + 1} npm start$`),
    );
  });

  it.each(['http', '0', '70000', '3000.5'])('is refused when it is %p', async (setting) => {
    await expect(checkPort(ROOT, setting)).rejects.toThrow(/give a number from 1 to 65535/);
  });

  it('names the program that holds it when it is known', () => {
    const owner = { pid: 42, command: 'node server.js' };

    expect(describeBusyPort(3000, owner, 'npm start')).toBe(
      'Port 3000 is taken by `node server.js` (process 42): stop that program, or choose another port: PORT=3001 npm start',
    );
  });

  it('is looked up in the table of sockets among those that listen', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1',
      '   1: 0100007F:0BB8 0100007F:A000 01 00000000:00000000 00:00000000 00000000     0        0 222 1',
      '   2: 0100007F:0BB9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1',
    ].join('\n');

    expect(listeningInodes(table, 3000)).toEqual(['111']);
  });
});
