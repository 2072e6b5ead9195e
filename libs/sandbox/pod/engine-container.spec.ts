import { describe, expect, it } from '@jest/globals';
import type Docker from 'dockerode';
import { EngineContainer } from './engine-container.js';

/** As the engine words it when runc gave up. */
const UNABLE = 'Cannot pause container abc: OCI runtime pause failed: unable to freeze: unknown';

/** A container whose engine refuses the first requests to pause it. */
async function refusing(times: number, message: string, statusCode = 500) {
  const asked: string[] = [];
  const container = {
    pause: async () => {
      asked.push('pause');
      if (asked.length <= times) throw Object.assign(new Error(message), { statusCode });
    },
  };
  const docker = { createContainer: async () => container } as unknown as Docker;
  return { pod: await EngineContainer.create(docker, { name: 'subject', Image: 'image' }), asked };
}

describe('EngineContainer.pause', () => {
  it('asks again when the processes could not be frozen', async () => {
    const { pod, asked } = await refusing(2, UNABLE);

    await pod.pause();

    expect(asked).toHaveLength(3);
  });

  it('gives up after some times', async () => {
    const { pod, asked } = await refusing(Infinity, UNABLE);

    await expect(pod.pause()).rejects.toThrow(/unable to freeze/);

    expect(asked).toHaveLength(5);
  });

  it('asks once when the engine refuses for another reason', async () => {
    const { pod, asked } = await refusing(Infinity, 'Container abc is not running', 409);

    await expect(pod.pause()).rejects.toThrow(/not running/);

    expect(asked).toHaveLength(1);
  });

  it('takes a container that is paused already', async () => {
    const { pod } = await refusing(Infinity, 'Container abc is already paused', 409);

    await expect(pod.pause()).resolves.toBeUndefined();
  });
});
