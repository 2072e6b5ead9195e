import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Container } from 'dockerode';
import { findCgroupOf } from '../usage/cgroup-files.js';
import { openUsageSource } from '../usage/usage-source.js';
import { docker, preparePodImages } from './pod-fixtures.js';

let container: Container;
let pid: number;

beforeAll(async () => {
  await preparePodImages();
  container = await docker.createContainer({
    Image: 'touchstone/node-runtime:latest',
    Entrypoint: ['node', '-e', 'const kept = Buffer.alloc(50 << 20, 1); setInterval(() => kept, 1000)'],
    Labels: { 'touchstone.managed': 'true' },
    HostConfig: {
      NetworkMode: 'none',
      PidsLimit: 50,
      Tmpfs: { '/work': 'size=1m', '/tmp': 'size=2m,nr_inodes=100' },
    },
  });
  await container.start();
  pid = (await container.inspect()).State.Pid;
}, 600_000);
afterAll(() => container.remove({ force: true }));

const stats = () => container.stats({ stream: false, 'one-shot': true });

describe('findCgroupOf', () => {
  it('knows a container by its id', () => {
    expect(findCgroupOf(pid, container.id)).toMatchObject({ pids: expect.stringContaining(container.id) });
  });

  it('takes no other process’s for the container’s, which in a worker’s own container may have its number', () => {
    expect(findCgroupOf(process.pid, container.id)).toBeNull();
  });
});

describe('a usage source', () => {
  it('reads the kernel’s counters of this host', async () => {
    const source = openUsageSource(pid, findCgroupOf(pid, container.id), () =>
      Promise.reject(new Error('not to be asked')),
    );
    let usage = await source.readUsage();
    for (let tries = 0; tries < 100 && (usage?.memoryBytes ?? 0) < 50 << 20; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      usage = await source.readUsage();
    }

    expect(usage!.memoryBytes).toBeGreaterThan(50 << 20);
    expect(usage!.memoryBytes).toBeLessThan(120 << 20);
    expect(usage!.kernelPeakBytes ?? usage!.memoryBytes).toBeGreaterThanOrEqual(usage!.memoryBytes);
    expect(usage!.cpuMs).toBeGreaterThan(5);
    expect(usage!.processes).toBeGreaterThan(1);
    expect(usage!.processLimitHits).toBe(0);
    expect(source.readDisk()).toEqual({ usedBytes: 0, full: false });
  });

  it('reads the same from the engine where cgroup files are out of reach', async () => {
    // No process has this pid: as little is to be seen as from inside a container.
    const blind = openUsageSource(2 ** 30, findCgroupOf(2 ** 30, container.id), stats);
    const sighted = await openUsageSource(pid, findCgroupOf(pid, container.id), stats).readUsage();

    const usage = await blind.readUsage();

    expect(usage!.processes).toBe(sighted!.processes);
    expect(Math.abs(usage!.memoryBytes - sighted!.memoryBytes)).toBeLessThan(5 << 20);
    expect(Math.abs(usage!.cpuMs - sighted!.cpuMs)).toBeLessThan(500);
    expect(blind.readDisk()).toBeNull();
  });

  it('reads of a container that is gone how full its disk was, and nothing else', async () => {
    const source = openUsageSource(pid, findCgroupOf(pid, container.id), stats);
    await container.kill();
    await container.wait();

    expect(await source.readUsage()).toBeNull();
    expect(source.readSockets()).toBeNull();
    expect(source.readDisk()).toEqual({ usedBytes: 0, full: false });
    source.close();
    expect(source.readDisk()).toBeNull();
  });
});
