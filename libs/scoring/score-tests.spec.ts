import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aResult } from '#testing';
import { scoreTests } from './score-tests.js';

const weight = (name: string, points: number, allOrNothing = false) => ({ name, points, allOrNothing });
const results = (group: string, ...passed: boolean[]) =>
  passed.map((ok, index) => aResult({ group, title: `t${index}`, status: ok ? 'passed' : 'failed' }));

describe('scoreTests', () => {
  it('shares the points of a group evenly among its tests', () => {
    const { score, groups } = scoreTests(
      [weight('A', 30), weight('B', 10)],
      [...results('A', true, false), ...results('B', true)],
    );

    expect(score).toBe(62.5);
    expect(groups).toEqual([
      { name: 'A', points: 30, earned: 15, passed: 1, total: 2, allOrNothing: false },
      { name: 'B', points: 10, earned: 10, passed: 1, total: 1, allOrNothing: false },
    ]);
  });

  it('gives an all-or-nothing group nothing when one test fails', () => {
    expect(scoreTests([weight('A', 1, true)], results('A', true, true, false)).score).toBe(0);
    expect(scoreTests([weight('A', 1, true)], results('A', true, true)).score).toBe(100);
  });

  it('gives a group without results nothing', () => {
    expect(scoreTests([weight('A', 1), weight('B', 1)], results('A', true)).score).toBe(50);
  });

  it('never rounds a lost test up to full marks', () => {
    const many = results('A', ...Array.from({ length: 4000 }, (_, index) => index > 0));

    expect(scoreTests([weight('A', 1)], many).score).toBe(99.9);
  });

  it('is 100 exactly when everything passed and never leaves 0–100', () => {
    const groups = fc.array(
      fc.record({
        points: fc.integer({ min: 1, max: 100 }),
        all: fc.boolean(),
        passed: fc.array(fc.boolean(), { maxLength: 9 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(groups, (spec) => {
        const weights = spec.map((group, index) => weight(`G${index}`, group.points, group.all));
        const all = spec.flatMap((group, index) => results(`G${index}`, ...group.passed));
        const perfect = spec.every((group) => group.passed.length > 0 && group.passed.every(Boolean));

        const { score } = scoreTests(weights, all);

        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(score === 100).toBe(perfect);
      }),
    );
  });
});
