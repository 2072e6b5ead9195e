import { beforeAll, describe, expect, it } from '@jest/globals';
import { aPlan, echoProgram, preparePodImages, SMOKE_SCRIPT, witness } from './pod-fixtures.js';

beforeAll(preparePodImages, 600_000);

describe('a pod', () => {
  it('carries a Node service from its files to its last test', async () => {
    const { report, tests, seen } = await witness(
      aPlan(SMOKE_SCRIPT, echoProgram('console.log("hello log");')),
    );

    expect(tests).toEqual({ answers: 'passed' });
    expect(report).toMatchObject({
      stop: 'done',
      exits: [],
      runnerVersion: 'scripted',
      logTail: 'hello log\n',
    });
    expect(seen.flatMap((one) => (one.type === 'phase' ? [one.phase] : []))).toEqual([
      'building',
      'starting',
      'testing',
    ]);
    expect(Object.keys(report.images).sort()).toEqual(['grader', 'node', 'pause']);
    expect(report.images['node']).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('measures what the program used', async () => {
    const burn =
      'const full = Buffer.alloc(60 << 20, 1); while (process.cpuUsage().user < 400_000); full.length;';
    const { report } = await witness(aPlan(SMOKE_SCRIPT, echoProgram(burn)));

    expect(report.usage.cpuMs).toBeGreaterThan(300);
    expect(report.usage.peakMemoryBytes).toBeGreaterThan(60 << 20);
    expect(report.usage.peakMemoryBytes).toBeLessThan(160 << 20);
    expect(report.usage.wallMs).toBeGreaterThanOrEqual(report.observed.buildMs + report.observed.startMs);
    expect(report.observed.peakProcesses).toBeGreaterThan(4);
    expect(report.observed).toMatchObject({ oomKilled: false, diskFull: false, processLimitHits: 0 });
  });

  it('gives a Python service a real Postgres and a real Redis', async () => {
    const program = `
import os, psycopg, redis
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        with psycopg.connect(os.environ['DATABASE_URL']) as db:
            row = db.execute('select current_user').fetchone()
        cache = redis.from_url(os.environ['REDIS_URL'])
        cache.incr('visits')
        body = (row[0] + ' ' + cache.get('visits').decode()).encode()
        self.send_response(200); self.end_headers(); self.wfile.write(body)
HTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()
`;
    const script = `
await eventually(async () => (await Promise.all(load.services.map((service) => dial(service.port)))).every(Boolean), 20000);
await sleep(500);
plan('reaches both');
await started;
await ready(8080, 9000);
await test('reaches both', async () => {
  equal(load.services.map((service) => service.user + '/' + service.subjectUser), ['grader/app', 'grader/app']);
  equal((await get('/')).body.split(' ')[0], 'app');
});
send({ type: 'done', ...tally });
`;
    const plan = aPlan(script, program, { runtime: 'python', services: ['postgres', 'redis'] });

    const { report, tests } = await witness(plan);

    expect(tests).toEqual({ 'reaches both': 'passed' });
    expect(Object.keys(report.images).sort()).toEqual(['grader', 'pause', 'postgres', 'python', 'redis']);
  });

  it('runs instances side by side on ports of their own', async () => {
    const script = `
plan('both answer');
await started;
await ready(8080);
await ready(8081);
await test('both answer', async () => equal([(await get('/', 8080)).body, (await get('/', 8081)).body], ['0', '1']));
send({ type: 'done', ...tally });
`;
    const program = `
import http from 'node:http';
console.log('instance', process.env.INSTANCE);
http.createServer((_, response) => response.end(process.env.INSTANCE)).listen(process.env.PORT);
`;
    const { report, tests } = await witness(aPlan(script, program, { instances: 2 }));

    expect(tests).toEqual({ 'both answer': 'passed' });
    expect(report.logTail).toBe('--- instance 0 ---\ninstance 0\n\n--- instance 1 ---\ninstance 1\n');
  });

  it('delivers nested files byte for byte', async () => {
    const script = SMOKE_SCRIPT.replace('ok /hello', 'grüße ✓\\n/hello');
    const files = [
      {
        path: 'main.mjs',
        content: `import { text } from './src/deep/er/text.mjs';\n${echoProgram().replace("'ok '", 'text')}`,
      },
      { path: 'src/deep/er/text.mjs', content: "export const text = 'grüße ✓\\n';\n" },
      { path: `${'long'.repeat(40)}.txt`, content: '' },
    ];

    const { tests } = await witness(aPlan(script, files));

    expect(tests).toEqual({ answers: 'passed' });
  });

  it('makes what a program prints safe to store and to show', async () => {
    const nasty = String.raw`process.stdout.write(Buffer.from('a\x00b\x1b]0;title\x07c\x1b[2Jd\xff\u202ee\r\nf', 'latin1')); process.stderr.write('g\u202eh\n');`;
    const { report } = await witness(aPlan(SMOKE_SCRIPT, echoProgram(nasty)));

    expect(report.logTail).toContain('abcd�.e\nf');
    expect(report.logTail).toContain('g\\u202eh');
    expect(report.logTail).not.toMatch(/[^\n\t\u0020-\u007e\ufffd]/);
  });

  it('keeps the end of a long log', async () => {
    const chatty = 'for (let i = 0; i < 20000; i += 1) console.log("line", i);';
    const { report } = await witness(aPlan(SMOKE_SCRIPT, echoProgram(chatty)));

    expect(report.observed.outputBytes).toBeGreaterThan(200_000);
    expect(Buffer.byteLength(report.logTail)).toBeLessThanOrEqual(64 * 1024);
    expect(report.logTail.endsWith('line 19999\n')).toBe(true);
  });
});
