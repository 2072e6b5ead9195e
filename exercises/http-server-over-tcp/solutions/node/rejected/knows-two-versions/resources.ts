import type { Socket } from 'node:net';
import { send, sendPieces } from './answer.ts';
import type { Request } from './request.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const LINES_A_PIECE = 512;

const notes = new Map<string, string>();
let lastId = 0;

type Answer = (socket: Socket, request: Request) => Promise<void>;

export async function answer(socket: Socket, request: Request): Promise<void> {
  const methods = findResource(request.path);
  if (!methods) return send(socket, request, 404);
  const handler = methods[request.method === 'HEAD' ? 'GET' : request.method];
  if (handler) return handler(socket, request);
  const allowed = Object.keys(methods).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  await send(socket, request, 405, { Allow: allowed.join(', ') });
}

function findResource(path: string): Record<string, Answer> | null {
  if (path === '/echo') return { POST: echo };
  if (path === '/log') return { GET: sendLog };
  if (path === '/notes') return { GET: listNotes, POST: addNote };
  const id = /^\/notes\/(\d+)$/.exec(path)?.[1];
  if (id === undefined || !notes.has(id)) return null;
  return {
    GET: (socket, request) => send(socket, request, 200, JSON_TYPE, JSON.stringify(toNote(id))),
    DELETE: async (socket, request) => {
      notes.delete(id);
      await send(socket, request, 204);
    },
  };
}

const echo: Answer = (socket, request) =>
  send(socket, request, 200, { 'Content-Type': 'application/octet-stream' }, request.body);

const listNotes: Answer = (socket, request) =>
  send(socket, request, 200, JSON_TYPE, JSON.stringify([...notes.keys()].map(toNote)));

const addNote: Answer = async (socket, request) => {
  const id = String((lastId += 1));
  notes.set(id, request.body.toString());
  await send(socket, request, 201, { ...JSON_TYPE, Location: `/notes/${id}` }, JSON.stringify(toNote(id)));
};

const toNote = (id: string) => ({ id, text: notes.get(id) });

const sendLog: Answer = (socket, request) =>
  sendPieces(socket, request, { 'Content-Type': 'text/plain' }, logLines(Number(request.query.get('lines'))));

function* logLines(count: number): Generator<string> {
  for (let first = 1; first <= count; first += LINES_A_PIECE) {
    let piece = '';
    const end = Math.min(count + 1, first + LINES_A_PIECE);
    for (let line = first; line < end; line += 1) piece += `${String(line).padStart(127, '0')}\n`;
    yield piece;
  }
}
