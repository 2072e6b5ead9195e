import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { KeptPauses } from '../warm/kept-pauses.js';
import { Pause } from './pause.js';

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

describe('a pause that could not be started', () => {
  it('is removed, and not needed any more', async () => {
    const { docker, removed } = anEngineThatStartsNothing();
    const pauses = new KeptPauses(() => new Pause({ docker, owner: 'me', image: 'pause' }));
    pauses.open(2);
    const pause = pauses.take();
    await expect(pause.start(() => undefined)).rejects.toMatchObject({ code: 'pod-not-started' });

    await pauses.giveBack(pause, true);

    expect(removed).toEqual(['pause']);
    expect(pauses.has(pause.id)).toBe(false);
    await pauses.close();
  });
});
