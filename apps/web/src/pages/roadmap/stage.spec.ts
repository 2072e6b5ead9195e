import { describe, expect, it } from '@jest/globals';
import { tellMinutes, tellPassed, tellPoints } from './stage.js';

describe('how far somebody is', () => {
  it('is told in points and exercises', () => {
    const progress = { points: 300, earned: 150.5, exercises: 3, passed: 1 };

    expect(tellPoints(progress)).toBe('150.5 of 300 points');
    expect(tellPassed(progress)).toBe('1 of 3 exercises passed');
    expect(tellPassed({ ...progress, exercises: 1 })).toBe('1 of 1 exercise passed');
  });
});

describe('how long it takes', () => {
  it.each([
    [45, '45 min'],
    [60, '1 h'],
    [150, '2 h 30 min'],
  ])('%i minutes are %s', (minutes, told) => {
    expect(tellMinutes(minutes)).toBe(told);
  });
});
