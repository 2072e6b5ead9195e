import { describe, expect, it } from '@jest/globals';
import { OutputFence } from './output-fence.js';

const text = (...parts: readonly Buffer[]): string => Buffer.concat(parts).toString();
const hasArrived = (fence: OutputFence): Promise<boolean> =>
  Promise.race([fence.arrived.then(() => true), new Promise<boolean>((no) => setImmediate(no, false))]);

describe('OutputFence', () => {
  it('passes what comes before it, and behind it, and is gone itself', async () => {
    const fence = new OutputFence();

    const seen = fence.take(Buffer.concat([Buffer.from('last'), fence.mark, Buffer.from(' words')]));

    expect(text(seen)).toBe('last words');
    expect(await hasArrived(fence)).toBe(true);
  });

  it('is found in pieces', async () => {
    const fence = new OutputFence();

    const seen = [...Buffer.concat([Buffer.from('a'), fence.mark, Buffer.from('b')])].map((byte) =>
      fence.take(Buffer.from([byte])),
    );

    expect(text(...seen)).toBe('ab');
    expect(await hasArrived(fence)).toBe(true);
  });

  it('gives back what only began like it', async () => {
    const fence = new OutputFence();
    const likeIt = Buffer.concat([fence.mark.subarray(0, 7), Buffer.from('!')]);

    const seen = [fence.take(likeIt.subarray(0, 5)), fence.take(likeIt.subarray(5))];

    expect(Buffer.concat(seen)).toEqual(likeIt);
    expect(await hasArrived(fence)).toBe(false);
  });
});
