import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import absolutePath from 'swagger-ui-dist/absolute-path.js';
import { StaticFiles } from './static-files.js';

/** Swagger UI ships its start as a file of its own; ours replaces it, and no inline script is needed. */
const START_FILE = 'swagger-initializer.js';
const START = `window.onload = () => {
  window.ui = SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });
};
`;

const PAGE_FILES = new Set([
  'index.html',
  'index.css',
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
]);

/**
 * Serves the OpenAPI document and a page that shows it. Anybody may read both.
 * @param describe makes the document: when somebody first asks for it
 */
export function serveDocs(fastify: FastifyInstance, describe: () => Promise<OpenAPIObject>): void {
  let document: Promise<OpenAPIObject> | undefined;
  fastify.get('/api/openapi.json', async (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(await (document ??= describe())),
  );
  fastify.get('/api/docs', (_request, reply) => reply.redirect('/api/docs/'));
  fastify.get(`/api/docs/${START_FILE}`, (_request, reply) => reply.type('text/javascript').send(START));
  new StaticFiles(absolutePath(), (path) => PAGE_FILES.has(path)).register(fastify, '/api/docs/');
}
