import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EngineContainer } from '../pod/engine-container.js';
import type { ContainerRun } from '../pod/pod-container.js';
import { readKernelFile } from '../usage/kernel-file.js';
import { docker, preparePodImages } from './pod-fixtures.js';

/** Of each period of 100 ms. */
const QUOTA_MS = 50;
const PERIOD_MS = 100;
/** Says when it has begun; works for as many milliseconds as it reads. */
const WORKER = `
const usedUs = () => process.cpuUsage().user + process.cpuUsage().system;
process.stdin.on('data', (text) => {
  const end = usedUs() + 1000 * Number(text);
  while (usedUs() < end);
  process.stdout.write('x');
});
process.stdout.write('x');`;

let container: EngineContainer;
let run: ContainerRun;
let output: PassThrough;

beforeAll(preparePodImages, 600_000);
beforeEach(async () => {
  container = await EngineContainer.create(docker, {
    Image: 'touchstone/node-runtime:latest',
    Entrypoint: ['node', '-e', WORKER],
    Labels: { 'touchstone.managed': 'true' },
    OpenStdin: true,
    HostConfig: { NetworkMode: 'none', NanoCpus: (QUOTA_MS / PERIOD_MS) * 1e9 },
  });
  output = new PassThrough();
  run = await container.start({ stdout: (bytes) => output.write(bytes), stderr: () => undefined });
  await once(output, 'data');
  // What it left meanwhile is what it may use beyond its limit.
  await delay(5 * PERIOD_MS);
});
afterEach(() => container.remove());

const stat = (name: string): number =>
  Number(
    new RegExp(`^${name} (\\d+)$`, 'm').exec(readKernelFile(`${run.cgroup!.bandwidth!}/cpu.stat`) ?? '')?.[1],
  );
const usedMs = (): number =>
  run.cgroup!.version === 1
    ? Number(readKernelFile(`${run.cgroup!.cpu}/cpuacct.usage`)) / 1e6
    : stat('usage_usec') / 1e3;

describe('a container that did little', () => {
  it('may work on where its limit would have held it still', async () => {
    const before = stat('nr_throttled');

    run.stdin.write(String(1.7 * QUOTA_MS));
    await once(output, 'data');

    expect(stat('nr_throttled')).toBe(before);
  });

  it('has its limit in the long run', async () => {
    const startedAt = performance.now();
    const before = usedMs();

    run.stdin.write(String(20 * QUOTA_MS));
    await once(output, 'data');

    const used = usedMs() - before;
    const periods = (performance.now() - startedAt) / PERIOD_MS;
    // Those that had begun before, and as much again as one of them allows.
    expect(used).toBeLessThanOrEqual(QUOTA_MS * (periods + 1) + QUOTA_MS);
    expect(stat('nr_throttled')).toBeGreaterThan(0);
  });
});
