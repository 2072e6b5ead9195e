import { describe, expect, it } from '@jest/globals';
import { PlatformFault } from '#contracts';
import { engineCall, engineStatus, isEngineLost } from './engine-call.js';

const refused = Object.assign(new Error('(HTTP code 409) conflict - nope '), { statusCode: 409 });
const unreachable = Object.assign(new Error('connect ENOENT /var/run/docker.sock'), { code: 'ENOENT' });

describe('engineCall', () => {
  it('passes an answer on', async () => {
    expect(await engineCall('answer', 'internal', Promise.resolve(5))).toBe(5);
  });

  it('names a refusal as its caller asked', async () => {
    const fault: unknown = await engineCall('start it', 'pod-not-started', Promise.reject(refused)).catch(
      (e: unknown) => e,
    );

    expect(fault).toMatchObject({
      name: 'PlatformFault',
      code: 'pod-not-started',
      message: 'Docker could not start it: (HTTP code 409) conflict - nope',
      cause: refused,
    });
    expect(engineStatus(fault)).toBe(409);
    expect(isEngineLost(fault)).toBe(false);
  });

  it('names an engine that cannot be reached, whatever was asked', async () => {
    const fault: unknown = await engineCall('start it', 'pod-not-started', Promise.reject(unreachable)).catch(
      (e: unknown) => e,
    );

    expect(fault).toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringContaining('Check that the engine runs'),
    });
    expect(isEngineLost(fault)).toBe(true);
  });

  it('does not wait for ever', async () => {
    const silence = engineCall('answer', 'internal', new Promise(() => undefined), 5);

    await expect(silence).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringContaining('Docker did not answer within 5 ms'),
    });
  });

  it('leaves a fault that was named already', async () => {
    const fault = new PlatformFault('image-missing', 'gone');

    await expect(engineCall('x', 'internal', Promise.reject(fault))).rejects.toBe(fault);
  });
});
