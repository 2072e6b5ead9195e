import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decideFate,
  resultIfApplied,
  toChange,
  type ComparableResult,
  type Comparison,
} from './compare-results.js';
import { compareBests, countFlips, summariseRejudge, type BatchResult } from './summarise-rejudge.js';

const aResult = (score: number | null, overrides: Partial<ComparableResult> = {}): ComparableResult => ({
  outcome: score === 100 ? 'accepted' : 'partial',
  score,
  exercisePoints: 100,
  ...overrides,
});
const compare = (
  before: ComparableResult,
  after: ComparableResult | null,
  overtaken = false,
): Comparison => ({
  before,
  after,
  overtaken,
});

describe('toChange', () => {
  it.each([
    ['higher', compare(aResult(50), aResult(60))],
    ['lower', compare(aResult(60), aResult(50))],
    ['same', compare(aResult(60), aResult(60))],
    ['outcome', compare(aResult(0), aResult(0, { outcome: 'crashed' }))],
    ['higher', compare(aResult(null, { outcome: 'system-error' }), aResult(0))],
    ['failed', compare(aResult(60), aResult(null, { outcome: 'system-error' }))],
    ['overtaken', compare(aResult(60), aResult(10), true)],
    ['unjudged', compare(aResult(60), null)],
  ] as const)('is %s', (change, comparison) => {
    expect(toChange(comparison)).toBe(change);
  });

  it('is lower when the same score earns fewer points, or a lower score more', () => {
    expect(toChange(compare(aResult(100), aResult(100, { exercisePoints: 10 })))).toBe('lower');
    expect(toChange(compare(aResult(100), aResult(90, { exercisePoints: 900 })))).toBe('lower');
  });
});

const score = fc.option(fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10));
const result = fc.record({
  outcome: fc.constantFrom('accepted', 'partial', 'crashed', 'system-error'),
  score,
  exercisePoints: fc.integer({ min: 1, max: 500 }),
});
const batchResult: fc.Arbitrary<BatchResult> = fc.record({
  learnerId: fc.constantFrom('ada', 'bob', 'eve'),
  before: result,
  after: fc.option(result),
  overtaken: fc.boolean(),
  fate: fc.constant(null),
});

describe('a batch', () => {
  it('lowers no result and nobody’s best when it is applied with `keep`', () => {
    fc.assert(
      fc.property(fc.array(batchResult, { maxLength: 20 }), (results) => {
        const applied = results.map((one) =>
          decideFate(one, 'keep') === 'applied' && one.after
            ? { ...one, after: one.after }
            : { ...one, after: null },
        );

        for (const one of applied) {
          const now = resultIfApplied(one);
          expect(now.score ?? 0).toBeGreaterThanOrEqual(one.before.score ?? 0);
        }
        for (const { before, after } of compareBests(applied, new Map()).values()) {
          expect(after.score ?? 0).toBeGreaterThanOrEqual(before.score ?? 0);
          expect(after.points).toBeGreaterThanOrEqual(before.points);
        }
      }),
    );
  });

  it('counts each result once, and nobody both up and down', () => {
    fc.assert(
      fc.property(fc.array(batchResult, { maxLength: 20 }), (results) => {
        const bests = compareBests(results, new Map());
        const { higher, lower, outcome, same, failed, overtaken, learnersUp, learnersDown } =
          summariseRejudge(results, bests, []);
        const unjudged = results.filter((one) => toChange(one) === 'unjudged').length;

        expect(higher + lower + outcome + same + failed + overtaken + unjudged).toBe(results.length);
        expect(learnersUp + learnersDown).toBeLessThanOrEqual(bests.size);
      }),
    );
  });

  it('calls nobody down whose lower result was kept', () => {
    const kept = { ...compare(aResult(60), aResult(10)), learnerId: 'ada', fate: 'kept' as const };

    const summary = summariseRejudge([kept], compareBests([kept], new Map()), []);

    expect(summary).toMatchObject({ lower: 1, kept: 1, learnersDown: 0 });
  });

  it('does not call a learner down whose best lies elsewhere', () => {
    const results = [{ ...compare(aResult(60), aResult(10)), learnerId: 'ada', fate: null }];
    const elsewhere = new Map([['ada', { score: 100, points: 1000 }]]);

    const summary = summariseRejudge(results, compareBests(results, elsewhere), []);

    expect(summary).toMatchObject({ lower: 1, learnersDown: 0, learnersUp: 0 });
  });
});

describe('countFlips', () => {
  it('counts by test and direction, most frequent first', () => {
    const now = { test: 'a', from: 'passed', to: 'failed' } as const;
    const back = { test: 'a', from: 'failed', to: 'passed' } as const;

    expect(countFlips([back, now, now], 5)).toEqual([
      { ...now, count: 2 },
      { ...back, count: 1 },
    ]);
    expect(countFlips([back, now, now], 1)).toHaveLength(1);
  });
});
