import { connect, type Socket } from 'node:net';
import { eventually, subject } from '@touchstone/kit';

/** A follower whose reading the test holds back: what it does not read fills the buffers of the network, and then waits with the program. */
export interface Phone {
  /** Everything that was read, as text of one character for each byte. */
  readonly received: () => string;
  readonly isClosed: () => boolean;
  readonly read: () => void;
  /** Resolves once so many bytes were read, and reads no more. */
  readUntil(bytes: number): Promise<void>;
  /** Once the stream ended or was cut, or the deadline passed. */
  readToTheEnd(deadlineMs: number): Promise<void>;
}

/** More than any test leaves unread. A program that sends more floods, and is hung up on. */
const MOST_BYTES = 40 * 1024 * 1024;

const phones: Socket[] = [];

/** For `afterEach`. */
export function hangUp(): void {
  for (const socket of phones.splice(0)) socket.destroy();
}

export function callStream(match: string, lastEventId?: string): Phone {
  const socket = connect({ host: '127.0.0.1', port: subject.port });
  socket.pause();
  phones.push(socket);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isClosed = false;
  socket.on('close', () => (isClosed = true));
  // Being cut is one way of being closed.
  socket.on('error', () => undefined);
  const fields = [
    `GET /matches/${match}/stream HTTP/1.1`,
    'host: localhost',
    'accept: text/event-stream',
    // So that the end of the stream is the end of the connection.
    'connection: close',
    ...(lastEventId === undefined ? [] : [`last-event-id: ${lastEventId}`]),
  ];
  socket.write(`${fields.join('\r\n')}\r\n\r\n`);

  let limit = Infinity;
  const take = (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_BYTES) socket.destroy();
    if (bytes >= limit) socket.pause();
  };
  const read = () => {
    if (socket.listenerCount('data') === 0) socket.on('data', take);
    socket.resume();
  };
  return {
    received: () => bodyOf(Buffer.concat(chunks)).toString('latin1'),
    isClosed: () => isClosed,
    read,
    async readUntil(wanted) {
      limit = wanted;
      read();
      await eventually(() => expect(bytes).toBeGreaterThanOrEqual(wanted), 4000);
      limit = Infinity;
    },
    async readToTheEnd(deadlineMs) {
      read();
      await eventually(() => expect(isClosed).toBe(true), deadlineMs).catch(() => undefined);
    },
  };
}

/** The body as far as it is there, without the frames of `transfer-encoding: chunked`. */
function bodyOf(answer: Buffer): Buffer {
  const end = answer.indexOf('\r\n\r\n');
  if (end === -1) return Buffer.alloc(0);
  const body = answer.subarray(end + 4);
  if (!/^transfer-encoding: *chunked/im.test(answer.toString('latin1', 0, end))) return body;
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = lineEnd === -1 ? 0 : Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (!(size > 0)) break;
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
