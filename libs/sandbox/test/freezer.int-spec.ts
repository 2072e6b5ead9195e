import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Container } from 'dockerode';
import { Freezer } from '../pod/freezer.js';
import { findCgroupOf, type CgroupDirectories } from '../usage/cgroup-files.js';
import { readKernelFile } from '../usage/kernel-file.js';
import { docker, preparePodImages } from './pod-fixtures.js';

/** Bears and buries processes all the time, each of which works. */
const BUSY = 'while true; do (i=0; while [ $i -lt 2000 ]; do i=$((i + 1)); done) & wait; done';

let container: Container;
let cgroup: CgroupDirectories;

beforeAll(preparePodImages, 600_000);
beforeEach(async () => {
  container = await docker.createContainer({
    Image: 'touchstone/node-runtime:latest',
    Entrypoint: ['sh', '-c', BUSY],
    Labels: { 'touchstone.managed': 'true' },
    HostConfig: { NetworkMode: 'none', PidsLimit: 50 },
  });
  await container.start();
  const { State, Id } = await container.inspect();
  cgroup = findCgroupOf(State.Pid, Id)!;
});
afterEach(() => container.remove({ force: true }).catch(() => undefined));

const stateOf = async () => {
  const { Pid, Running, ExitCode } = (await container.inspect()).State;
  return { pid: Pid, running: Running, exitCode: ExitCode };
};

/** In ns, or µs with version 2. */
const used = () => readKernelFile(`${cgroup.cpu}/${cgroup.version === 1 ? 'cpuacct.usage' : 'cpu.stat'}`)!;

describe('a freezer of this host', () => {
  it('holds a container still and lets it go, time after time', async () => {
    const freezer = Freezer.of(cgroup)!;
    for (let round = 0; round < 20; round += 1) {
      expect(await freezer.freeze()).toBe(true);
      const before = used();
      await delay(30);
      expect(used()).toBe(before);
      freezer.thaw();
      for (let tries = 0; tries < 200 && used() === before; tries += 1) await delay(10);
      expect(used()).not.toBe(before);
    }
  });

  it('ends a container at once, as the engine does', async () => {
    const { pid } = await stateOf();

    expect(await Freezer.of(cgroup)!.signal(pid, 'SIGKILL')).toBe(true);

    await container.wait();
    expect(await stateOf()).toMatchObject({ running: false, exitCode: 137 });
    // What the kernel had of it is gone, and its number may be somebody else's.
    expect(await Freezer.of(cgroup)?.signal(pid, 'SIGKILL')).toBeFalsy();
  });

  it('ends one that stands still', async () => {
    const freezer = Freezer.of(cgroup)!;
    const { pid } = await stateOf();
    expect(await freezer.freeze()).toBe(true);

    expect(await freezer.signal(pid, 'SIGKILL')).toBe(true);

    await container.wait();
    expect(await stateOf()).toMatchObject({ running: false, exitCode: 137 });
  });

  it('leaves nothing that the engine could not remove, if nobody thaws it', async () => {
    expect(await Freezer.of(cgroup)!.freeze()).toBe(true);

    await container.remove({ force: true });

    await expect(container.inspect()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('leaves nothing that the engine could not kill', async () => {
    expect(await Freezer.of(cgroup)!.freeze()).toBe(true);

    await container.kill();

    expect((await container.inspect()).State).toMatchObject({ Running: false, ExitCode: 137 });
  });
});
