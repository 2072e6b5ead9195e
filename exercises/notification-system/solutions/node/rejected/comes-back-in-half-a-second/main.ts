import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { WebSocketServer } from 'ws';
import { Device } from './device.ts';
import { look, ping, prefer, publish, readPreferences } from './store.ts';

const GOING_AWAY = 1001;
const COME_BACK_WITHIN_MS = 500;
const SECONDS_FOR_GOODBYE = 2;

type Send = (status: number, body: unknown) => void;
let isEnding = false;

const server = createServer((request, response) => {
  const send: Send = (status, body) => {
    // Who asks again on this connection would keep it open.
    if (isEnding) response.setHeader('connection', 'close');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  answer(request, send).catch((error: Error) => send(503, { error: error.message }));
});

async function answer(request: IncomingMessage, send: Send): Promise<void> {
  const [, resource, user, what] = (request.url ?? '').split('/');
  const route = [request.method, resource, what].filter(Boolean).join(' ');
  if (route === 'GET health') {
    await ping();
    return send(200, { status: 'ok' });
  }
  if (route === 'POST notifications') {
    const { outcome, id } = await publish(await readBody(request));
    if (outcome === 'other') return send(409, { error: 'this key was used for something else' });
    return send(outcome === 'new' ? 201 : 200, { id });
  }
  if (route === 'GET users inbox') {
    const notifications = (await look(user!)).map(({ isAcked: _, ...shown }) => shown);
    return send(200, { unread: notifications.filter(({ read }) => !read).length, notifications });
  }
  if (route === 'GET users preferences') return send(200, await readPreferences(user!));
  if (route === 'PUT users preferences') {
    const { topics, muted } = await readBody<{ topics: string[]; muted: string[] }>(request);
    await prefer(user!, { topics, muted });
    return send(200, { topics, muted });
  }
  send(404, { error: 'no such page' });
}

async function readBody<Body>(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

const devices = new WebSocketServer({ server, path: '/live' });
devices.on('connection', (socket, request) => {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost');
  if (isEnding) return sayGoodbye(socket);
  new Device(searchParams.get('user') ?? '', searchParams.get('device') ?? '', socket);
});

const sayGoodbye = (socket: { close(code: number, reason: string): void }) =>
  socket.close(GOING_AWAY, String(randomInt(COME_BACK_WITHIN_MS + 1)));

process.once('SIGTERM', () => {
  isEnding = true;
  // Is called when the last connection has ended, and with it the last request.
  server.close(() => process.exit(0));
  for (const socket of devices.clients) sayGoodbye(socket);
  setTimeout(() => {
    for (const socket of devices.clients) socket.terminate();
  }, SECONDS_FOR_GOODBYE * 1000);
});

server.listen(Number(process.env.PORT), '127.0.0.1');
