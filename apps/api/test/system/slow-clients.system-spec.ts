import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { Platform, waitUntil } from './platform.js';

const CROWD = 500;
/** Less than who waits would notice on a machine that is busy with 500 others. */
const PROMPT_MS = 1_000;
const ASKED = 50;

let platform: Platform;
const sockets = new Set<Socket>();

beforeAll(async () => {
  platform = await Platform.start({ workers: 0 });
}, 90_000);
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await platform?.stop();
}, 60_000);

interface SlowClient {
  readonly closed: boolean;
  readonly said: string;
}

/** Sends the beginning of a request at once and then a byte every second, for ever; without a beginning, nothing. */
function openSlowly(beginning: string): SlowClient {
  const client = { closed: false, said: '' };
  const { hostname, port } = new URL(platform.url);
  const socket = connect(Number(port), hostname, () => socket.write(beginning));
  const drip = setInterval(() => beginning !== '' && socket.writable && socket.write('a'), 1_000);
  sockets.add(socket);
  socket.on('data', (chunk: Buffer) => (client.said += chunk.toString()));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearInterval(drip);
    sockets.delete(socket);
    client.closed = true;
  });
  return client;
}

async function timeHealth(): Promise<number> {
  const begun = performance.now();
  const response = await fetch(`${platform.url}/healthz`);
  if (!response.ok) throw new Error(`healthz answered ${response.status}`);
  return performance.now() - begun;
}

const LOGIN = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

const KINDS = {
  'say nothing': '',
  'never end their first line': 'GET /',
  'never end their headers': 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ',
  'never end their body': `${LOGIN}Content-Length: 60000\r\n\r\n{`,
  'never end their chunks': `${LOGIN}Transfer-Encoding: chunked\r\n\r\nffff\r\n{`,
};

describe('five hundred clients that send slowly', () => {
  it('keep nobody waiting, and are cut off, each kind with an answer that says why (P14)', async () => {
    const crowd = Object.entries(KINDS).flatMap(([kind, beginning]) =>
      Array.from({ length: CROWD / Object.keys(KINDS).length }, () => ({
        kind,
        client: openSlowly(beginning),
      })),
    );
    const times: number[] = [];

    await waitUntil(
      async () => {
        times.push(await timeHealth());
        return crowd.every(({ client }) => client.closed);
      },
      50_000,
      () =>
        `still connected: ${crowd
          .filter(({ client }) => !client.closed)
          .map(({ kind }) => kind)
          .join()}`,
    );

    expect(times.length).toBeGreaterThan(50);
    expect(Math.max(...times)).toBeLessThan(PROMPT_MS);
    expect(
      crowd.filter(({ client }) => !client.said.startsWith('HTTP/1.1 408')).map(({ kind }) => kind),
    ).toEqual([]);
  }, 90_000);
});

describe('a client that asks much and reads nothing', () => {
  it('does not make the API keep the answers for it (P14, P33)', async () => {
    const request = 'GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n';
    const { hostname, port } = new URL(platform.url);
    const greedy = Array.from({ length: 20 }, () => {
      const socket = connect(Number(port), hostname, () => socket.write(request.repeat(300)));
      sockets.add(socket.on('error', () => undefined).pause());
      return socket;
    });

    const times: number[] = [];
    await waitUntil(
      async () => {
        times.push(await timeHealth());
        return times.length >= ASKED;
      },
      // What is prompt enough is said below; this only ends.
      2 * ASKED * PROMPT_MS,
      () => 'health was not asked often enough',
    );
    for (const socket of greedy) socket.destroy();

    expect(times.sort((a, b) => a - b)[ASKED / 2]).toBeLessThan(PROMPT_MS);
    expect(platform.processes.every(({ running }) => running)).toBe(true);
  }, 120_000);
});
