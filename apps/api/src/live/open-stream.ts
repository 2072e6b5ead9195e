import type { FastifyReply } from 'fastify';

/** Takes the response out of Fastify's hands, with the headers every answer has. */
export function openStream(reply: FastifyReply): void {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would otherwise hold events back until a buffer is full.
    'x-accel-buffering': 'no',
    // A stream that has ended leaves no idle connection for a shutdown to wait for.
    connection: 'close',
  });
}

/** Aborts when the reader is gone. */
export function whenClosed(reply: FastifyReply): AbortSignal {
  const closed = new AbortController();
  // It may have closed while we looked who is calling.
  if (reply.raw.destroyed) closed.abort();
  reply.raw.once('close', () => closed.abort());
  return closed.signal;
}
