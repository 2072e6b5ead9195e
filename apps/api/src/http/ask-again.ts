import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** `Cache-Control` of an answer that is read again and again while it changes: kept by its reader, but asked for each time. */
export const ASK_AGAIN = 'private, no-cache';

/** Gives such answers an ETag, and answers 304 without a body to whoever has that one already. */
export function answerUnchanged(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    const isAskedAgain = reply.statusCode === 200 && reply.getHeader('cache-control') === ASK_AGAIN;
    if (!isAskedAgain || typeof payload !== 'string') return payload;
    const etag = `"${createHash('sha256').update(payload).digest('base64url').slice(0, 22)}"`;
    void reply.header('etag', etag);
    if (request.headers['if-none-match'] !== etag) return payload;
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return null;
  });
}
