import { beforeAll, describe, expect, it } from '@jest/globals';
import { aPlan, echoProgram, preparePodImages, SMOKE_SCRIPT, witness } from './pod-fixtures.js';

beforeAll(preparePodImages, 600_000);

/** Gives up, as the real grader does, once the program exited or its log says that it is done. */
const GIVE_UP_SCRIPT = `
plan('answers');
await started;
const done = async () => /DONE|ENOSPC/.test((await control({ action: 'read-logs', instance: 0 })).value.text);
await eventually(async () => exits.length > 0 || (await done()), 20000);
await sleep(300);
send({ type: 'subject-not-ready', message: 'nothing answered' });
`;
const SILENT_SCRIPT = `plan('answers'); await started; await sleep(100000);`;
const MIB = 1024 * 1024;

describe('a submission that fails', () => {
  it('stops with the build output when a file has a syntax error', async () => {
    const { report, seen } = await witness(aPlan(SILENT_SCRIPT, 'const = 1;\n'));

    expect(report.stop).toBe('build-failed');
    expect(report.buildOutput).toContain('main.mjs:1');
    expect(report.buildOutput).not.toMatch(/[0-9a-f]{32}/);
    expect(report.logTail).toBe('');
    expect(seen.filter((one) => one.type === 'phase')).toEqual([{ type: 'phase', phase: 'building' }]);
  });

  it('stops a build that takes too long', async () => {
    const huge = `const x = [${'[1,2,3],'.repeat(100_000)}];\n`;
    const { report } = await witness(aPlan(SILENT_SCRIPT, huge, { limits: { buildTimeoutMs: 5 } }));

    expect(report.stop).toBe('build-timeout');
    expect(report.observed.buildMs).toBeGreaterThanOrEqual(5);
  });

  it('reports a crash at start with its exit code and its last words', async () => {
    const { report } = await witness(aPlan(GIVE_UP_SCRIPT, 'console.error("no luck"); process.exit(7);'));

    expect(report).toMatchObject({ stop: 'subject-not-ready', logTail: 'no luck\n' });
    expect(report.exits).toEqual([{ instance: 0, exitCode: 7, oomKilled: false, duringTest: null }]);
  });

  it('tells the grader of an exit, also of one before the grader could ask', async () => {
    const script = `
plan('learns of it');
await started;
await eventually(() => exits.length > 0);
await test('learns of it', () => equal(exits[0], { type: 'subject-exited', instance: 0, exitCode: 0, oomKilled: false }));
send({ type: 'done', ...tally });
`;
    const { report, tests } = await witness(aPlan(script, 'process.exit(0);'));

    expect(tests).toEqual({ 'learns of it': 'passed' });
    expect(report.exits).toHaveLength(1);
  });

  it('ends a program that never listens, though the grader stays silent', async () => {
    const { report } = await witness(
      aPlan(SILENT_SCRIPT, 'setInterval(() => {}, 1000);', { limits: { startTimeoutMs: 200 } }),
    );

    expect(report.stop).toBe('subject-not-ready');
    expect(report.exits).toEqual([]);
    expect(report.observed.startMs).toBeGreaterThanOrEqual(200);
  });

  it('names the test during which it crashed', async () => {
    const script = `
plan('crash');
await started;
await ready();
await test('crash', async () => { await get('/die').catch(() => null); await eventually(() => exits.length > 0); });
send({ type: 'done', ...tally });
`;
    const { report } = await witness(
      aPlan(
        script,
        echoProgram().replace('response.end(', "request.url === '/die' ? process.exit(3) : response.end("),
      ),
    );

    expect(report.exits).toEqual([{ instance: 0, exitCode: 3, oomKilled: false, duringTest: 'Pod › crash' }]);
  });

  it('ends an infinite loop at the wall deadline', async () => {
    const script = `plan('answers'); await started; await ready(); await get('/', 8080, 100000);`;
    const loop = `import http from 'node:http';
let answered = 0;
http.createServer((_, response) => { if (answered++ > 0) for (;;); response.end(); }).listen(8080);`;
    const begun = performance.now();

    const { report } = await witness(aPlan(script, loop, { limits: { wallTimeoutMs: 2000 } }));

    expect(report.stop).toBe('wall-timeout');
    expect(report.observed.testMs).toBeGreaterThanOrEqual(2000);
    expect(report.observed.testMs).toBeLessThan(3000);
    expect(report.usage.cpuMs).toBeGreaterThan(500);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it('ends an output flood at the cap', async () => {
    const flood =
      'const line = "x".repeat(65536); (function flood() { process.stdout.write(line, flood); })();';
    const { report } = await witness(aPlan(SILENT_SCRIPT, flood, { limits: { outputBytes: MIB } }));

    expect(report.stop).toBe('output-limit');
    expect(report.observed.outputBytes).toBeGreaterThan(MIB);
    expect(report.observed.outputBytes).toBeLessThan(2 * MIB);
    expect(Buffer.byteLength(report.logTail)).toBeLessThanOrEqual(64 * 1024);
  });

  it('reports a memory hog killed at its limit', async () => {
    const hog = 'const kept = []; for (;;) kept.push(Buffer.alloc(8 << 20, 1));';
    const { report } = await witness(aPlan(GIVE_UP_SCRIPT, hog, { limits: { memoryMib: 96 } }));

    expect(report.observed.oomKilled).toBe(true);
    expect(report.exits).toMatchObject([{ instance: 0, exitCode: 137, oomKilled: true }]);
    expect(report.usage.peakMemoryBytes).toBeGreaterThanOrEqual(96 * MIB);
  });

  it('reports a killed child though its parent lives on (D07)', async () => {
    const child = `import subprocess, sys, time
subprocess.run([sys.executable, '-c', "x = bytearray(200 << 20)\\nfor i in range(0, len(x), 4096): x[i] = 1"])
print('child is gone')
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b'ok /hello')
HTTPServer(('127.0.0.1', 8080), Handler).serve_forever()
`;
    const { report, tests } = await witness(
      aPlan(SMOKE_SCRIPT, child, { runtime: 'python', limits: { memoryMib: 64 } }),
    );

    expect(tests).toEqual({ answers: 'passed' });
    expect(report.exits).toEqual([]);
    expect(report.observed.oomKilled).toBe(true);
  });

  it('holds a fork bomb at its limit and counts the refusals', async () => {
    const bomb = `import { spawn } from 'node:child_process';
for (let i = 0; i < 200; i += 1) spawn('sleep', ['30']).on('error', () => {});
setInterval(() => {}, 1000);`;
    const { report } = await witness(aPlan(GIVE_UP_SCRIPT, bomb, { limits: { processes: 32 } }));

    expect(report.observed.processLimitHits).toBeGreaterThan(0);
    expect(report.observed.peakProcesses).toBeGreaterThanOrEqual(30);
    expect(report.observed.peakProcesses).toBeLessThanOrEqual(32);
  });

  it.each(['/work', '/tmp'])('notices that %s was filled', async (folder) => {
    const filler = `import { openSync, writeSync } from 'node:fs';
const file = openSync('${folder}/big', 'w');
const block = Buffer.alloc(65536);
try { for (;;) writeSync(file, block); } catch (error) { console.log(error.code); }
setInterval(() => {}, 1000);`;
    const { report } = await witness(aPlan(GIVE_UP_SCRIPT, filler, { limits: { diskMib: 8 } }));

    expect(report.observed.diskFull).toBe(true);
    expect(report.observed.peakDiskBytes).toBe(8 * MIB);
  });

  it('notices that all inodes were used', async () => {
    const filler = `import { writeFileSync } from 'node:fs';
try { for (let i = 0; ; i += 1) writeFileSync('/tmp/' + i, ''); } catch (error) { console.log(error.code); }
setInterval(() => {}, 1000);`;
    const { report } = await witness(aPlan(GIVE_UP_SCRIPT, filler));

    expect(report.logTail).toBe('ENOSPC\n');
    expect(report.observed.diskFull).toBe(true);
  });
});
