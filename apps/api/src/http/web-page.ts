import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { invariant } from '#contracts';
import { StaticFiles } from './static-files.js';

/** Paths of the server itself: an unknown one is a 404, never the page. */
const OURS = /^\/(api|healthz|readyz|metrics|assets|problems)(\/|\?|$)/;

/** The built web client. Any address that is not the server's own is the page's to route. */
export class WebPage {
  private readonly files: StaticFiles | null;

  /** Without a build in the directory there is no page, and the API runs alone. */
  constructor(directory: string) {
    this.files = existsSync(join(directory, 'index.html')) ? new StaticFiles(directory) : null;
  }

  register(fastify: FastifyInstance): void {
    this.files?.register(fastify, '/');
  }

  serves({ method, url, headers }: FastifyRequest): boolean {
    if (this.files === null || method !== 'GET' || OURS.test(url)) return false;
    return (headers.accept ?? '').includes('text/html');
  }

  /** Answers with the page; only for what it `serves`. */
  send(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    invariant(this.files !== null, 'a page that is sent was built');
    return this.files.send('index.html', request, reply);
  }
}
