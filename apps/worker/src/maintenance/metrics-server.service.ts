import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Secret } from '#config';
import { mayReadMetrics, type WorkerMetrics } from '#observability';
import { DockerPodRunner } from '#sandbox';
import { JUDGING_METRICS } from '../judge-pipeline/judge-settings.js';
import { NewsSources } from './worker-announcer.service.js';

export class MetricsServerSettings {
  constructor(
    readonly host: string,
    /** null: no server. */
    readonly port: number | null,
    /** null: for this machine only. */
    readonly token: Secret | null,
  ) {}
}

const TEXT = 'text/plain; charset=utf-8';
const HEADERS_MS = 5_000;

/** Answers Prometheus, and whoever asks whether this worker lives. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MetricsServer.name);
  private readonly server: Server;

  constructor(
    @Inject(JUDGING_METRICS) private readonly metrics: WorkerMetrics,
    private readonly settings: MetricsServerSettings,
    private readonly news: NewsSources,
    private readonly runner: DockerPodRunner,
  ) {
    const limits = { headersTimeout: HEADERS_MS, requestTimeout: HEADERS_MS, maxHeaderSize: 8192 };
    this.server = createServer(limits, (request, response) => void this.answer(request, response));
  }

  /** @throws Error when somebody else listens there: a worker that cannot be seen should not seem to be well */
  async onApplicationBootstrap(): Promise<void> {
    const { host, port } = this.settings;
    if (port === null) return;
    this.watch();
    this.server.listen(port, host);
    await once(this.server, 'listening');
    this.logger.log(`metrics at http://${host}:${port}/metrics`);
  }

  onApplicationShutdown(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private watch(): void {
    const { news, runner } = this;
    this.metrics.watch({
      slots: () => news.read().slots,
      running: () => news.read().running,
      podsReady: () => runner.ready,
      isOpen: () => news.read().gateOpen,
      swept: () => news.read().swept,
      orphansRemoved: () => news.read().orphansRemoved,
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0];
    if (path === '/healthz') return send(response, 200, 'alive\n');
    if (path !== '/metrics') return send(response, 404, 'There is /metrics, and /healthz.\n');
    if (!mayReadMetrics(request, this.settings.token?.reveal() ?? null))
      return send(
        response,
        401,
        'Metrics are for the operator: send `Authorization: Bearer` with the value of TOUCHSTONE_METRICS_TOKEN.\n',
      );
    send(response, 200, await this.metrics.render(), this.metrics.contentType);
  }
}

function send(response: ServerResponse, status: number, body: string, type = TEXT): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
