import { afterEach, describe, expect, it } from '@jest/globals';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { loadConfig } from '#config';
import { registerWorkerMetrics } from '#observability';
import { DockerPodRunner } from '#sandbox';
import { JUDGING_METRICS } from '../src/judge-pipeline/judge-settings.js';
import { MetricsServer, MetricsServerSettings } from '../src/maintenance/metrics-server.service.js';
import { NewsSources } from '../src/maintenance/worker-announcer.service.js';

const TOKEN = 'a token for the operator alone';
const NEWS = { slots: 4, running: 3, gateOpen: true, swept: 7, orphansRemoved: 2 };

@Module({})
class Wiring {}

let app: INestApplicationContext;
afterEach(() => app.close());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** @returns where it answers */
async function startServer(env: Readonly<Record<string, string>> = {}): Promise<string> {
  const port = await freePort();
  const { http, worker } = loadConfig({
    DATABASE_URL: 'postgres://nobody@127.0.0.1/none',
    REDIS_URL: 'redis://127.0.0.1',
    TOUCHSTONE_SECRET: 'a secret for tests, thirty-two bytes or more',
    TOUCHSTONE_WORKER_METRICS_PORT: String(port),
    ...env,
  });
  app = await NestFactory.createApplicationContext(
    {
      module: Wiring,
      providers: [
        MetricsServer,
        { provide: JUDGING_METRICS, useValue: registerWorkerMetrics() },
        {
          provide: MetricsServerSettings,
          useValue: new MetricsServerSettings(http.host, worker.metricsPort, http.metricsToken),
        },
        { provide: NewsSources, useValue: { read: () => NEWS } },
        { provide: DockerPodRunner, useValue: { ready: 5 } },
      ],
    },
    { logger: false },
  );
  return `http://127.0.0.1:${port}`;
}

describe('the metrics of a running worker', () => {
  it('say what it does and what it cleaned up', async () => {
    const url = await startServer();

    const page = await (await fetch(`${url}/metrics`)).text();

    for (const line of [
      'slots 4',
      'runs 3',
      'warm_pods 5',
      'worker_open 1',
      'swept_total 7',
      'orphans_removed_total 2',
    ])
      expect(page).toContain(`\ntouchstone_${line}\n`);
  });

  it('are kept from whoever comes through a proxy, and answer nothing else (P26)', async () => {
    const url = await startServer();

    const proxied = await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '127.0.0.1' } });

    expect(proxied.status).toBe(401);
    expect(await proxied.text()).toContain('TOUCHSTONE_METRICS_TOKEN');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/`)).status).toBe(404);
  });

  it('are for who knows the token, where there is one', async () => {
    const url = await startServer({ TOUCHSTONE_METRICS_TOKEN: TOKEN });
    const read = (token: string) =>
      fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });

    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    expect((await read(`${TOKEN}x`)).status).toBe(401);
    expect((await read(TOKEN)).status).toBe(200);
  });
});
