import type { FastifyInstance } from 'fastify';

const MIB = 1024 * 1024;
/** What a client may go on to send after it was refused: a little is cheaper to read than to explain. */
const REST_BYTES = 64 * MIB;
const REST_MS = 10_000;

/**
 * Reads what is left of a body that is refused, and forgets it. RFC 9112, 9.6: a connection closed on unread data is reset,
 * and takes the answer with it, so that its client never learns what was wrong.
 *
 * SECURITY: P14: so much and so long, then the connection is cut.
 */
export function readRefusedBodies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    const { raw } = request;
    if (raw.complete || reply.statusCode < 400) return done();
    // Fastify would have it closed at once.
    reply.removeHeader('connection');
    let left = REST_BYTES;
    const late = setTimeout(() => raw.destroy(), REST_MS).unref();
    raw.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) raw.destroy();
    });
    raw.once('close', () => clearTimeout(late));
    done();
  });
}
