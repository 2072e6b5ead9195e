import { describe, expect, it } from '@jest/globals';
import { ExerciseId } from '#contracts';
import { findMedian } from './find-median.js';
import type { GradedWork } from './graded-work.js';
import { measureWork } from './measure-work.js';
import type { WorkTerms } from './tally-exercise.js';

const exerciseId = ExerciseId.parse('0d9e5b0e-3a0f-4a57-9d55-0f3c8f6a2b11');
const TERMS: WorkTerms = {
  exerciseIds: [exerciseId],
  startsAtMs: null,
  dueAtMs: null,
  closesAtMs: null,
  latePenaltyPercent: null,
  attempts: { cap: null, coolDownMs: null },
};

const work = (createdAtMs: number, ...scores: (number | null)[]): GradedWork => ({
  id: `at-${createdAtMs}`,
  exerciseId,
  createdAtMs,
  verdicts: scores.map((score, index) => ({
    attempt: index + 1,
    judgedAtMs: createdAtMs + index,
    score,
    versionPoints: 10,
  })),
});

describe('measureWork', () => {
  it('measures from the first submission to the first that passed', () => {
    const measured = measureWork([work(100, 0), work(400, 100), work(900, 100)], TERMS);

    expect(measured).toMatchObject({ attempts: 3, firstAtMs: 100, lastAtMs: 900, msToPass: 300 });
  });

  it('measures nothing to pass for who passed with the first, and null for who has not', () => {
    expect(measureWork([work(100, 100)], TERMS)?.msToPass).toBe(0);
    expect(measureWork([work(100, 99.9)], TERMS)?.msToPass).toBeNull();
  });

  it('leaves out what the terms leave out', () => {
    const all = [work(100, 0), work(200, 50), work(300, 100), work(400, 100)];

    expect(measureWork(all, { ...TERMS, startsAtMs: 150, closesAtMs: 350 })).toMatchObject({
      attempts: 2,
      firstAtMs: 200,
      msToPass: 100,
    });
    expect(measureWork(all, { ...TERMS, attempts: { cap: 2, coolDownMs: null } })).toMatchObject({
      attempts: 2,
      msToPass: null,
      best: { score: 50 },
    });
    expect(measureWork(all, { ...TERMS, startsAtMs: 500 })).toBeNull();
  });

  it('lists what has a score with the attempt that counts: a failure of ours is none of the runs', () => {
    const measured = measureWork(
      [work(300, 40, null), work(100), work(200, null), work(400, 30, 100)],
      TERMS,
    );

    expect(measured?.runs).toEqual([
      { submissionId: 'at-300', attempt: 1, passed: false },
      { submissionId: 'at-400', attempt: 2, passed: true },
    ]);
  });
});

describe('findMedian', () => {
  it('is the middle, whatever the order', () => {
    expect(findMedian([9, 1, 5])).toBe(5);
    expect(findMedian([10, 2, 4, 8])).toBe(6);
    expect(findMedian([])).toBeNull();
  });
});
