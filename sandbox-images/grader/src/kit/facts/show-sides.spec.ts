import { describe, expect, it } from '@jest/globals';
import { expect as kitExpect } from 'expect';
import { cutSides, showSides } from './show-sides.js';

describe('showSides', () => {
  it('lays properties in one order, so that only what differs differs', () => {
    const { expected, actual } = showSides({ a: 1, b: { d: 2, c: 3 } }, { b: { c: 4, d: 2 }, a: 1 }, 500);

    expect(expected).toBe('{\n  "b": {\n    "c": 3,\n    "d": 2\n  },\n  "a": 1\n}');
    expect(actual).toBe('{\n  "b": {\n    "c": 4,\n    "d": 2\n  },\n  "a": 1\n}');
  });

  it('puts what came where a matcher is satisfied by it, and names the one that is not', () => {
    const wanted = { id: kitExpect.any(String), at: kitExpect.any(Number) };

    const { expected } = showSides(wanted, { id: 'x7', at: 'today' }, 500);

    expect(expected).toBe('{\n  "id": "x7",\n  "at": Any<Number>\n}');
  });

  it('keeps a property that is missing, also one that every object inherits', () => {
    expect(showSides({ toString: 1 }, {}, 500).expected).toBe('{\n  "toString": 1\n}');
  });

  it('shows what surrounds the first difference of long values (H10)', () => {
    const items = Array.from({ length: 2000 }, (_, index) => index);
    const others = items.with(1500, -1);

    const sides = showSides(items, others, 1000);

    expect(sides.expected).toMatch(/^… .*\b1500,/s);
    expect(sides.actual).toMatch(/^… .*-1,/s);
    expect(Math.max(sides.expected.length, sides.actual.length)).toBeLessThanOrEqual(1000);
  });

  it('shows the difference of long texts that is far in', () => {
    const same = 'a'.repeat(50_000);

    const { expected, actual } = showSides(`${same}b`, `${same}c`, 1000);

    expect(expected).not.toBe(actual);
    expect(expected).toMatch(/^… a+b"$/);
  });

  it('leaves half a character in neither side', () => {
    const { expected } = cutSides({ expected: '😀'.repeat(5000), actual: '' }, 1000);

    expect(expected).not.toMatch(/\p{Surrogate}/u);
    expect(expected.length).toBeLessThanOrEqual(1000);
  });
});
