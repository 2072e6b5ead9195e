import { describe, expect, it } from '@jest/globals';
import { keepTrying } from './keep-trying.js';

const failing = (error: unknown, times: number) => {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw error;
    return calls;
  };
};

describe('keepTrying', () => {
  it('goes on while the server cannot be reached', async () => {
    const work = failing(new TypeError('Failed to fetch'), 1);

    await expect(keepTrying(work, new AbortController().signal)).resolves.toBe(2);
  });

  it('gives up on an answer that will stay', async () => {
    const gone = Object.assign(new Error('gone'), { status: 404 });

    await expect(keepTrying(failing(gone, 1), new AbortController().signal)).rejects.toBe(gone);
  });

  it('ends with whoever asked', async () => {
    const lost = new TypeError('Failed to fetch');

    await expect(keepTrying(failing(lost, 1), AbortSignal.abort())).rejects.toBe(lost);
  });
});
