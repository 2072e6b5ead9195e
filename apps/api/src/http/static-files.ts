import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { invariant } from '#contracts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

interface StaticFile {
  readonly body: Buffer;
  readonly contentType: string;
  readonly etag: string;
  readonly cacheControl: string;
}

/**
 * A few files that do not change while the process runs, each at a route of its own: what was not there at start
 * cannot be asked for, so no path of a client ever reaches the file system.
 */
export class StaticFiles {
  private readonly files = new Map<string, StaticFile>();

  /** Takes every file of known type below `root`; `accept` sees paths with slashes, relative to it. */
  constructor(root: string, accept: (path: string) => boolean = () => true) {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      const path = relative(root, file).split(sep).join('/');
      const contentType = CONTENT_TYPES[extname(path)];
      if (entry.isFile() && contentType !== undefined && accept(path))
        this.files.set(path, read(file, path, contentType));
    }
  }

  has(path: string): boolean {
    return this.files.has(path);
  }

  /** Registers `<prefix><path>` for each file, and `<prefix>` itself for its index.html. */
  register(fastify: FastifyInstance, prefix: string): void {
    for (const path of this.files.keys()) {
      fastify.get(prefix + path, (request, reply) => this.send(path, request, reply));
    }
    if (this.has('index.html'))
      fastify.get(prefix, (request, reply) => this.send('index.html', request, reply));
  }

  /** @param path of a file that is there (`has`) */
  send(path: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const file = this.files.get(path);
    invariant(file !== undefined, `${path} is a static file`);
    void reply.header('etag', file.etag).header('cache-control', file.cacheControl);
    if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
    return reply.code(200).type(file.contentType).send(file.body);
  }
}

function read(file: string, path: string, contentType: string): StaticFile {
  const body = readFileSync(file);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  // Vite puts a hash of the content into the names of these.
  const cacheControl = path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  return { body, contentType, etag, cacheControl };
}
