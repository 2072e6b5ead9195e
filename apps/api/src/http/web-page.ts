import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Paths of the server itself: an unknown one is a 404, never the page. */
const OURS = /^\/(api|healthz|readyz|metrics|assets|problems)(\/|\?|$)/;

/** The built web client. Any address that is not the server's own is the page's to route. */
export class WebPage {
  private readonly built: boolean;

  constructor(private readonly directory: string) {
    this.built = existsSync(join(directory, 'index.html'));
  }

  async register(fastify: FastifyInstance): Promise<void> {
    if (!this.built) return;
    await fastify.register(fastifyStatic, {
      root: this.directory,
      prefix: '/',
      wildcard: false,
      cacheControl: false,
      setHeaders: setCaching,
    });
  }

  serves(request: FastifyRequest): boolean {
    return (
      this.built &&
      request.method === 'GET' &&
      !OURS.test(request.url) &&
      (request.headers.accept ?? '').includes('text/html')
    );
  }

  send(reply: FastifyReply): FastifyReply {
    return reply.code(200).header('cache-control', 'no-cache').sendFile('index.html', this.directory);
  }
}

/** Files under /assets carry a content hash in their name and never change. */
function setCaching(reply: FastifyReply, path: string): void {
  void reply.header(
    'cache-control',
    path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
}
