import { describe, expect, it } from '@jest/globals';
import { LogTail } from './log-tail.js';

describe('LogTail', () => {
  it('keeps the last bytes of many small writes', () => {
    const tail = new LogTail(10);
    for (let i = 0; i < 5000; i += 1) tail.push(Buffer.from(`${i % 10}`), 'stdout');

    expect(tail.read()).toBe('0123456789');
    expect(tail.read(3)).toBe('789');
  });

  it('keeps the last bytes of one large write', () => {
    const tail = new LogTail(4);
    tail.push(Buffer.from('abcdefgh'), 'stdout');

    expect(tail.read()).toBe('efgh');
  });

  it('goes on after it was read', () => {
    const tail = new LogTail(4);
    tail.push(Buffer.from('ab'), 'stdout');
    tail.read();
    tail.push(Buffer.from('cde'), 'stdout');

    expect(tail.read()).toBe('bcde');
  });

  it('lets no line be of both streams, in whatever pieces they come', () => {
    const tail = new LogTail();
    tail.push(Buffer.from('Exception ignored in: '), 'stderr');
    tail.push(Buffer.from('ready\n'), 'stdout');
    tail.push(Buffer.from('<file>\n'), 'stderr');
    tail.push(Buffer.from('by'), 'stdout');
    tail.push(Buffer.from('e'), 'stdout');
    tail.push(Buffer.alloc(0), 'stderr');

    expect(tail.read()).toBe('Exception ignored in: \nready\n<file>\nbye');
    expect(tail.written).toBe(tail.read().length);
  });

  it('is empty at first', () => {
    expect(new LogTail().read()).toBe('');
  });
});
