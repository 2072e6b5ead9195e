import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '#observability';

/** One line and one measurement for each answer. Addresses are logged as route patterns: no ids, no query. */
export function logRequests(fastify: FastifyInstance, metrics: Metrics): void {
  const logger = new Logger('Http');
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
    const { method } = request;
    const status = reply.raw.statusCode;
    const durationMs = Math.round(reply.elapsedTime);
    metrics.observeRequest({ method, route, status, durationMs });
    logger.debug(`${method} ${route} ${status}`, {
      requestId: request.id,
      userId: request.caller?.id,
      status,
      durationMs,
    });
  });
}
