import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { absolutePath } from 'swagger-ui-dist';
import type { OpenAPIObject } from '@nestjs/swagger';

/** Swagger UI ships its start as a file of its own; ours replaces it, and no inline script is needed. */
const START = `window.onload = () => {
  window.ui = SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });
};
`;

/** Serves the OpenAPI document and a page that shows it. Anybody may read both. */
export async function serveDocs(fastify: FastifyInstance, document: OpenAPIObject): Promise<void> {
  fastify.get('/api/openapi.json', (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(document),
  );
  fastify.get('/api/docs', (_request, reply) => reply.redirect('/api/docs/'));
  fastify.get('/api/docs/swagger-initializer.js', (_request, reply) =>
    reply.type('text/javascript').send(START),
  );
  await fastify.register(fastifyStatic, {
    root: absolutePath(),
    prefix: '/api/docs/',
    decorateReply: false,
    globIgnore: ['swagger-initializer.js', '**/*.map', 'package.json'],
    wildcard: false,
  });
}
