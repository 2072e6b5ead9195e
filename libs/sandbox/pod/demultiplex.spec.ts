import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Demultiplexer } from './demultiplex.js';

const frame = (stream: 1 | 2, text: string): Buffer => {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

describe('Demultiplexer', () => {
  it('finds both streams however the bytes are cut', () => {
    const pieces = fc.array(fc.tuple(fc.constantFrom(1 as const, 2 as const), fc.string()));
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 20 }), (parts, size) => {
        const bytes = Buffer.concat(parts.map(([stream, text]) => frame(stream, text)));
        const found = { stdout: '', stderr: '' };
        const demultiplexer = new Demultiplexer((name, chunk) => (found[name] += chunk.toString('latin1')));

        for (let at = 0; at < bytes.length; at += size) demultiplexer.push(bytes.subarray(at, at + size));

        const expected = (stream: 1 | 2) =>
          parts.map(([one, text]) => (one === stream ? Buffer.from(text).toString('latin1') : '')).join('');
        expect(found).toEqual({ stdout: expected(1), stderr: expected(2) });
      }),
    );
  });

  it('passes a large payload on without waiting for its end', () => {
    const sizes: number[] = [];
    const demultiplexer = new Demultiplexer((_, chunk) => sizes.push(chunk.length));
    const header = Buffer.from([1, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]);

    demultiplexer.push(Buffer.concat([header, Buffer.alloc(10)]));

    expect(sizes).toEqual([10]);
  });
});
