import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PodContainer } from '../pod/pod-container.js';
import { docker, preparePodImages } from './pod-fixtures.js';

let container: PodContainer;

beforeAll(preparePodImages, 600_000);
afterEach(() => container.remove());

async function endOf(program: string) {
  container = await PodContainer.create(docker, {
    Image: 'touchstone/node-runtime:latest',
    Entrypoint: ['node', '-e', program],
    Labels: { 'touchstone.managed': 'true' },
    HostConfig: { NetworkMode: 'none', Memory: 64 << 20, MemorySwap: 64 << 20 },
  });
  const run = await container.start({ stdout: () => undefined, stderr: () => undefined });
  const { exitCode } = await run.exit;
  return { exitCode, killed: run.wasKilledForMemory() };
}

describe('the kernel’s log of this host', () => {
  it('knows of a program that was killed at its limit of memory', async () => {
    const hog = 'const kept = []; for (;;) kept.push(Buffer.alloc(8 << 20, 1));';

    expect(await endOf(hog)).toEqual({ exitCode: 137, killed: true });
  });

  it('knows of no such kill where a program ended in another way', async () => {
    expect(await endOf('process.exit(137)')).toEqual({ exitCode: 137, killed: false });
  });
});
