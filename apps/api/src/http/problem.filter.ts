import { Catch, Inject, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEMS, Refusal } from '#contracts';
import { isPostgresBusy } from '#persistence';
import { RouteTable } from './route-table.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { toProblem, toRefusal } from './to-problem.js';
import { WebPage } from './web-page.js';

/** A request has waited five seconds for a connection by then. */
const BUSY_SECONDS = 2;

/** The only place where an error becomes an answer: RFC 9457, a stable code, never a stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(
    @Inject(RouteTable) private readonly routes: RouteTable,
    @Inject(WebPage) private readonly page: WebPage,
  ) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    // An answer that is under way cannot be taken back: end it, so that the client sees it is broken.
    if (reply.raw.headersSent) return reply.raw.destroy();
    if (request.is404 && this.page.serves(request)) return this.page.send(request, reply);
    return sendProblem(request, reply, this.explain(error, request, reply));
  }

  private explain(error: unknown, request: FastifyRequest, reply: FastifyReply): Refusal {
    if (request.is404) return this.explainUnknown(request, reply);
    return toRefusal(error) ?? this.explainFault(error, request);
  }

  private explainUnknown(request: FastifyRequest, reply: FastifyReply): Refusal {
    const methods = this.routes.listMethods(request.url);
    if (methods.length === 0)
      return new Refusal('not-found', 'There is nothing at this address: /api/docs lists what there is.');
    void reply.header('allow', methods.join(', '));
    return new Refusal(
      'method-not-allowed',
      `This address takes ${methods.join(', ')}, not ${request.method}.`,
    );
  }

  private explainFault(error: unknown, request: FastifyRequest): Refusal {
    const route = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
    if (isPostgresBusy(error)) {
      this.logger.warn(`${route} found Postgres busy (request ${request.id}): ${(error as Error).message}`);
      return new Refusal(
        'busy',
        'Touchstone has more to do than it can, or is just starting again. Try again in a moment.',
        {
          retryAfterSeconds: BUSY_SECONDS,
        },
      );
    }
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.logger.error(`${route} failed (request ${request.id}): ${cause}`);
    return new Refusal('internal', `Try again; if it stays, tell the operator the request id ${request.id}.`);
  }
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status } = PROBLEMS[refusal.code];
  const { retryAfterSeconds } = refusal.extra;
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(Math.ceil(retryAfterSeconds)));
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  return (
    reply
      .code(status)
      // Fastify answers an address it cannot read before any hook has run.
      .headers(SECURITY_HEADERS)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .header('cache-control', 'no-store')
      .serializer(JSON.stringify)
      .send(toProblem(refusal, request.url.split('?', 1)[0] ?? request.url))
  );
}
