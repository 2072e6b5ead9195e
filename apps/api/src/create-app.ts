import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '#config';
import type { Metrics } from '#observability';
import { AppModule } from './app.module.js';
import { closeGracefully } from './http/close-gracefully.js';
import { serveDocs } from './http/docs-page.js';
import {
  DEFAULT_BODY_BYTES,
  fastifySettings,
  limitBodies,
  limitConnections,
  tagRequests,
} from './http/fastify-settings.js';
import { answerUnchanged } from './http/ask-again.js';
import { readForms } from './http/form-body.js';
import { readJsonBodies } from './http/json-body.js';
import { AUTHENTICATOR, type Authenticator } from './http/access.guard.js';
import { refuseAmbiguousRequests } from './http/broken-request.js';
import { readRefusedBodies } from './http/read-refused-bodies.js';
import { logRequests } from './http/request-log.js';
import { RouteTable } from './http/route-table.js';
import { sendSecurityHeaders } from './http/security-headers.js';
import { budgetUploads } from './http/upload-budget.js';
import { WebPage } from './http/web-page.js';
import { METRICS } from './ops/metrics.js';

export interface AppSettings {
  readonly config: Config;
  readonly logger: LoggerService | false;
  /** Where the built web client lies; without one there, the API runs alone. */
  readonly webDirectory: string;
  /** Starts every key in Redis; `touchstone` unless told. */
  readonly redisPrefix?: string;
}

/** The whole API, ready to listen. The database has to be migrated. */
export async function createApp({
  config,
  logger,
  webDirectory,
  redisPrefix = 'touchstone',
}: AppSettings): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(fastifySettings(config.http.trustedProxies));
  const fastify = adapter.getInstance();
  const routes = new RouteTable(fastify);
  const page = new WebPage(webDirectory);
  limitBodies(fastify);
  limitConnections(fastify);
  readJsonBodies(fastify);
  readForms(fastify, /^\/api\/v1\/lti\/(login|launch)$/);
  sendSecurityHeaders(fastify);
  answerUnchanged(fastify);
  tagRequests(fastify);
  refuseAmbiguousRequests(fastify);
  readRefusedBodies(fastify);
  closeGracefully(fastify);

  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot({ config, routes, page, redisPrefix }),
    adapter,
    {
      logger,
      bodyParser: false,
      abortOnError: false,
    },
  );
  app.setGlobalPrefix('api/v1', { exclude: ['healthz', 'readyz', 'metrics'] });
  logRequests(fastify, app.get<Metrics>(METRICS));
  budgetUploads(fastify, app.get<Authenticator>(AUTHENTICATOR), DEFAULT_BODY_BYTES);
  serveDocs(fastify, async () => (await import('./http/openapi.js')).describeApi(app));
  page.register(fastify);
  return app;
}
