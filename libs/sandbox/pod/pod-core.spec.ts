import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { SlotPool } from '../slots/slot-pool.js';
import { KeptCores } from '../warm/kept-cores.js';
import { EngineMaker } from './engine-maker.js';
import { PodCore } from './pod-core.js';

/** An engine that makes containers and cannot start them, as with a full disk. */
function anEngineThatStartsNothing() {
  const removed: string[] = [];
  const container = {
    attach: async () => new PassThrough(),
    start: async () =>
      Promise.reject(Object.assign(new Error('no space left on device'), { statusCode: 500 })),
    remove: async () => void removed.push('pause'),
  };
  return { docker: { createContainer: async () => container } as unknown as Docker, removed };
}

describe('a core whose pause could not be started', () => {
  it('is removed, and not needed any more', async () => {
    const { docker, removed } = anEngineThatStartsNothing();
    const slots = new SlotPool();
    const cores = new KeptCores(
      () =>
        new PodCore({
          docker,
          containers: new EngineMaker(docker),
          owner: 'me',
          images: (name) => name,
          slots,
        }),
    );
    cores.open(2);
    const core = cores.take();
    await expect(core.pause.start(() => undefined)).rejects.toMatchObject({ code: 'pod-not-started' });

    await cores.giveBack(core, true);

    expect(removed).toEqual(['pause']);
    expect(cores.has(core.id)).toBe(false);
    await cores.close();
  });
});
