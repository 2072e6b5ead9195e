import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyHttpOptions } from 'fastify';
import { PROBLEMS, Refusal } from '#contracts';
import { sendProblem } from './problem.filter.js';
import { toProblem } from './to-problem.js';

const KIB = 1024;
const DEFAULT_BODY_BYTES = 64 * KIB;
/** A submission is 1 MiB of text at most; JSON makes it longer. */
const SUBMISSION_BODY_BYTES = 1536 * KIB;
const EXERCISE_BODY_BYTES = 4096 * KIB;

/** SECURITY: P14: who sends slowly is cut off; streams of events are answers and have no such limit. */
export const FASTIFY_SETTINGS = {
  bodyLimit: DEFAULT_BODY_BYTES,
  requestTimeout: 30_000,
  http: { headersTimeout: 10_000 },
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
} as const satisfies FastifyHttpOptions<Server>;

/** Gives the two routes that take files the room they need. */
export function limitBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.method === 'POST' && route.url.endsWith('/submissions'))
      route.bodyLimit = SUBMISSION_BODY_BYTES;
    if (route.method === 'PUT' && route.url.endsWith('/exercises/:slug'))
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

/** What is not even HTTP gets its answer here, below all routes. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const refusal = new Refusal('malformed-request', 'This is not a request that can be read as HTTP.');
  const body = JSON.stringify(toProblem(refusal, '/'));
  const { status } = PROBLEMS[refusal.code];
  socket.end(
    `HTTP/1.1 ${status} Bad Request\r\ncontent-type: application/problem+json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
