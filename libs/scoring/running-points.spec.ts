import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LiveEvent } from '#contracts';
import { aResult } from '#testing';
import { RunningPoints } from './running-points.js';
import { scoreTests } from './score-tests.js';

const WEIGHTS = [
  { name: 'Parts', points: 30, allOrNothing: false },
  { name: 'Whole', points: 10, allOrNothing: true },
];
const PLAN: LiveEvent = {
  type: 'plan',
  total: 5,
  groups: [
    { name: 'Parts', total: 3 },
    { name: 'Whole', total: 2 },
  ],
};

const ended = (index: number, group: string, status: 'passed' | 'failed'): LiveEvent => ({
  type: 'test',
  index,
  group,
  status,
});
const earnedOf = (event: LiveEvent) => (event.type === 'test' ? event.earned : undefined);

function begun(): RunningPoints {
  const points = new RunningPoints(WEIGHTS);
  points.addTo(PLAN);
  return points;
}

describe('RunningPoints', () => {
  it('says in the plan what each group is worth, and how it is earned', () => {
    expect(new RunningPoints(WEIGHTS).addTo(PLAN)).toEqual({
      ...PLAN,
      groups: [
        { name: 'Parts', total: 3, points: 30, allOrNothing: false },
        { name: 'Whole', total: 2, points: 10, allOrNothing: true },
      ],
    });
  });

  it('adds up the tests of a group as they end', () => {
    const points = begun();

    const earned = (['passed', 'failed', 'passed'] as const).map((status, index) =>
      earnedOf(points.addTo(ended(index, 'Parts', status))),
    );

    expect(earned).toEqual([10, 10, 20]);
  });

  it('gives an all-or-nothing group its points with its last test only', () => {
    const points = begun();

    expect(earnedOf(points.addTo(ended(3, 'Whole', 'passed')))).toBe(0);
    expect(earnedOf(points.addTo(ended(4, 'Whole', 'passed')))).toBe(10);
  });

  it('leaves a run that is not scored, and other events, as they are', () => {
    const unscored = new RunningPoints([]);
    const status: LiveEvent = { type: 'status', status: 'testing', attempt: 1 };

    expect(unscored.addTo(PLAN)).toEqual(PLAN);
    expect(unscored.addTo(ended(0, 'Parts', 'passed'))).toEqual(ended(0, 'Parts', 'passed'));
    expect(begun().addTo(status)).toBe(status);
  });

  it('ends where the score of the verdict does, in any order', () => {
    const tests = fc.array(
      fc.record({ group: fc.constantFrom('Parts', 'Whole'), status: fc.constantFrom('passed', 'failed') }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(tests, (run) => {
        const total = (name: string) => run.filter(({ group }) => group === name).length;
        const points = new RunningPoints(WEIGHTS);
        const groups = WEIGHTS.map(({ name }) => ({ name, total: total(name) }));
        points.addTo({ type: 'plan', total: run.length, groups });

        const last = new Map<string, number | undefined>();
        for (const [index, { group, status }] of run.entries())
          last.set(group, earnedOf(points.addTo(ended(index, group, status))));

        const { groups: scored } = scoreTests(
          WEIGHTS,
          run.map((test, index) => aResult({ ...test, title: `t${index}` })),
        );
        for (const { name, earned } of scored) expect(last.get(name) ?? 0).toBe(earned);
      }),
    );
  });
});
