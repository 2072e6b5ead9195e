import { describe, expect, it } from '@jest/globals';
import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import { Janitor } from '../janitor/janitor.js';
import { ImageLibraries } from './image-libraries.js';

/** An engine that goes away while an image is read, and comes back. */
class EngineThatLeaves {
  isHere = true;
  private readonly made = new Map<string, ContainerCreateOptions>();

  get left(): number {
    return this.made.size;
  }

  asDocker(onRead: () => Promise<void>): Docker {
    return {
      getImage: () => ({ inspect: async () => ({ Id: 'sha256:1' }) }),
      createContainer: async (spec: ContainerCreateOptions) => {
        this.made.set('container', spec);
        return { ...this.find('container'), getArchive: () => onRead().then(() => this.answer()) };
      },
      listContainers: async () =>
        [...this.made].map(([Id, { Labels }]) => ({ Id, Labels, Created: Date.now() / 1000 })),
      getContainer: (id: string) => this.find(id),
    } as unknown as Docker;
  }

  private find(id: string) {
    return {
      remove: async () => {
        await this.answer();
        this.made.delete(id);
      },
    };
  }

  private async answer(): Promise<void> {
    if (!this.isHere) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  }
}

describe('reading what an image says of itself', () => {
  it("leaves its container to its worker's own janitor when the engine goes away, and not before", async () => {
    const engine = new EngineThatLeaves();
    const docker = engine.asDocker(async () => {
      await janitor.removeOrphans();
      expect(engine.left).toBe(1);
      engine.isHere = false;
    });
    const libraries = new ImageLibraries(docker, 'this-worker');
    const janitor = new Janitor(docker, { owner: 'this-worker', isNeeded: (id) => libraries.isNeeded(id) });
    await expect(libraries.read('node')).rejects.toThrow('ECONNREFUSED');
    expect(engine.left).toBe(1);
    engine.isHere = true;

    await janitor.removeOrphans();

    expect(engine.left).toBe(0);
  });
});
