import { describe, expect, it } from '@jest/globals';
import { escapeText } from './escape-text.js';

describe('escapeText', () => {
  it.each([
    ['colours', '\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
    ['NUL, which PostgreSQL refuses', 'a\u0000b', 'a\\u0000b'],
    ['a carriage return that hides a line', 'fail\rpass', 'fail\\rpass'],
    ['the end of a header', 'a\r\nset-cookie: b', 'a\\r\nset-cookie: b'],
    ['C1 controls', 'a\u009b31mb', 'a\\u009b31mb'],
    ['text that runs backwards', 'a\u202eb', 'a\\u202eb'],
    ['what has no width', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
  ])('shows %s', (_, text, shown) => {
    expect(escapeText(text)).toBe(shown);
  });

  it('keeps lines, tabs and every language', () => {
    expect(escapeText('a\tb\nżółw 😀 שלום')).toBe('a\tb\nżółw 😀 שלום');
  });
});
