import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EngineContainer } from '../pod/engine-container.js';
import { NOTHING_SAID } from '../usage/kernel-log.js';
import { docker, preparePodImages } from './pod-fixtures.js';

let container: EngineContainer;

beforeAll(preparePodImages, 600_000);
afterEach(() => container.remove());

async function endOf(program: string) {
  container = await EngineContainer.create(docker, {
    Image: 'touchstone/node-runtime:latest',
    Entrypoint: ['node', '-e', program],
    Labels: { 'touchstone.managed': 'true' },
    HostConfig: { NetworkMode: 'none', PidsLimit: 20, Memory: 64 << 20, MemorySwap: 64 << 20 },
  });
  const run = await container.start({ stdout: () => undefined, stderr: () => undefined });
  const { exitCode } = await run.exit;
  return { exitCode, ...run.readLastWords() };
}

describe('the kernel’s log of this host', () => {
  it('knows of a program that was killed at its limit of memory', async () => {
    const hog = 'const kept = []; for (;;) kept.push(Buffer.alloc(8 << 20, 1));';

    expect(await endOf(hog)).toEqual({ exitCode: 137, killedForMemory: true, refusedProcess: false });
  });

  it('knows of a program that ends at its first refused process', async () => {
    const many = `const { spawn } = require('node:child_process');
for (let n = 0; n < 40; n += 1) spawn('sleep', ['60']).on('error', () => process.exit(3));`;

    expect(await endOf(many)).toEqual({ exitCode: 3, killedForMemory: false, refusedProcess: true });
  });

  it('says nothing of a program that ends in another way', async () => {
    expect(await endOf('process.exit(137)')).toEqual({ exitCode: 137, ...NOTHING_SAID });
  });
});
