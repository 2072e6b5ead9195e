import { describe, expect, it } from '@jest/globals';
import { expect as kitExpect } from 'expect';
import { showInline, showValue } from './show-value.js';

describe('showValue', () => {
  it('writes JSON with a property or item on each line', () => {
    expect(showValue({ id: 1, tags: ['a', 'b'], none: [], empty: {} }, 500)).toBe(
      '{\n  "id": 1,\n  "tags": [\n    "a",\n    "b"\n  ],\n  "none": [],\n  "empty": {}\n}',
    );
  });

  class Money {
    readonly amount = 5;
  }
  it.each<[string, unknown, string]>([
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['not a number', NaN, 'NaN'],
    ['minus zero', -0, '-0'],
    ['a big integer', 12n, '12n'],
    ['a text with controls', 'a"\u001b\n', '"a\\"\\u001b\\n"'],
    ['a date', new Date(0), 'Date 1970-01-01T00:00:00.000Z'],
    ['no date', new Date(NaN), 'Date invalid'],
    ['bytes', Buffer.from([0, 255]), 'bytes <00 ff>'],
    ['bytes that are text', Buffer.from('GET /\r\n'), 'bytes "GET /\\r\\n"'],
    ['a map', new Map([[1, 'a']]), 'Map {1: "a"}'],
    ['a set', new Set([1]), 'Set [1]'],
    ['an error', new RangeError('no'), 'RangeError: no'],
    ['a pattern', /x/i, '/x/i'],
    ['an object of a class', new Money(), 'Money {"amount": 5}'],
    ['a key that every object inherits', JSON.parse('{"__proto__": 1}'), '{"__proto__": 1}'],
    ['a matcher', kitExpect.any(String), 'Any<String>'],
  ])('has words for %s', (_, value, text) => {
    expect(showInline(value, 500)).toBe(text);
  });

  it.each<[string, unknown]>([
    ['a long text', 'x'.repeat(1_000_000)],
    ['many items', Array.from({ length: 500_000 }, (_, index) => index)],
    ['many properties', Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, {}]))],
    ['many bytes', new Uint8Array(1_000_000)],
    ['a great number', 10n ** 9_999n],
  ])('stops soon after the limit: %s (H10)', (_, value) => {
    expect(showValue(value, 500).length).toBeLessThan(1500);
  });

  it('ends in what is nested without end', () => {
    const loop: unknown[] = [];
    loop.push(loop);

    expect(showValue(loop, 100_000)).toContain('…');
  });
});
