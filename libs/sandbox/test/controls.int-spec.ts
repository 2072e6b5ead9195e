import { beforeAll, describe, expect, it } from '@jest/globals';
import { listPod } from './containers-of-pod.js';
import { aPlan, echoProgram, preparePodImages, witness } from './pod-fixtures.js';

beforeAll(preparePodImages, 600_000);

const POLITE = `process.on('SIGTERM', () => setTimeout(() => process.exit(5), 50));`;
const STUBBORN = `process.on('SIGTERM', () => console.log('no'));`;

/** Wraps the body of one test into a script that runs it once the program answers. */
const scriptOf = (body: string, more = ''): string => `
${more}
plan('acts');
await started;
await ready();
await test('acts', async () => { ${body} });
send({ type: 'done', ...tally });
`;

const act = (body: string, program: string, overrides?: Parameters<typeof aPlan>[2]) =>
  witness(aPlan(scriptOf(body), program, overrides));

describe('a suite', () => {
  it('terminates a program politely and learns its exit code', async () => {
    const { report, tests, seen } = await act(
      `const { ok, value } = await control({ action: 'terminate', instance: 0, graceMs: 5000 });
       equal([ok, value.exited, value.exitCode, value.afterMs >= 50 && value.afterMs < 3000], [true, true, 5, true]);
       await sleep(200);
       equal(exits, []);`,
      echoProgram(POLITE),
    );

    expect(tests).toEqual({ acts: 'passed' });
    expect(report.exits).toEqual([]);
    expect(seen).toContainEqual({
      type: 'control',
      request: { action: 'terminate', instance: 0, graceMs: 5000 },
      ok: true,
    });
  });

  it('learns that a program outlived its grace period', async () => {
    const { report, tests } = await act(
      `const { ok, value } = await control({ action: 'terminate', instance: 0, graceMs: 300 });
       equal([ok, value.exited, value.exitCode], [true, false, null]);
       equal((await get('/still')).body, 'ok /still');`,
      echoProgram(STUBBORN),
    );

    expect(tests).toEqual({ acts: 'passed' });
    expect(report.logTail).toBe('no\n');
  });

  it('kills a program and starts it again with its files and an empty disk', async () => {
    const program = echoProgram(`import { existsSync, writeFileSync } from 'node:fs';
console.log('disk was', existsSync('/tmp/mark') || existsSync('/work/mark') ? 'used' : 'empty');
writeFileSync('/tmp/mark', ''); writeFileSync('/work/mark', '');`);
    const { report, tests } = await act(
      `equal((await control({ action: 'kill', instance: 0 })).ok, true);
       equal(await dial(8080), false);
       equal((await control({ action: 'restart', instance: 0 })).ok, true);
       await eventually(() => get());
       equal((await control({ action: 'restart', instance: 0 })).ok, true);
       await eventually(() => get());
       equal(exits, []);`,
      program,
    );

    expect(tests).toEqual({ acts: 'passed' });
    expect(report.exits).toEqual([]);
    expect(report.logTail).toBe('disk was empty\n'.repeat(3));
  });

  it('starts a crashed program again and its crash stays on record', async () => {
    const program = echoProgram().replace(
      'response.end(',
      "request.url === '/die' ? process.exit(9) : response.end(",
    );
    const { report, tests } = await act(
      `await get('/die').catch(() => null);
       await eventually(() => exits.length === 1);
       equal((await control({ action: 'restart', instance: 0 })).ok, true);
       await eventually(() => get());`,
      program,
    );

    expect(tests).toEqual({ acts: 'passed' });
    expect(report.exits).toEqual([{ instance: 0, exitCode: 9, oomKilled: false, duringTest: 'Pod › acts' }]);
  });

  it('carries out restarts that overlap one after the other', async () => {
    const { tests } = await act(
      `const answers = await Promise.all([1, 2].map(() => control({ action: 'restart', instance: 0 })));
       equal(answers.map(({ ok }) => ok), [true, true]);
       await eventually(() => get());`,
      echoProgram(),
    );

    expect(tests).toEqual({ acts: 'passed' });
  });

  it('adds up what was used over all lives', async () => {
    const burn = 'while (process.cpuUsage().user < 300_000);';
    const { report } = await act(
      `for (let i = 0; i < 2; i += 1) {
         await control({ action: 'restart', instance: 0 });
         await eventually(() => get());
       }`,
      echoProgram(burn),
    );

    expect(report.usage.cpuMs).toBeGreaterThan(800);
  });

  it('freezes and thaws a program, as often as it likes', async () => {
    const { tests } = await act(
      `for (let i = 0; i < 2; i += 1) equal((await control({ action: 'pause', target: 0 })).ok, true);
       equal(await get('/', 8080, 300).catch((error) => error.message), 'timeout');
       for (let i = 0; i < 2; i += 1) equal((await control({ action: 'resume', target: 0 })).ok, true);
       equal((await get('/')).body, 'ok /');`,
      echoProgram(),
    );

    expect(tests).toEqual({ acts: 'passed' });
  });

  it('kills and restarts a frozen program', async () => {
    const { tests } = await act(
      `equal((await control({ action: 'pause', target: 0 })).ok, true);
       equal((await control({ action: 'restart', instance: 0 })).ok, true);
       await eventually(() => get());`,
      echoProgram(),
    );

    expect(tests).toEqual({ acts: 'passed' });
  });

  it('stops, starts and pauses a service', async () => {
    const body = `
equal((await control({ action: 'stop-service', service: 'redis' })).ok, true);
equal(await dial(6379), false);
for (let i = 0; i < 2; i += 1) equal((await control({ action: 'start-service', service: 'redis' })).ok, true);
await eventually(() => dial(6379));
equal((await control({ action: 'pause', target: 'redis' })).ok, true);
equal((await control({ action: 'resume', target: 'redis' })).ok, true);
await eventually(() => dial(6379));`;
    const script = scriptOf(body, 'await eventually(() => dial(6379), 20000);');

    const { report, tests } = await witness(aPlan(script, echoProgram(), { services: ['redis'] }));

    expect(tests).toEqual({ acts: 'passed' });
    expect(report.stop).toBe('done');
  });

  it('may leave everything frozen: the pod is cleared away all the same', async () => {
    const body = `for (const target of [0, 'redis']) equal((await control({ action: 'pause', target })).ok, true);`;
    const plan = aPlan(scriptOf(body, 'await eventually(() => dial(6379), 20000);'), echoProgram(), {
      services: ['redis'],
    });

    const { tests } = await witness(plan);

    expect(tests).toEqual({ acts: 'passed' });
    expect(await listPod(plan.taskId)).toEqual([]);
  });

  it('reads the log and the use of a program', async () => {
    const { tests } = await act(
      `const { text } = (await control({ action: 'read-logs', instance: 0 })).value;
       equal(text.split('\\n').sort(), ['', 'first', 'second']);
       const { value } = await control({ action: 'read-usage', instance: 0 });
       equal(value.memoryBytes > 1e6 && value.memoryBytes < 256e6, true);
       equal(value.processes > 2 && value.processes < 64, true);
       equal(value.cpuMs > 10 && value.cpuMs < 10000, true);`,
      echoProgram(`console.log('first'); console.error('second');`),
    );

    expect(tests).toEqual({ acts: 'passed' });
  });

  it('is told which instance or service there is not', async () => {
    const { tests } = await act(
      `const { ok, error } = await control({ action: 'kill', instance: 4 });
       equal([ok, error], [false, 'there is no instance 4: this exercise runs 1']);
       equal((await control({ action: 'pause', target: 'postgres' })).ok, false);`,
      echoProgram(),
    );

    expect(tests).toEqual({ acts: 'passed' });
  });
});
