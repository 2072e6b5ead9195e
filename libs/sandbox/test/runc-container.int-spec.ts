import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { localImages, makeOwner } from '#sandbox';
import { someLimits } from '#testing';
import { Pause } from '../pod/pause.js';
import { removeOwnerFolder, listLives, pipesOf } from '../runc/life-folder.js';
import { Patterns } from '../runc/patterns.js';
import { PipeStock } from '../runc/pipe-stock.js';
import { RuncContainer } from '../runc/runc-container.js';
import { toRuntimeSpec } from '../runc/runtime-spec.js';
import { makeId } from '../spec/pod-identity.js';
import { subjectSpec } from '../spec/subject-spec.js';
import { listCgroupsAt } from '../usage/cgroup-files.js';
import { readCgroup } from '../usage/usage-reading.js';
import { processesOf } from './containers-of-pod.js';
import { docker, preparePodImages } from './pod-fixtures.js';

const owner = makeOwner();
const pauseImage = localImages('pause');
const pause = new Pause({ docker, owner, image: pauseImage });
const pipes = new PipeStock(pipesOf(owner));
const patterns = new Patterns({ docker, owner, pauseImage, pipes });
const SLOT = 41;
const UID = 200_000 + SLOT;
const MEMORY_MIB = 64;
let container: RuncContainer;

beforeAll(async () => {
  await preparePodImages();
  await pause.start(() => undefined);
}, 600_000);
afterEach(() => container.remove());
afterAll(async () => {
  await patterns.close();
  await pause.remove();
  await removeOwnerFolder(owner);
});

/** A subject's container in which a shell runs these lines. */
async function aContainer(script: string, more: { readonly cwd?: string; readonly network?: null } = {}) {
  const podId = makeId();
  const order = subjectSpec({ podId, owner, slot: SLOT, pause: pause.name }, localImages('node'), {
    ...{ index: 0, kind: 'service', runtime: 'node', instances: 1, services: [], upstreams: [] },
    limits: someLimits({ memoryMib: MEMORY_MIB, processes: 16, diskMib: 32 }),
  });
  const pattern = await patterns.get(order);
  container = new RuncContainer({
    ...{ name: 'a container', owner, podId, pipes, imageId: pattern.imageId },
    hasStdin: true,
    refusedAs: 'pod-not-started',
    network: () => (more.network === null ? null : pause.network),
    toSpec: (place) => {
      const spec = toRuntimeSpec(pattern, order, place);
      const { cwd = spec.process.cwd } = more;
      return { ...spec, process: { ...spec.process, cwd, args: ['/bin/sh', '-c', script] } };
    },
  });
  return container;
}

/** Starts it, and keeps what it says. */
async function begin(script: string) {
  const said = { stdout: '', stderr: '' };
  const run = await (
    await aContainer(script)
  ).start({
    stdout: (bytes) => void (said.stdout += bytes.toString()),
    stderr: (bytes) => void (said.stderr += bytes.toString()),
  });
  return { run, said };
}

async function runToEnd(script: string) {
  const { run, said } = await begin(script);
  const exit = await run.exit;
  await run.outputEnd;
  return { run, exit, ...said };
}

async function until(holds: () => boolean): Promise<void> {
  for (const giveUpAt = Date.now() + 20_000; !holds(); await delay(5))
    if (Date.now() > giveUpAt) throw new Error('it never came to that');
}

describe('a container that runc starts', () => {
  it('says what it writes, and how it ended', async () => {
    const { exit, stdout, stderr } = await runToEnd('echo to you; echo to me >&2; exit 7');

    expect({ exit, stdout, stderr }).toEqual({
      exit: { exitCode: 7, oomKilled: false },
      stdout: 'to you\n',
      stderr: 'to me\n',
    });
  });

  it('reads what is written to it, to the end', async () => {
    const { run, said } = await begin('cat; echo end');

    run.stdin.end('some words, ');
    await run.outputEnd;

    expect(said.stdout).toBe('some words, end\n');
  });

  it('has streams that it may open by name, as pipes and no sockets', async () => {
    const { stdout } = await runToEnd('echo again > /dev/stdout; test -p /dev/stdout && echo a pipe');

    expect(stdout).toBe('again\na pipe\n');
  });

  it('tells nobody outside its own name of who it is (B13)', async () => {
    const { stdout } = await runToEnd(
      'cat /proc/self/cgroup /proc/self/mountinfo; hostname; cat /etc/hosts; ls -l /proc/self/fd',
    );

    expect(stdout).not.toContain(owner);
    expect(stdout).toContain('/touchstone/');
    expect(stdout).toMatch(/\npod\n/);
  });

  it('loses no line of the last that a program writes', async () => {
    const { stdout } = await runToEnd('i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo line $i; done');

    expect(stdout.split('\n').at(-2)).toBe('line 2000');
    expect(stdout.split('\n')).toHaveLength(2001);
  });

  it('knows exactly what the kernel killed for memory', async () => {
    const { exit, run } = await runToEnd('dd if=/dev/zero of=/dev/null bs=200M count=1');

    expect(exit).toMatchObject({ oomKilled: true });
    expect(run.readLastWords()).toMatchObject({ killedForMemory: true });
  });

  it('knows exactly that a process was refused, also of a program that ends with it', async () => {
    const { run } = await runToEnd(
      'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do sleep 9 & done; exit 3',
    );

    expect(run.readLastWords()).toEqual({ killedForMemory: false, refusedProcess: true });
  });

  it('can still be measured when it has ended', async () => {
    const { run } = await runToEnd('i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done');

    expect(readCgroup(run.cgroup!)).toMatchObject({ processes: 0 });
    expect(readCgroup(run.cgroup!)!.cpuMs).toBeGreaterThan(50);
  });

  it('is killed by a signal, and says so', async () => {
    const { run } = await begin('while true; do sleep 1; done');

    await expect(container.signal('SIGKILL')).resolves.toBe(true);

    await run.gone();
    await expect(run.exit).resolves.toEqual({ exitCode: 137, oomKilled: false });
    await expect(container.signal('SIGTERM')).resolves.toBe(false);
    await expect(container.isRunning()).resolves.toBe(false);
  });

  it('stands still while it is paused', async () => {
    const { said } = await begin('while true; do echo x; sleep 0.01; done');
    await until(() => said.stdout.length > 0);

    await container.pause();
    await delay(50);
    const before = said.stdout.length;
    await delay(100);
    expect(said.stdout.length).toBe(before);
    await container.resume();

    await until(() => said.stdout.length > before);
  });

  it('cannot be paused when it has ended', async () => {
    await runToEnd('exit 0');

    await expect(container.pause()).rejects.toMatchObject({ code: 'pod-not-started' });
  });

  it('finds empty disks when it is started again', async () => {
    const { run } = await begin('ls /work /tmp; echo mine > /work/file; cat');
    await container.signal('SIGKILL');
    await run.exit;

    const said: string[] = [];
    const next = await container.start({
      stdout: (bytes) => said.push(bytes.toString()),
      stderr: () => undefined,
    });
    next.stdin.end('again');
    await next.outputEnd;

    expect(said.join('')).toBe('/tmp:\n\n/work:\nagain');
  });

  it('leaves nothing when it is removed: neither process, nor cgroup, nor folder (E05)', async () => {
    const { run } = await begin('sleep 100 & sleep 100 & wait');
    const [life] = (await listLives()).filter((one) => one.owner === owner);
    await until(() => processesOf([UID]).length === 3);
    await container.pause();

    await container.remove();

    expect(processesOf([UID])).toEqual([]);
    expect(listCgroupsAt(life!.cgroupsPath)).toEqual([]);
    expect(existsSync(life!.path)).toBe(false);
    expect(existsSync(run.cgroup!.memory)).toBe(false);
  });

  it('leaves nothing open in this process', async () => {
    await runToEnd('echo once');
    await container.remove();
    const before = readdirSync('/proc/self/fd').length;

    for (let times = 0; times < 5; times += 1) {
      await runToEnd('echo again');
      await container.remove();
    }

    // Pipes that wait for the next ones are files, and not open.
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });

  it('is our fault when it does not start, and leaves nothing', async () => {
    const starting = (await aContainer('exit 0', { cwd: '/proc/1/nowhere' })).start({
      stdout: () => undefined,
      stderr: () => undefined,
    });

    await expect(starting).rejects.toMatchObject({
      code: 'pod-not-started',
      message: expect.stringMatching(/a container could not be started: .*nowhere/s),
    });
    expect((await listLives()).filter((one) => one.owner === owner)).toEqual([]);
  });

  it('is not started beside a pause that is gone (F05)', async () => {
    const starting = (await aContainer('exit 0', { network: null })).start({
      stdout: () => undefined,
      stderr: () => undefined,
    });

    await expect(starting).rejects.toMatchObject({ code: 'engine-unavailable' });
  });

  it('is no evidence against anybody when somebody kills runc', async () => {
    const { run } = await begin('sleep 100');
    const runc = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${run.pid}/status`, 'utf8'))?.[1]);

    process.kill(runc, 'SIGKILL');

    await expect(run.exit).rejects.toMatchObject({ code: 'engine-unavailable' });
    await container.remove();
    // The host's first process buries it.
    await until(() => processesOf([UID]).length === 0);
  });

  it('gets no signal that a terminal sends to the worker', async () => {
    const { run } = await begin('sleep 100');

    const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(run.pid)])
      .toString()
      .trim();

    expect(Number(group)).not.toBe(Number(execFileSync('ps', ['-o', 'pgid=', '-p', String(process.pid)])));
  });
});
