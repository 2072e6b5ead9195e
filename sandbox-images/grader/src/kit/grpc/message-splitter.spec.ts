import { describe, expect, it } from '@jest/globals';
import { MessageSplitter } from './message-splitter.js';

const message = (content: Buffer, flag = 0): Buffer => {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(content.length, 1);
  return Buffer.concat([prefix, content]);
};

const MESSAGES = ['one', '', 'three'].map((text) => Buffer.from(text));
const BYTES = Buffer.concat(MESSAGES.map((content) => message(content)));

describe('MessageSplitter', () => {
  it.each([1, 2, 3, 5, 7, 100])('finds messages in pieces of %i bytes', (size) => {
    const splitter = new MessageSplitter();
    const found: Buffer[] = [];

    for (let at = 0; at < BYTES.length; at += size)
      found.push(...splitter.push(BYTES.subarray(at, at + size)));

    expect(found).toEqual(MESSAGES);
    expect(splitter.isBetweenMessages).toBe(true);
  });

  it('knows that a message has begun', () => {
    const splitter = new MessageSplitter();

    expect(splitter.push(BYTES.subarray(0, 6))).toEqual([]);

    expect(splitter.isBetweenMessages).toBe(false);
  });

  it('refuses a message by the length that it claims (H01)', () => {
    expect(() => new MessageSplitter().push(Buffer.from([0, 0, 0x04, 0, 1]))).toThrow(
      'a message is larger than 256 KiB',
    );
    expect(new MessageSplitter().push(Buffer.from([0, 0, 0x04, 0, 0]))).toEqual([]);
  });

  it('refuses a message that claims to be compressed (H02)', () => {
    expect(() => new MessageSplitter().push(message(Buffer.from('x'), 1))).toThrow('compressed');
  });
});
