import { describe, expect, it } from '@jest/globals';
import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import { PassThrough } from 'node:stream';
import { Janitor } from '../janitor/janitor.js';
import { EngineMaker } from '../pod/engine-maker.js';
import { runProbes } from './probe.js';

/** An engine whose disk is full from the moment that a container has been made: nothing starts, and nothing is removed. */
class EngineWithFullDisk {
  isFull = true;
  private readonly made = new Map<string, ContainerCreateOptions>();

  get left(): number {
    return this.made.size;
  }

  asDocker(): Docker {
    return {
      createContainer: async (spec: ContainerCreateOptions) => {
        const id = `container-${this.made.size}`;
        this.made.set(id, spec);
        return this.find(id);
      },
      listContainers: async () =>
        [...this.made].map(([Id, { Labels }]) => ({ Id, Labels, Created: Date.now() / 1000 })),
      getContainer: (id: string) => this.find(id),
    } as unknown as Docker;
  }

  private find(id: string) {
    return {
      attach: async () => new PassThrough(),
      start: async () => this.write(),
      remove: async () => {
        await this.write();
        this.made.delete(id);
      },
    };
  }

  private async write(): Promise<void> {
    if (this.isFull) throw Object.assign(new Error('no space left on device'), { statusCode: 500 });
  }
}

describe('an examination whose containers could not be removed', () => {
  it("leaves them to its worker's own janitor", async () => {
    const engine = new EngineWithFullDisk();
    const docker = engine.asDocker();
    const host = {
      ...{ docker, images: () => 'image', owner: 'this-worker', needed: new Set<string>() },
      maker: new EngineMaker(docker),
    };
    await expect(runProbes(host, ['print(1)'])).rejects.toMatchObject({ code: 'pod-not-started' });
    expect(engine.left).toBe(1);
    engine.isFull = false;

    await new Janitor(docker, { owner: host.owner, isNeeded: (id) => host.needed.has(id) }).removeOrphans();

    expect(engine.left).toBe(0);
  });
});
