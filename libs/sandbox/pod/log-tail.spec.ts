import { describe, expect, it } from '@jest/globals';
import { LogTail } from './log-tail.js';

describe('LogTail', () => {
  it('keeps the last bytes of many small writes', () => {
    const tail = new LogTail(10);
    for (let i = 0; i < 5000; i += 1) tail.push(Buffer.from(`${i % 10}`));

    expect(tail.read()).toBe('0123456789');
    expect(tail.read(3)).toBe('789');
  });

  it('keeps the last bytes of one large write', () => {
    const tail = new LogTail(4);
    tail.push(Buffer.from('abcdefgh'));

    expect(tail.read()).toBe('efgh');
  });

  it('goes on after it was read', () => {
    const tail = new LogTail(4);
    tail.push(Buffer.from('ab'));
    tail.read();
    tail.push(Buffer.from('cde'));

    expect(tail.read()).toBe('bcde');
  });

  it('is empty at first', () => {
    expect(new LogTail().read()).toBe('');
  });
});
