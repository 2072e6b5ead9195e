import type { FastifyInstance } from 'fastify';
import { Refusal } from '#contracts';

/**
 * Reads forms on the routes that browsers are sent to by a form of another site.
 * SECURITY: P12: everywhere else a form, which any site may send without asking, stays 415.
 */
export function readForms(fastify: FastifyInstance, routes: RegExp): void {
  fastify.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, body, done) => {
      if (routes.test(request.routeOptions.url ?? ''))
        return done(null, Object.fromEntries(new URLSearchParams(body)));
      return done(
        new Refusal('unsupported-media-type', 'Send the body as JSON with `Content-Type: application/json`.'),
      );
    },
  );
}
