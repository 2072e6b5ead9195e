import { createServer, type IncomingMessage } from 'node:http';
import { WebSocketServer } from 'ws';
import { Connection, TOO_SLOW } from './connection.ts';
import { join, leave, leaveAll, listUsers, publish, start } from './rooms.ts';

const LARGEST_FRAME_BYTES = 4096;
const NAME = /^[a-z0-9-]{1,40}$/;

const isName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value);

/** @returns what is wrong with the frame, or null when it was carried out */
async function carryOut(connection: Connection, text: string): Promise<string | null> {
  let frame: { type?: unknown; room?: unknown; after?: unknown } | null;
  try {
    frame = JSON.parse(text);
  } catch {
    return 'this is not JSON';
  }
  const { type, room, after } = frame ?? {};
  if (type !== 'join' && type !== 'leave') return 'type must be join or leave';
  if (!isName(room)) return 'room must be a name of 1-40 characters out of a-z, 0-9 and -';
  if (type === 'leave') {
    if (!(await leave(connection, room))) return `you are not in ${room}`;
    connection.answer({ type: 'left', room });
    return null;
  }
  if (after !== undefined && typeof after !== 'string') return 'after must be the id of a message';
  return (await join(connection, room, after)) ? null : `you are in ${room} already`;
}

const server = createServer((request, response) => {
  const send = (status: number, body: unknown) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  answer(request, send).catch((error: Error) => send(500, { error: error.message }));
});

async function answer(request: IncomingMessage, send: (status: number, body: unknown) => void): Promise<void> {
  const [, room, what] = /^\/rooms\/([a-z0-9-]{1,40})\/(messages|users)$/.exec(request.url ?? '') ?? [];
  const route = `${request.method} ${what}`;
  if (room === undefined) return send(404, { error: 'no such page' });
  if (route === 'GET users') return send(200, { users: await listUsers(room) });
  if (route !== 'POST messages') return send(405, { error: 'not here' });
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { text } = JSON.parse(Buffer.concat(chunks).toString());
  send(201, { id: await publish(room, text) });
}

new WebSocketServer({ server, path: '/live', maxPayload: LARGEST_FRAME_BYTES }).on(
  'connection',
  (socket, request) => {
    const user = new URL(request.url ?? '', 'http://localhost').searchParams.get('user') ?? '';
    const connection = new Connection(user, socket);
    // One frame after the other, and the goodbye behind the last.
    let work = Promise.resolve();
    const next = (task: () => Promise<void>) => {
      work = work.then(task).catch(console.error);
    };
    socket.on('message', (data, isBinary) =>
      next(async () => {
        if (!connection.isOpen) return;
        const mistake = isBinary ? 'frames are text' : await carryOut(connection, data.toString());
        if (mistake !== null) connection.answer({ type: 'error', error: mistake });
      }),
    );
    socket.on('close', () => next(() => leaveAll(connection)));
    // A broken or too large frame; ws closes the connection by itself. Without a listener the process would end.
    socket.on('error', (error) => console.error(error.message));
    connection.onTooSlow = () => {
      socket.close(TOO_SLOW, 'too slow');
      next(() => leaveAll(connection));
    };
  },
);

await start();
server.listen(Number(process.env.PORT), '127.0.0.1');
