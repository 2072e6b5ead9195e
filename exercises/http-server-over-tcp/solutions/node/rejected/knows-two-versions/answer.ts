import type { Socket } from 'node:net';
import { Gone, type Refusal } from './input.ts';
import type { Request } from './request.ts';

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
  505: 'HTTP Version Not Supported',
};

export type Headers = Readonly<Record<string, string | number>>;

export async function send(
  socket: Socket,
  request: Request,
  status: number,
  headers: Headers = {},
  body: string | Buffer = '',
): Promise<void> {
  const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body) };
  const head = toHead(status, { ...headers, ...length, ...connection(request) });
  await write(socket, request.method === 'HEAD' ? head : Buffer.concat([head, Buffer.from(body)]));
}

/** Sends a body of unknown length, piece by piece, as fast as the client reads it. */
export async function sendPieces(
  socket: Socket,
  request: Request,
  headers: Headers,
  pieces: Iterable<string>,
): Promise<void> {
  const chunked = request.minor > 0;
  if (!chunked) request.keepAlive = false;
  const coding = chunked ? { 'Transfer-Encoding': 'chunked' } : {};
  await write(socket, toHead(200, { ...headers, ...coding, ...connection(request) }));
  if (request.method === 'HEAD') return;
  for (const piece of pieces) {
    const size = Buffer.byteLength(piece).toString(16);
    await write(socket, Buffer.from(chunked ? `${size}\r\n${piece}\r\n` : piece));
  }
  if (chunked) await write(socket, Buffer.from('0\r\n\r\n'));
}

export async function refuse(socket: Socket, { status, message }: Refusal): Promise<void> {
  const body = `${message}\n`;
  const headers = { 'Content-Type': 'text/plain', 'Content-Length': body.length, Connection: 'close' };
  await write(socket, Buffer.concat([toHead(status, headers), Buffer.from(body)]));
}

function connection({ keepAlive, minor }: Request): Headers {
  if (!keepAlive) return { Connection: 'close' };
  return minor === 0 ? { Connection: 'keep-alive' } : {};
}

function toHead(status: number, headers: Headers): Buffer {
  const lines = Object.entries({ Date: new Date().toUTCString(), ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.from(`HTTP/1.1 ${status} ${REASONS[status]}\r\n${lines.join('')}\r\n`);
}

/** Resolves when there is room for more; rejects when the client is gone. */
function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed) return reject(new Gone());
    if (socket.write(bytes)) return resolve();
    const settle = () => {
      socket.off('drain', settle).off('close', settle);
      if (socket.destroyed) reject(new Gone());
      else resolve();
    };
    socket.on('drain', settle).on('close', settle);
  });
}
