import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyHttpOptions } from 'fastify';
import { Refusal } from '#contracts';
import { answerBrokenRequest } from './broken-request.js';
import { sendProblem } from './problem.filter.js';

const KIB = 1024;
export const DEFAULT_BODY_BYTES = 64 * KIB;
/** A submission is 1 MiB of text at most; JSON makes it longer. */
const SUBMISSION_BODY_BYTES = 1536 * KIB;
const EXERCISE_BODY_BYTES = 4096 * KIB;

/** Leaves descriptors for Postgres, Redis and files where a process may have 2^14 and more of them. */
const MAX_CONNECTIONS = 10_000;

/**
 * SECURITY: P14: who sends slowly is cut off; streams of events are answers and have no such limit.
 * @param trustedProxies whose `X-Forwarded-For` is believed (threat P03); of anybody else it is not even read
 */
export const fastifySettings = (trustedProxies: readonly string[]) =>
  ({
    bodyLimit: DEFAULT_BODY_BYTES,
    requestTimeout: 30_000,
    // Looks for who is too slow every two seconds, rather than every half minute.
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000, requireHostHeader: false },
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    exposeHeadRoutes: false,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    logger: false,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void sendProblem(
        request,
        reply,
        new Refusal('malformed-request', `The address cannot be read: ${error.message}.`),
      );
    },
    clientErrorHandler: answerBrokenRequest,
  }) as const satisfies FastifyHttpOptions<Server>;

export function limitConnections(fastify: FastifyInstance): void {
  fastify.server.maxConnections = MAX_CONNECTIONS;
  // SECURITY: P13, P14: Node's 2000 only bounds what it shows: a length, an encoding or a second Host behind them would
  // hold for its parser and be unknown to us. 16 KiB bound their number.
  fastify.server.maxHeadersCount = 0;
}

/** Gives the routes that take files the room they need. */
export function limitBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.method === 'POST' && route.url.endsWith('/submissions'))
      route.bodyLimit = SUBMISSION_BODY_BYTES;
    if (route.method === 'PUT' && route.url.endsWith('/draft')) route.bodyLimit = SUBMISSION_BODY_BYTES;
    if (route.method === 'POST' && route.url.endsWith('/exercises/:slug/candidates'))
      route.bodyLimit = EXERCISE_BODY_BYTES;
  });
}

/** Every answer names its request, so that an answer and a line of the log can be put side by side. */
export function tagRequests(fastify: FastifyInstance): void {
  fastify.decorateRequest('caller', null);
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
}
