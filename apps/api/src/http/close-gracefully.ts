import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

const GRACE_MS = 5_000;
const LOOK_EVERY_MS = 25;

/**
 * On shutdown, lets the requests finish that are being answered, then closes every connection. Node by itself waits
 * a minute and more for connections that were opened ahead of need and never used, as browsers do.
 */
export function closeGracefully(fastify: FastifyInstance): void {
  let answering = 0;
  fastify.addHook('onRequest', (_request, reply, done) => {
    answering += 1;
    reply.raw.once('close', () => (answering -= 1));
    done();
  });
  fastify.addHook('preClose', (done) => {
    void drain().then(() => fastify.server.closeAllConnections());
    done();
  });

  async function drain(): Promise<void> {
    const deadline = Date.now() + GRACE_MS;
    do await sleep(LOOK_EVERY_MS);
    while (answering > 0 && Date.now() < deadline);
  }
}
