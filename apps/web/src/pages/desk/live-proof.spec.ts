import { describe, expect, it } from '@jest/globals';
import type { ProofEvent } from '#contracts';
import { countRuns, NO_PROOF, takeProofEvent, type LiveProof } from './live-proof.js';

const told = (events: readonly ProofEvent[], from: LiveProof = NO_PROOF) =>
  events.reduce(takeProofEvent, from);
const started: ProofEvent = {
  type: 'proof-started',
  repeats: 2,
  programs: [{ program: 'node/rejected/mute', role: 'rejected' }],
};
const tests: ProofEvent = { type: 'tests', tests: ['a › one', 'a › two'] };
const cell = (test: string, status: 'passed' | 'failed', expected = true): ProofEvent => ({
  type: 'cell',
  program: 'node/rejected/mute',
  test,
  status,
  expected,
});

describe('a proof as it is told', () => {
  it('fills its matrix cell by cell, in the order of the suite', () => {
    const { matrix } = told([started, tests, cell('a › two', 'failed')]);

    expect(matrix.rows[0]?.cells).toEqual([null, { mark: 'failed', expected: true }]);
  });

  it('shows what differs between runs, and takes the same twice as once', () => {
    const { matrix } = told([
      started,
      tests,
      cell('a › one', 'failed'),
      cell('a › one', 'failed'),
      cell('a › two', 'passed'),
      cell('a › two', 'failed'),
    ]);

    expect(matrix.rows[0]?.cells).toEqual([
      { mark: 'failed', expected: true },
      { mark: 'unstable', expected: false },
    ]);
  });

  it('takes the row of a run that ended as it is', () => {
    const row = {
      program: 'node/rejected/mute',
      role: 'rejected' as const,
      runs: 1,
      outcome: 'time-limit',
      score: 0,
      expected: false,
      cells: [{ mark: 'not-run' as const, expected: true }],
    };

    const proof = told([started, tests, cell('a › one', 'failed'), { type: 'run-ended', row }]);

    expect(proof.matrix.rows).toEqual([row]);
    expect(countRuns(proof)).toEqual({ done: 1, total: 2 });
  });

  it('begins anew with the next attempt', () => {
    const broken = told([started, tests, cell('a › one', 'failed'), { type: 'retrying', reason: 'ours' }]);

    expect(broken.trouble).toBe('ours');
    expect(told([started], broken)).toEqual(told([started]));
  });
});
