import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { loadConfig } from '#config';
import { writeMissingSecrets } from './prepare-compose.js';

const ROOT = resolve(import.meta.dirname, '../../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface Service {
  readonly image: string;
  readonly command?: string[];
  readonly environment?: Record<string, string>;
  readonly secrets?: string[];
  readonly volumes?: string[];
  readonly ports?: string[];
  readonly networks: string[];
  readonly profiles?: string[];
  readonly healthcheck?: object;
  readonly scale?: number;
  readonly [setting: string]: unknown;
}

interface Shape {
  readonly services: Record<string, Service>;
  readonly networks: Record<string, { readonly internal?: boolean } | null>;
  readonly volumes: Record<string, unknown>;
  readonly secrets: Record<string, { readonly file: string }>;
}

/** As Compose reads it where no variable is set. */
const shape = parse(read('docker-compose.yml').replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'), {
  merge: true,
}) as Shape;
const services = Object.entries(shape.services);

describe('docker-compose.yml', () => {
  it('is an API in two copies behind a proxy, a worker, PostgreSQL and Redis, and numbers for who wants them', () => {
    const named = (isWanted: boolean) =>
      services
        .filter(([, { profiles }]) => (profiles?.includes('observe') ?? false) === isWanted)
        .map(([name]) => name);

    expect(named(false).toSorted()).toEqual(['api', 'postgres', 'proxy', 'redis', 'worker']);
    expect(named(true).toSorted()).toEqual(['grafana', 'prometheus']);
    expect(shape.services['api']!.scale).toBe(2);
  });

  it.each(services)('gives %s limits, and nothing it does not need', (_, service) => {
    expect(service).toMatchObject({
      mem_limit: expect.stringMatching(/^\d+[mg]$/),
      cpus: expect.any(Number),
      pids_limit: expect.any(Number),
      restart: 'unless-stopped',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      logging: { options: { 'max-size': '10m' } },
    });
    for (const loose of ['privileged', 'network_mode', 'ipc', 'devices'])
      expect(service).not.toHaveProperty(loose);
  });

  it('lets the worker alone see the processes of the host, to read what a pod uses, and nothing more', () => {
    const loose = services.flatMap(([name, { pid, cap_add: added }]) =>
      pid === undefined && added === undefined ? [] : [{ name, pid, added }],
    );

    expect(loose).toEqual([{ name: 'worker', pid: 'host', added: ['SYS_PTRACE'] }]);
    expect(shape.services['worker']!.volumes).toContain('/sys/fs/cgroup:/sys/fs/cgroup:ro');
  });

  it('asks everything that serves whether it is well', () => {
    const unasked = services.filter(([, { healthcheck }]) => healthcheck === undefined).map(([name]) => name);

    expect(unasked.toSorted()).toEqual(['grafana', 'prometheus']);
  });

  it('gives the engine’s socket to the worker alone', () => {
    const holders = services.filter(([, service]) => JSON.stringify(service).includes('docker.sock'));

    expect(holders.map(([name]) => name)).toEqual(['worker']);
  });

  it('lets nobody but API and worker reach PostgreSQL and Redis, and opens the proxy alone', () => {
    const on = (network: string) =>
      services.filter(([, { networks }]) => networks.includes(network)).map(([name]) => name);
    const open = services.filter(([, { ports, profiles }]) => ports !== undefined && profiles === undefined);

    expect(on('data').toSorted()).toEqual(['api', 'postgres', 'redis', 'worker']);
    expect(shape.networks['data']).toEqual({ internal: true });
    for (const name of ['postgres', 'redis']) expect(shape.services[name]!.networks).toEqual(['data']);
    expect(open.map(([name]) => name)).toEqual(['proxy']);
    for (const [, { ports = [] }] of services)
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('names only what there is: files, volumes, networks, secrets, images', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!));
    const files = mounts.filter((mount) => mount.startsWith('./'));
    const used = (what: 'networks' | 'secrets') =>
      new Set(services.flatMap(([, service]) => service[what] ?? []));

    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(mounts.filter((mount) => /^[a-z]/.test(mount)).toSorted()).toEqual(
      Object.keys(shape.volumes).toSorted(),
    );
    expect([...used('networks')].toSorted()).toEqual(Object.keys(shape.networks).toSorted());
    expect([...used('secrets')].toSorted()).toEqual(Object.keys(shape.secrets).toSorted());
    for (const { image } of Object.values(shape.services).filter(({ profiles }) => profiles === undefined)) {
      const [, name = ''] = /^touchstone\/([a-z-]+):latest$/.exec(image) ?? [];
      expect(existsSync(join(ROOT, 'sandbox-images', name, 'Dockerfile'))).toBe(true);
    }
  });

  it('leads the proxy and Prometheus to where API and worker listen', () => {
    const workerPort = shape.services['worker']!.environment!['TOUCHSTONE_WORKER_METRICS_PORT'];
    const scrapes = (parse(read('apps/compose/prometheus.yaml')) as { scrape_configs: Scrape[] })
      .scrape_configs;

    expect(read('apps/compose/proxy.conf')).toContain('proxy_pass http://$api:3000;');
    expect(scrapes.map(({ dns_sd_configs: [found] }) => [found!.names, String(found!.port)])).toEqual([
      [['api'], '3000'],
      [['worker'], workerPort],
    ]);
  });
});

interface Scrape {
  readonly dns_sd_configs: readonly { readonly names: string[]; readonly port: number }[];
}

describe('the environment of API and worker', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'compose-'));
    await writeMissingSecrets(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What a container gets: secrets where Compose mounts them. */
  const environmentOf = (name: string) =>
    Object.fromEntries(
      Object.entries(shape.services[name]!.environment!).map(([key, value]) => [
        key,
        String(value).replace('/run/secrets', folder),
      ]),
    );

  it.each(['api', 'worker'])('is one that %s starts with', (name) => {
    const config = loadConfig(environmentOf(name));

    expect(config.http.host).toBe('0.0.0.0');
    expect(new URL(config.database.url.reveal()).host).toBe('postgres:5432');
    expect(new URL(config.redis.url.reveal()).host).toBe('redis:6379');
    expect(config.http.metricsToken).not.toBeNull();
  });

  it.each(['api', 'worker'])('of %s gets every secret that it names, and holds none itself', (name) => {
    const { environment, secrets } = shape.services[name]!;
    const named = Object.values(environment!)
      .map((value) => /^\/run\/secrets\/(\w+)$/.exec(String(value))?.[1])
      .filter((secret) => secret !== undefined);

    expect(named.toSorted()).toEqual(secrets!.toSorted());
  });

  it('has all of its secrets made by `npm run compose`', () => {
    const files = Object.values(shape.secrets).map(({ file }) => file);

    expect(files.toSorted()).toEqual(readdirSync(folder).map((name) => `.touchstone/secrets/${name}`));
  });
});
