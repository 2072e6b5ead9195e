import { describe, expect, it } from '@jest/globals';
import { layRoad, placeOf } from './lay-road.js';

const columnsOf = (count: number, columns: number) =>
  Array.from({ length: count }, (_, index) => Math.floor(placeOf(index, columns).x));

describe('the road', () => {
  it('runs to the right and comes back in the next row', () => {
    expect(columnsOf(7, 3)).toEqual([0, 1, 2, 2, 1, 0, 0]);
  });

  it('leads through every stage, straight in a row and round a bend between rows', () => {
    expect(layRoad(3, 3)).toBe('M0.5 0.25H1.5H2.5');
    expect(layRoad(4, 3)).toMatch(/^M0\.5 0\.25H1\.5H2\.5C3\.125 0\.25 3\.125 1\.25 2\.5 1\.25$/);
  });

  it('bends on the left where a row ends there', () => {
    expect(layRoad(5, 2)).toContain('C-0.125 1.25 -0.125 2.25 0.5 2.25');
  });

  it('is none where it leads nowhere', () => {
    expect(layRoad(1, 4)).toBe('');
    expect(layRoad(0, 4)).toBe('');
  });
});
