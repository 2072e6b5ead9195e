import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IN_PROPORTION, measureGrowth } from '#testing';
import { makePrintable } from './make-printable.js';

const print = (text: string): string => makePrintable(Buffer.from(text, 'utf8'));

describe('makePrintable', () => {
  it.each([
    ['colours and cursor moves', '\u001b[31mred\u001b[0m\u001b[2J\u001b[10;5Hdone', 'reddone'],
    ['window titles', 'a\u001b]0;pwned\u0007b\u001b]8;;http://x\u001b\\link', 'ablink'],
    ['unfinished sequences', 'a\u001b]0;never ends', 'a0;never ends'],
    ['one-byte controls of C1', 'a\u009b31mb\u0085c', 'abc'],
    ['NUL and bells', 'a\u0000b\u0007c\u007f', 'abc'],
    ['carriage returns', '10%\r20%\r\nend', '10%\n20%\nend'],
    ['text that runs backwards', 'a\u202eb\u2066c\u2069', 'a\\u202eb\\u2066c\\u2069'],
    ['tabs, newlines and every language', 'ä\tβ\n中文 👩‍💻', 'ä\tβ\n中文 👩‍💻'],
  ])('tames %s', (_, text, expected) => {
    expect(print(text)).toBe(expected);
  });

  it('shows bytes that are no UTF-8 as the replacement character', () => {
    expect(makePrintable(Buffer.from([0x61, 0xff, 0xfe, 0x62]))).toBe('a\ufffd\ufffdb');
  });

  it('drops a character that the tail cut in half', () => {
    expect(makePrintable(Buffer.from('😀 ok').subarray(1))).toBe(' ok');
  });

  it('never lets a control character through, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = makePrintable(Buffer.from(bytes));

        // eslint-disable-next-line no-control-regex -- the point of the test
        expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
      }),
    );
  });

  it.each([
    '\u001b]',
    '\u001b[0;',
    '\u009d',
    '\u0090x',
    '\u009b',
    '\u001bP\u009e',
    '\u001b ',
    '\u001b]x\u001b',
  ])(
    'takes time in proportion to its input, though it holds nothing but the beginning %j (D18, P31)',
    (beginning) => {
      const growth = measureGrowth(8_000 / Buffer.byteLength(beginning), (size) =>
        print(beginning.repeat(size)),
      );

      expect(growth).toBeLessThan(IN_PROPORTION);
    },
  );
});
