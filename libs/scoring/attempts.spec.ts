import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tallyAttempts, type Attempt } from './attempts.js';

const at = (createdAtMs: number, free = false): Attempt => ({ id: `a${createdAtMs}`, createdAtMs, free });
const idsOf = ({ counting }: { counting: readonly Attempt[] }) => counting.map(({ id }) => id);

describe('tallyAttempts', () => {
  it('counts everything without a policy', () => {
    const tally = tallyAttempts([at(1), at(2), at(3)], { cap: null, coolDownMs: null });

    expect(idsOf(tally)).toEqual(['a1', 'a2', 'a3']);
    expect(tally.admit(3)).toEqual({ verdict: 'admitted' });
  });

  it('counts the first attempts up to the cap and admits no more', () => {
    const tally = tallyAttempts([at(3), at(1), at(2)], { cap: 2, coolDownMs: null });

    expect(idsOf(tally)).toEqual(['a1', 'a2']);
    expect(tally.admit(4)).toEqual({ verdict: 'attempts-used-up' });
  });

  it('lets an attempt within the cool-down neither count nor begin another one', () => {
    const tally = tallyAttempts([at(0), at(60), at(99), at(100)], { cap: null, coolDownMs: 100 });

    expect(idsOf(tally)).toEqual(['a0', 'a100']);
    expect(tally.admit(199)).toEqual({ verdict: 'cool-down', untilMs: 200 });
    expect(tally.admit(200)).toEqual({ verdict: 'admitted' });
  });

  it('charges nothing for what we failed to judge, and still counts its result', () => {
    const tally = tallyAttempts([at(0, true), at(1)], { cap: 1, coolDownMs: 100 });

    expect(idsOf(tally)).toEqual(['a0', 'a1']);
    expect(tally.used).toBe(1);
  });

  it('gives no place to a failure of ours that had none to take', () => {
    const tally = tallyAttempts([at(0), at(1, true)], { cap: 1, coolDownMs: null });

    expect(idsOf(tally)).toEqual(['a0']);
  });

  const attempts = fc.uniqueArray(fc.record({ createdAtMs: fc.nat(500), free: fc.boolean() }), {
    selector: ({ createdAtMs }) => createdAtMs,
  });
  const policy = fc.record({
    cap: fc.option(fc.integer({ min: 1, max: 5 })),
    coolDownMs: fc.option(fc.integer({ min: 1, max: 200 })),
  });

  it('admits exactly what will count, so that intake and board agree', () => {
    fc.assert(
      fc.property(attempts, policy, (made, terms) => {
        const list = made
          .map(({ createdAtMs, free }) => at(createdAtMs, free))
          .sort((left, right) => left.createdAtMs - right.createdAtMs);

        const admitted = list.filter(
          ({ createdAtMs }, index) =>
            tallyAttempts(list.slice(0, index), terms).admit(createdAtMs).verdict === 'admitted',
        );

        expect(admitted).toEqual(tallyAttempts(list, terms).counting);
      }),
    );
  });

  it('does not depend on the order in which attempts are listed, nor ever passes the cap', () => {
    fc.assert(
      fc.property(attempts, policy, fc.infiniteStream(fc.nat()), (made, terms, noise) => {
        const list = made.map(({ createdAtMs, free }) => at(createdAtMs, free));
        const shuffled = list
          .map((attempt) => ({ attempt, key: noise.next().value as number }))
          .sort((left, right) => left.key - right.key)
          .map(({ attempt }) => attempt);

        const tally = tallyAttempts(list, terms);

        expect(idsOf(tallyAttempts(shuffled, terms))).toEqual(idsOf(tally));
        if (terms.cap !== null) expect(tally.used).toBeLessThanOrEqual(terms.cap);
      }),
    );
  });
});
