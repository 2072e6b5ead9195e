import { describe, expect, it } from '@jest/globals';
import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import { Patterns } from './patterns.js';
import { PipeStock } from './pipe-stock.js';

/** An engine that makes no container, for a reason of its own. */
function aFailingEngine() {
  const asked: string[] = [];
  const docker = {
    getImage: () => ({ inspect: async () => ({ Id: 'sha256:image', Config: {} }) }),
    createContainer: async ({ name = '' }: ContainerCreateOptions) => {
      asked.push(name);
      throw Object.assign(new Error('no space left on device'), { statusCode: 500 });
    },
    listContainers: async () => [],
  } as unknown as Docker;
  return { docker, asked };
}

describe('patterns on an engine that cannot make one', () => {
  it('are tried anew by whoever comes next, with another pause', async () => {
    const { docker, asked } = aFailingEngine();
    const patterns = new Patterns({ docker, owner: 'me', pauseImage: 'pause', pipes: new PipeStock('') });
    const order = { Image: 'node' };

    for (const _ of [1, 2])
      await expect(patterns.get(order)).rejects.toMatchObject({ code: 'pod-not-started' });

    expect(new Set(asked).size).toBe(2);
  });
});
