import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { PROBLEMS, Refusal } from '#contracts';
import { SECURITY_HEADERS } from './security-headers.js';
import { toProblem } from './to-problem.js';

const REFUSALS: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new Refusal(
    'request-timeout',
    'The request did not arrive in time: send it again.',
  ),
  HPE_HEADER_OVERFLOW: new Refusal('headers-too-large', 'Address and headers may have 16 KiB together.'),
};
const UNREADABLE = new Refusal('malformed-request', 'This is not a request that can be read as HTTP.');

/** Time to read the answer: a connection closed on unread data takes the answer with it. */
const LINGER_MS = 1_000;

/** What is not even HTTP, too slow or too large gets its answer here, below all routes; then the connection is closed. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const refusal = REFUSALS[error.code ?? ''] ?? UNREADABLE;
  const { status } = PROBLEMS[refusal.code];
  const body = JSON.stringify(toProblem(refusal, '/'));
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  // A client that keeps its side open does not keep ours.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

/** Refuses what HTTP/1.1 forbids and Node lets pass, or answers without our headers. */
export function refuseAmbiguousRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw }, _reply, done) => {
    const hosts = raw.headersDistinct['host']?.length ?? 0;
    // RFC 9112, 3.2: exactly one, or whoever stands in between may route by another one than we read.
    const isClear = hosts === 1 || (hosts === 0 && raw.httpVersion === '1.0');
    done(isClear ? undefined : new Refusal('malformed-request', 'Send exactly one Host header.'));
  });
  // Node would answer 417 by itself; RFC 9110, 10.1.1 lets a server ignore what it does not know.
  const { server } = fastify;
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}
