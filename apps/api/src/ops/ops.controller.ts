import { Controller, Get, Inject, Logger, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import type { Config } from '#config';
import { Refusal } from '#contracts';
import { checkReadiness, type Metrics } from '#observability';
import { pingDatabase } from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { Public } from '../http/access.js';
import { ApiExcludeController } from '../http/described.js';
import { requireMetricsAccess } from './metrics-access.js';
import { METRICS } from './metrics.js';
import { API_REDIS } from './redis.module.js';

/** For load balancers and Prometheus. */
@ApiExcludeController()
@Controller()
export class OpsController {
  private readonly logger = new Logger('Readiness');

  constructor(
    private readonly dataSource: DataSource,
    @Inject(API_REDIS) private readonly redis: Redis,
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(API_CONFIG) private readonly config: Config,
  ) {}

  @Get('healthz')
  @Public()
  checkHealth(): { status: 'alive' } {
    return { status: 'alive' };
  }

  /** Ready without Redis too: submissions are stored, and the sweeper queues them when it is back. */
  @Get('readyz')
  @Public()
  async checkReadiness(): Promise<{ status: 'ready'; postgres: 'up'; redis: 'up' | 'down' }> {
    const { checks } = await checkReadiness({
      postgres: () => pingDatabase(this.dataSource),
      redis: () => this.redis.ping(),
    });
    if (checks['postgres']?.ok !== true) {
      this.logger.error(`not ready: Postgres: ${checks['postgres']?.error}`);
      throw new Refusal('not-ready', 'Postgres does not answer.', { retryAfterSeconds: 5 });
    }
    return { status: 'ready', postgres: 'up', redis: checks['redis']?.ok === true ? 'up' : 'down' };
  }

  @Get('metrics')
  @Public()
  async renderMetrics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    requireMetricsAccess(request, this.config.http.metricsToken?.reveal() ?? null);
    const page = await this.metrics.render();
    await reply.type(this.metrics.contentType).send(page);
  }
}
