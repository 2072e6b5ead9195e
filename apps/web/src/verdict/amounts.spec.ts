import { describe, expect, it } from '@jest/globals';
import { tellAmount, tellPoints } from './amounts.js';

const MIB = 1024 * 1024;

describe('tellAmount', () => {
  it.each([
    [640, 'ms', '640 ms'],
    [1234, 'ms', '1.2 s'],
    [16_000, 'ms', '16 s'],
    [16 * 1024, 'bytes', '16 KiB'],
    [256 * MIB, 'bytes', '256 MiB'],
    [1.5 * MIB, 'bytes', '1.5 MiB'],
    [65, 'count', '65'],
  ] as const)('writes %d %s as %s', (value, unit, text) => {
    expect(tellAmount(value, unit)).toBe(text);
  });
});

describe('tellPoints', () => {
  it.each([
    [10, '10'],
    [100 / 3, '33.3'],
    [29.99, '29.9'],
    [0.1 + 0.2, '0.3'],
  ])('shows %d as %s: never more than was earned', (points, text) => {
    expect(tellPoints(points)).toBe(text);
  });
});
