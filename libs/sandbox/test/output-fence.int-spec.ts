import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Deferred } from '../pod/deferred.js';
import { EngineContainer } from '../pod/engine-container.js';
import type { ContainerRun } from '../pod/pod-container.js';
import { SubjectLife } from '../pod/subject-life.js';
import { readKernelFile } from '../usage/kernel-file.js';
import { docker, preparePodImages } from './pod-fixtures.js';

const SPEAKS_AFTER_MS = 500;
const LATE_WORDS = `
setTimeout(() => {
  process.stdout.write('last words');
  process.stderr.write('last trouble');
}, ${SPEAKS_AFTER_MS});
setInterval(() => undefined, 1000);
process.stdout.write('ready');`;

let container: EngineContainer;
let life: SubjectLife;
let run: ContainerRun;
let output: string[];

beforeAll(preparePodImages, 600_000);
beforeEach(async () => {
  container = await EngineContainer.create(docker, {
    Image: 'touchstone/node-runtime:latest',
    Entrypoint: ['node', '-e', LATE_WORDS],
    Labels: { 'touchstone.managed': 'true' },
    HostConfig: { NetworkMode: 'none' },
  });
  output = [];
  const spoke = new Deferred<void>();
  life = new SubjectLife({
    onMark: () => undefined,
    onOutput: (bytes) => {
      output.push(bytes.toString());
      spoke.resolve();
    },
  });
  run = await container.start(life);
  life.begin(run);
  await spoke.promise;
});
afterEach(() => container.remove());

/** What hands the streams on to the engine: the parent of a container's first process. */
function shimOf(pid: number): number {
  return Number(/^PPid:\t(\d+)$/m.exec(readKernelFile(`/proc/${pid}/status`) ?? '')?.[1]);
}

describe('a life that is drained', () => {
  it('has told all that its program wrote before, however late the engine hands it on', async () => {
    const shim = shimOf(run.pid);
    process.kill(shim, 'SIGSTOP');
    await delay(2 * SPEAKS_AFTER_MS);
    const drained = life.drain();
    try {
      expect(await Promise.race([drained, delay(200, 'still waiting')])).toBe('still waiting');
      expect(output).toEqual(['ready']);
    } finally {
      process.kill(shim, 'SIGCONT');
    }

    await drained;

    expect(output.sort()).toEqual(['last trouble', 'last words', 'ready']);
  });

  it('waits for nobody who has ended', async () => {
    await container.signal('SIGKILL');
    await run.exit;

    await life.drain();
  });
});
