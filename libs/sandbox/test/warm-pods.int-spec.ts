import { randomUUID } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DockerPodRunner, Janitor, type PodChoice } from '#sandbox';
import { until } from '#testing';
import { listCore, listOurs, pauseOf } from './containers-of-pod.js';
import {
  aPlan,
  docker,
  echoProgram,
  owner,
  preparePodImages,
  scriptedImages,
  SMOKE_SCRIPT,
  witness,
} from './pod-fixtures.js';

let runner: DockerPodRunner;
let choices: PodChoice[];

beforeAll(preparePodImages, 600_000);
afterEach(() => runner.close());

/** A runner that keeps one pod ready, and has it ready. */
async function aWarmRunner(services: 'redis'[] = []): Promise<string> {
  choices = [];
  runner = new DockerPodRunner({
    docker,
    owner,
    images: scriptedImages,
    onChoice: (choice) => void choices.push(choice),
  });
  runner.keepWarm({ most: 1, slots: 1 });
  runner.expect(aPlan('', '', { services }));
  return readyPod();
}

/** The pod made ahead, once it is ready. */
async function readyPod(used: readonly string[] = []): Promise<string> {
  await until(() => runner.ready === 1, 'a pod is ready', 30_000);
  const running = await docker.listContainers({ filters: { label: [`touchstone.owner=${owner}`] } });
  const pods = new Set(running.flatMap(({ Labels }) => Labels['touchstone.pod'] ?? []));
  const [ready = ''] = [...pods].filter((podId) => !used.includes(podId));
  return ready;
}

const containersOf = (podId: string) =>
  docker.listContainers({ all: true, filters: { label: [`touchstone.pod=${podId}`] } });

/** Name of the pause that a pod has joined. */
async function pauseOfPod(podId: string): Promise<string> {
  const [container] = await containersOf(podId);
  return pauseOf(await docker.getContainer(container!.Id).inspect());
}

/** Id of the container that the grader of a pod runs in. */
async function graderOf(podId: string): Promise<string> {
  const core = await listCore(await pauseOfPod(podId));
  return core.find(({ Labels }) => Labels['touchstone.role'] === 'grader')!.Id;
}

/** Descriptors of this process that stand for the root of another mount, such as a disk of a subject. */
const mountPointsHeld = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === '/';
    } catch {
      return false;
    }
  }).length;

describe('a pod made ahead', () => {
  it('runs a plan of its shape once, and another one is made for the next', async () => {
    const first = await aWarmRunner();

    const { report, tests } = await witness(aPlan(SMOKE_SCRIPT, echoProgram()), runner);
    const second = await readyPod([first]);
    await witness(aPlan(SMOKE_SCRIPT, echoProgram()), runner);

    expect(report.stop).toBe('done');
    expect(tests).toEqual({ answers: 'passed' });
    expect(choices.map(({ podId, warm }) => ({ podId, warm }))).toEqual([
      { podId: first, warm: true },
      { podId: second, warm: true },
    ]);
    expect(await containersOf(first)).toEqual([]);
  });

  it('is left to learners by what is judged aside', async () => {
    const first = await aWarmRunner();

    const { report } = await witness({ ...aPlan(SMOKE_SCRIPT, echoProgram()), aside: true }, runner);

    expect(report.stop).toBe('done');
    expect(choices.map(({ warm }) => warm)).toEqual([false]);
    expect(await readyPod()).toBe(first);
  });

  it('measures the program only: what it cost while it waited is nobody’s', async () => {
    await aWarmRunner();

    const { report } = await witness(aPlan(SMOKE_SCRIPT, echoProgram()), runner);

    expect(report.usage.wallMs).toBeLessThanOrEqual(report.observed.buildMs + report.observed.testMs + 1_000);
    expect(report.observed.peakProcesses).toBeGreaterThan(0);
  });

  it('has its services up', async () => {
    await aWarmRunner(['redis']);
    const script = `
await eventually(() => dial(6379), 20000);
plan('answers');
await started;
await ready();
await test('answers', async () => equal((await get('/hello')).body, 'ok /hello'));
send({ type: 'done', ...tally });
`;

    const { tests } = await witness(aPlan(script, echoProgram(), { services: ['redis'] }), runner);

    expect(tests).toEqual({ answers: 'passed' });
    expect(choices[0]?.warm).toBe(true);
  });

  it('is left alone by plans of another shape', async () => {
    const first = await aWarmRunner();

    await witness(aPlan(SMOKE_SCRIPT, echoProgram(), { limits: { memoryMib: 300 } }), runner);

    expect(choices[0]).toMatchObject({ warm: false });
    expect(choices[0]?.podId).not.toBe(first);
  });

  it('is not used once a container of it has ended', async () => {
    const first = await aWarmRunner();
    await docker.getContainer(await graderOf(first)).kill();
    await until(() => runner.ready === 0, 'that was noticed');

    const { tests } = await witness(aPlan(SMOKE_SCRIPT, echoProgram()), runner);

    expect(tests).toEqual({ answers: 'passed' });
    expect(choices[0]?.podId).not.toBe(first);
    expect(await containersOf(first)).toEqual([]);
  });

  it('is not taken for an orphan', async () => {
    const first = await aWarmRunner();

    await new Janitor(docker, runner).removeOrphans();

    expect((await containersOf(first)).length).toBeGreaterThan(0);
  });

  it('is removed when its runner is closed', async () => {
    const first = await aWarmRunner();

    await runner.close();

    expect(first).not.toBe('');
    expect(await listOurs()).toEqual([]);
  });

  it('leaves no descriptor of its disks open in the worker', async () => {
    await aWarmRunner();
    for (let runs = 0; runs < 3; runs += 1) {
      await witness(aPlan(SMOKE_SCRIPT, echoProgram()), runner);
      await readyPod();
    }
    await runner.close();

    expect(mountPointsHeld()).toBe(0);
  });

  it('carries no name of a task', async () => {
    await aWarmRunner();
    const plan = aPlan(SMOKE_SCRIPT, echoProgram(), { taskId: randomUUID() });

    await witness(plan, runner);

    expect(choices[0]).toMatchObject({ taskId: plan.taskId, attempt: 1 });
  });
});

/** Leaves in the network what it can: connections that the program closed first, halves of datagrams, names of sockets. */
const LEAVES_MUCH = echoProgram(`
import dgram from 'node:dgram';
import net from 'node:net';
const server = net.createServer((socket) => socket.end('bye')).listen(9500, '127.0.0.1', () => {
  for (let i = 0; i < 50; i += 1) net.connect(9500, '127.0.0.1').resume();
});
net.createServer().listen('\\0left-behind');
const socket = dgram.createSocket('udp4');
socket.bind(9501, '127.0.0.1', () => socket.send(Buffer.alloc(60_000), 9501, '127.0.0.1'));
`);
const LOOKS_AROUND = echoProgram(`
import { readFileSync } from 'node:fs';
const rows = (table) => readFileSync('/proc/net/' + table, 'utf8').trim().split('\\n').slice(1);
const lingering = / tw (\\d+)/.exec(readFileSync('/proc/net/sockstat', 'utf8'))[1];
console.log(JSON.stringify({ udp: rows('udp'), unix: rows('unix'), raw: rows('raw'), lingering }));
`);

/** What a program writes takes another way than its answers, and on a busy machine a longer one. */
const UNHURRIED_SCRIPT = SMOKE_SCRIPT.replace(
  "send({ type: 'done'",
  "await sleep(1000);\nsend({ type: 'done'",
);

describe('the pause of a pod made ahead', () => {
  const listPauses = async () =>
    (await listOurs())
      .flatMap(({ Labels }) => (Labels['touchstone.role'] === 'pause' ? [Labels['touchstone.pause']!] : []))
      .sort();
  const runOne = async (program: string, script = SMOKE_SCRIPT) => {
    const seen = await witness(aPlan(script, program), runner);
    await readyPod();
    return seen;
  };

  it('serves the next, which finds nothing of the last in its network (G19)', async () => {
    await aWarmRunner();
    for (const program of [LEAVES_MUCH, LEAVES_MUCH]) await runOne(program);
    const before = await listPauses();

    const { tests, report } = await runOne(LOOKS_AROUND, UNHURRIED_SCRIPT);

    expect(tests).toEqual({ answers: 'passed' });
    expect(JSON.parse(report.logTail)).toEqual({ udp: [], unix: [], raw: [], lingering: '0' });
    expect(await listPauses()).toEqual(before);
    // One for the pod that is ready, one that waits.
    expect(before.length).toBe(2);
  });

  it('serves no other when something is left (G19)', async () => {
    await aWarmRunner();
    const pause = await pauseOfPod(await readyPod());
    const neighbour = await docker.createContainer({
      Image: 'touchstone/python:latest',
      Entrypoint: ['python3', '-c', 'import socket, time; s = socket.socket(); time.sleep(60)'],
      HostConfig: { NetworkMode: `container:${pause}`, AutoRemove: true },
    });
    await neighbour.start();
    await until(async () => (await neighbour.top()).Processes.length > 0, 'the neighbour runs');

    await runOne(echoProgram());

    await neighbour.kill();
    await expect(docker.getContainer(pause).inspect()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('serves no other once it has ended', async () => {
    await aWarmRunner();
    await runOne(echoProgram());
    const ids = await listPauses();
    for (const { Id, Labels } of await listOurs())
      if (Labels['touchstone.pause'] !== undefined) await docker.getContainer(Id).kill();
    await until(() => !ids.some((id) => runner.isNeeded(id)), 'that was noticed');

    expect((await witness(aPlan(SMOKE_SCRIPT, echoProgram()), runner)).tests).toEqual({ answers: 'passed' });
    await readyPod();
    expect((await runOne(echoProgram())).tests).toEqual({ answers: 'passed' });
  });

  it('is not taken for an orphan', async () => {
    await aWarmRunner();
    await runOne(echoProgram());
    const before = await listPauses();

    await new Janitor(docker, runner).removeOrphans();

    expect(await listPauses()).toEqual(before);
  });
});

/** A script of a grader that leaves what it can: files, and a process that goes on in its name. */
const LEAVES_BEHIND = `
${SMOKE_SCRIPT}
const fs = process.getBuiltinModule('node:fs');
const { spawn } = process.getBuiltinModule('node:child_process');
fs.mkdirSync('/tmp/a/b', { recursive: true });
for (const file of ['/tmp/a/b/c', '/dev/shm/d', '/tmp/suite']) fs.writeFileSync(file, 'left behind');
const frame = JSON.stringify({ type: 'done', passed: 1, failed: 0 });
spawn('sh', ['-c', 'while :; do echo "$0"; done', frame], { stdio: 'inherit', detached: true });
`;
const FINDS = `
const { readdirSync } = process.getBuiltinModule('node:fs');
const processes = readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).length;
const found = { disks: [...readdirSync('/tmp'), ...readdirSync('/dev/shm')], processes };
plan('finds nothing');
await started;
await ready();
await test('finds nothing', async () => equal(found, { disks: [], processes: 2 }));
send({ type: 'done', ...tally });
`;

describe('the container of the grader of a pod made ahead', () => {
  /** Runs a script in the pod that is ready. @returns its grader's container, and what came of it */
  const runScript = async (script: string) => {
    const container = await graderOf(await readyPod());
    return { container, ...(await witness(aPlan(script, echoProgram()), runner)) };
  };

  it('serves the next, whose grader is a new one and finds nothing of the last (G20)', async () => {
    await aWarmRunner();

    const runs = [];
    for (const script of [LEAVES_BEHIND, LEAVES_BEHIND, FINDS, FINDS]) runs.push(await runScript(script));

    expect(runs.map(({ report, tests }) => ({ stop: report.stop, tests }))).toEqual([
      ...[LEAVES_BEHIND, LEAVES_BEHIND].map(() => ({ stop: 'done', tests: { answers: 'passed' } })),
      ...[FINDS, FINDS].map(() => ({ stop: 'done', tests: { 'finds nothing': 'passed' } })),
    ]);
    // One for the pod that runs, one for the pod that is ready.
    expect(new Set(runs.map(({ container }) => container)).size).toBe(2);
  });

  it('has a first process that a grader can neither read, nor stop, nor speak for (G20)', async () => {
    await aWarmRunner();
    const attack = `
const fs = process.getBuiltinModule('node:fs');
const tries = {
  memory: () => fs.openSync('/proc/1/mem', 'r+'),
  stdin: () => fs.openSync('/proc/1/fd/0', 'r'),
  stop: () => { for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGSTOP']) process.kill(1, signal); return 'sent'; },
};
const became = {};
for (const [name, attempt] of Object.entries(tries)) try { became[name] = attempt(); } catch (error) { became[name] = error.code; }
plan('is refused');
await started;
await ready();
await test('is refused', async () => equal(became, { memory: 'EACCES', stdin: 'EACCES', stop: 'sent' }));
send({ type: 'done', ...tally });
`;

    const { tests, container } = await runScript(attack);

    expect(tests).toEqual({ 'is refused': 'passed' });
    const served = [container];
    for (const script of [FINDS, FINDS]) served.push((await runScript(script)).container);
    expect(new Set(served).size).toBe(2);
  });

  it('serves the next also when the run came to nothing', async () => {
    await aWarmRunner();
    const hanging = 'plan("waits"); await started; await sleep(60000);';

    const first = await graderOf(await readyPod());
    const { report } = await witness(
      aPlan(hanging, echoProgram(), { limits: { wallTimeoutMs: 500 } }),
      runner,
    );
    const second = await runScript(SMOKE_SCRIPT);
    const third = await runScript(FINDS);

    expect(report.stop).toBe('wall-timeout');
    expect(second.tests).toEqual({ answers: 'passed' });
    expect(third.tests).toEqual({ 'finds nothing': 'passed' });
    expect(third.container).toBe(first);
  });

  it.each([
    ['ended too soon', 'process.exit(3);'],
    ['broke its protocol', 'send({ type: "verdict", passed: true }); await sleep(1000);'],
  ])('serves no other when the grader %s', async (_, end) => {
    await aWarmRunner();
    const { report, container } = await runScript(`plan('answers'); await started; ${end}`);

    expect(report.stop).toBe('grader-lost');
    await expect(docker.getContainer(container).inspect()).rejects.toMatchObject({ statusCode: 404 });
    expect((await runScript(SMOKE_SCRIPT)).tests).toEqual({ answers: 'passed' });
  });
});
