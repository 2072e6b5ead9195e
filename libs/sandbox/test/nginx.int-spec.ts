import { beforeAll, describe, expect, it } from '@jest/globals';
import { ensureImages, localImages, type ImageNames } from '#sandbox';
import { aPlan, aRunner, docker, preparePodImages, witness, type Witnessed } from './pod-fixtures.js';

let images: ImageNames;

beforeAll(async () => {
  await preparePodImages();
  // By id: another clone on this machine may have a grader of its own under the same name.
  const ids: Partial<Record<string, string>> = await ensureImages(docker, ['grader', 'nginx']);
  images = (image) => ids[image] ?? localImages(image);
}, 600_000);

const SUITE = `
import { subject, upstream } from '@touchstone/kit';
const shop = upstream('shop');
describe('Pod', () => {
  it('asks', async () => {
    shop.respond(({ path, headers }) => ({ json: { path, from: headers['x-from'] } }));
    expect(await subject.get('/a?b=c')).toHaveJson({ path: '/a?b=c', from: 'the proxy' });
  });
});`;

const proxy = (main = '', server = ''): string => `
${main}
events {}
http {
  upstream shop { server \${UPSTREAM_SHOP_ADDRESS}; }
  server {
    listen 127.0.0.1:\${PORT};
    ${server}
    location / {
      proxy_set_header X-From "the proxy";
      proxy_pass http://shop$request_uri;
    }
  }
}`;

async function judge(conf: string, more: { path: string; content: string }[] = []): Promise<Witnessed> {
  const files = [{ path: 'nginx.conf', content: conf }, ...more];
  const suite = [{ path: 'tests/hidden/a.test.ts', content: SUITE }];
  const plan = aPlan('', files, {
    runtime: 'nginx',
    upstreams: ['shop'],
    suite,
    limits: { memoryMib: 96, processes: 32, diskMib: 8, outputBytes: 64 * 1024 },
  });
  return witness(plan, aRunner(images));
}

describe('a configuration of nginx', () => {
  it.each([
    ['as it is', proxy()],
    ['that stays in the foreground by itself', proxy('daemon off;')],
    ['that keeps what it keeps by default elsewhere', proxy('pid /tmp/my.pid; error_log /tmp/my.log;')],
    ['that names its user', proxy('user www-data;')],
  ])(
    'runs, its promised names filled in: %s',
    async (_, conf) => {
      const { tests, report } = await judge(conf);

      expect([report.stop, report.buildOutput.includes('emerg'), tests]).toEqual([
        'done',
        false,
        { asks: 'passed' },
      ]);
    },
    60_000,
  );

  it('may come in several files', async () => {
    const conf = proxy('', 'include parts/headers.conf;');
    const part = { path: 'parts/headers.conf', content: 'add_header X-Port ${PORT};\n' };

    expect((await judge(conf, [part])).tests).toEqual({ asks: 'passed' });
  }, 60_000);

  it.each([
    [
      'a word that nginx does not know',
      proxy('', 'prox_pass x;'),
      'unknown directive "prox_pass" in nginx.conf:8',
    ],
    [
      'a name that was not promised',
      proxy('', 'set $a ${UPSTREAM_BANK_URL};'),
      'unknown "upstream_bank_url" variable',
    ],
    ['a port below 1024', proxy('', 'listen 80;'), 'bind() to 0.0.0.0:80 failed'],
    ['going to the background', proxy('daemon on;'), 'nginx has to stay in the foreground'],
    ['a module of its own (A17)', proxy('load_module /work/evil.so;'), 'evil.so'],
    ['files of others (B01)', proxy('', 'include /etc/shadow;'), 'Permission denied'],
    ['a log outside of its disk (D12)', proxy('error_log /opt/touchstone/log;'), 'Read-only file system'],
  ])(
    'is told what is wrong with %s',
    async (_, conf, words) => {
      const { report } = await judge(conf);

      expect(report.stop).toBe('build-failed');
      expect(report.buildOutput).toContain(words);
      expect(report.buildOutput).not.toContain('/work/nginx.conf');
    },
    60_000,
  );
});

describe('a hostile configuration of nginx', () => {
  it.each([
    ['files of the whole disk for everybody (B01)', proxy('', 'location /all/ { alias /; autoindex on; }')],
    [
      'a proxy to every port of its pod (G01)',
      proxy('', 'location ~ ^/to/(\\d+) { proxy_pass http://127.0.0.1:$1; }'),
    ],
    [
      'a cache larger than its disk (D08)',
      proxy('', '').replace('http {', 'http { proxy_cache_path /tmp/c keys_zone=a:1m max_size=10g;'),
    ],
  ])(
    'harms nobody with %s',
    async (_, conf) => {
      const { report, tests } = await judge(conf);

      expect([report.stop, tests]).toEqual(['done', { asks: 'passed' }]);
      expect(report.observed.peakProcesses).toBeLessThanOrEqual(32);
    },
    60_000,
  );

  it('gets no more workers than its limit has room for (D01)', async () => {
    const { report } = await judge(proxy('worker_processes 5000; worker_rlimit_nofile 100000;'));

    // The alerts about those that it lacks may be too many for its log.
    expect(['done', 'output-limit']).toContain(report.stop);
    expect(report.observed.peakProcesses).toBeLessThanOrEqual(32);
  }, 60_000);

  it('ends with its output limit when it logs without end (D15)', async () => {
    const log = 'x'.repeat(4000);
    const conf = proxy(
      '',
      `access_log /dev/stdout big; location = /a { proxy_pass http://127.0.0.1:\${PORT}/a; }`,
    ).replace('http {', `http { log_format big '${log}';`);

    expect((await judge(conf)).report.stop).toBe('output-limit');
  }, 60_000);
});
